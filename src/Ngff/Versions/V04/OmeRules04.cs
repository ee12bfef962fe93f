using System.Collections.Frozen;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V04;

/// <summary>The demands of OME-NGFF 0.4.</summary>
internal static class OmeRules04
{
    public static readonly OmeRules Table = new()
    {
        Version = OmeVersion.V04,
        Axes = AxesForm.Objects,
        MinAxes = 2,
        MaxAxes = 5,
        MinSpaceAxes = 2,
        MaxSpaceAxes = 3,
        HasTransformations = true,
        HasNamespace = false,
        VersionedMembers = FrozenSet.Create("image-label", "plate", "well"),
        HasWellIndices = true,
        WellPathFault = WellPaths.NotAlphanumeric,
        HasScene = false,
        Differences = OmeRules.Difference(
        [
            .. RuleSets.Since05.Off(), .. RuleSets.Since06.Off(),
            (Rules.ArrayDimensionsMismatch, null),
            (Rules.ScaleInferred, null),

            // "Same number of dimensions" is demanded, the same data type not before 0.6.
            (Rules.LevelDataTypeMismatch, Severity.Warning),

            // Integers are demanded of labels from 0.5 on.
            (Rules.LabelDataType, Severity.Warning),
        ]),
    };
}
