using System.Collections.Frozen;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V06;

/// <summary>The demands of OME-NGFF 0.6, as release candidate 0 has them.</summary>
internal static class OmeRules06
{
    public static readonly OmeRules Table = V05.OmeRules05.Table with
    {
        Version = OmeVersion.V06,
        IsPreview = text => text.StartsWith("0.6rc", StringComparison.Ordinal),
        Axes = AxesForm.CoordinateSystems,
        VersionedMembers = FrozenSet<string>.Empty,
        WellPathFault = WellPaths.NotNodeName,
        HasScene = true,
        Differences = V05.OmeRules05.Table.And(
        [
            .. RuleSets.Since06.On(), .. RuleSets.Until05.Off(),
            (Rules.PlateVersionMissing, null),
            (Rules.DimensionNamesMismatch, null),
            (Rules.LevelDataTypeMismatch, Severity.Error),
        ]),
    };
}
