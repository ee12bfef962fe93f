using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V02;

/// <summary>The demands of OME-NGFF 0.2: those of 0.1, with chunks in folders.</summary>
internal static class OmeRules02
{
    public static readonly OmeRules Table = V01.OmeRules01.Table with { Version = OmeVersion.V02 };
}
