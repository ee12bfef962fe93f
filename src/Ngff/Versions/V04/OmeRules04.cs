using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V04;

/// <summary>The demands of OME-NGFF 0.4.</summary>
internal static class OmeRules04
{
    public static readonly OmeRules Table = new()
    {
        Version = OmeVersion.V04,
        MinAxes = 2,
        MaxAxes = 5,
        MinSpaceAxes = 2,
        MaxSpaceAxes = 3,
        VersionInMultiscale = true,
        VersionInImageLabel = true,
        DimensionNames = false,
    };
}
