using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V05;

/// <summary>
/// The demands of OME-NGFF 0.5: those of 0.4 in Zarr v3. (The text demands the version of a plate, its schema and its
/// own test suite do not: it stays a warning.)
/// </summary>
internal static class OmeRules05
{
    public static readonly OmeRules Table = V04.OmeRules04.Table with
    {
        Version = OmeVersion.V05,
        HasNamespace = true,
        Differences = V04.OmeRules04.Table.And(
        [
            .. RuleSets.Since05.On(),
            (Rules.MultiscaleVersionMissing, null),
            (Rules.ImageLabelVersionMissing, null),
            (Rules.WellVersionMissing, null),
            (Rules.LabelDataType, Severity.Error),
        ]),
    };
}
