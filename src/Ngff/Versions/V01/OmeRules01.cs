using System.Collections.Frozen;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V01;

/// <summary>The demands of OME-NGFF 0.1.</summary>
internal static class OmeRules01
{
    public static readonly OmeRules Table = new()
    {
        Version = OmeVersion.V01,
        Axes = AxesForm.Fixed,
        MinAxes = 5,
        MaxAxes = 5,
        MinSpaceAxes = 3,
        MaxSpaceAxes = 3,
        HasTransformations = false,
        HasNamespace = false,
        VersionedMembers = FrozenSet.Create("image-label", "plate", "well"),
        HasWellIndices = false,
        WellPathFault = WellPaths.NotAlphanumeric,
        HasScene = false,
        Differences = new Dictionary<Rule, Severity?>
        {
            // The schemas demand the version of a plate, and say nothing of the names of its rows and columns.
            [Rules.PlateVersionMissing] = Severity.Error,
            [Rules.PlateLineName] = null,
            [Rules.PlateLineDuplicate] = null,
            [Rules.PlateLineCase] = null,
            [Rules.PlateWellIndexMissing] = null,
            [Rules.PlateWellIndexMismatch] = null,
            [Rules.PlateWellInvalid] = Severity.Error,
            [Rules.PlateNameMissing] = null,
            [Rules.PlateFieldCountMissing] = null,
            [Rules.WellAcquisitionMissing] = Severity.Warning,
            [Rules.WellAcquisitionUnknown] = Severity.Warning,

            // There are no units and no types of axes yet.
            [Rules.AxisUnitMissing] = null,
            [Rules.AxisTypeMissing] = null,
            [Rules.DimensionNamesMismatch] = null,
            [Rules.ArrayDimensionsMismatch] = null,
            [Rules.LevelDataTypeMismatch] = Severity.Warning,
            [Rules.LabelDataType] = Severity.Warning,
        }.ToFrozenDictionary(),
    };
}
