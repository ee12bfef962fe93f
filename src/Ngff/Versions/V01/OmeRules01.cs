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
        Differences = OmeRules.Difference(
        [
            .. RuleSets.Since04.Off(), .. RuleSets.Since05.Off(), .. RuleSets.Since06.Off(),

            // The schemas demand the version of a plate, and say nothing of the names of its rows and columns.
            (Rules.PlateVersionMissing, Severity.Error),
            (Rules.PlateLineName, null),
            (Rules.PlateLineDuplicate, null),
            (Rules.PlateLineCase, null),
            (Rules.PlateNameMissing, null),
            (Rules.PlateFieldCountMissing, null),
            (Rules.WellAcquisitionMissing, Severity.Warning),
            (Rules.WellAcquisitionUnknown, Severity.Warning),
            (Rules.ArrayDimensionsMismatch, null),

            // "Same number of dimensions" is demanded, the same data type not before 0.6, integers of labels from 0.5 on.
            (Rules.LevelDataTypeMismatch, Severity.Warning),
            (Rules.LabelDataType, Severity.Warning),
        ]),
    };
}
