using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V05;

/// <summary>The demands of OME-NGFF 0.5.</summary>
internal static class OmeRules05
{
    public static readonly OmeRules Table = new()
    {
        Version = OmeVersion.V05,
        MinAxes = 2,
        MaxAxes = 5,
        MinSpaceAxes = 2,
        MaxSpaceAxes = 3,
        VersionInMultiscale = false,
        VersionInImageLabel = false,
        DimensionNames = true,
    };
}
