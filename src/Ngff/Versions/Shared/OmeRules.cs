using System.Collections.Frozen;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// What a version of the specification demands: the forms it has, its numbers, and where its rules differ from how
/// <see cref="Rules"/> declares them. Each version's folder has its own table; nothing else asks which version it is.
/// </summary>
internal sealed record OmeRules
{
    /// <summary>The version.</summary>
    public required OmeVersion Version { get; init; }

    /// <summary>Texts that are read as this version though they are not its own, such as <c>0.6rc0</c>.</summary>
    public Func<string, bool> IsPreview { get; init; } = _ => false;

    /// <summary>How the axes of an image are written.</summary>
    public required AxesForm Axes { get; init; }

    /// <summary>The least number of axes.</summary>
    public required int MinAxes { get; init; }

    /// <summary>The greatest number of axes.</summary>
    public required int MaxAxes { get; init; }

    /// <summary>The least number of space axes.</summary>
    public required int MinSpaceAxes { get; init; }

    /// <summary>The greatest number of space axes.</summary>
    public required int MaxSpaceAxes { get; init; }

    /// <summary>True where levels have transformations.</summary>
    public required bool HasTransformations { get; init; }

    /// <summary>True where the attributes hold the OME members under <c>ome</c>, which says the version once.</summary>
    public required bool HasNamespace { get; init; }

    /// <summary>The members, beside <c>multiscales</c>, whose <c>version</c> is written and checked.</summary>
    public required FrozenSet<string> VersionedMembers { get; init; }

    /// <summary>True where wells say the indices of their row and column, and names are alphanumeric.</summary>
    public required bool HasWellIndices { get; init; }

    /// <summary>Why a path of a well's field cannot be taken, or null when it can.</summary>
    public required Func<string, string?> WellPathFault { get; init; }

    /// <summary>True where a scene may be.</summary>
    public required bool HasScene { get; init; }

    /// <summary>Rules that are graver or less grave here than declared, or not in force (null).</summary>
    public required FrozenDictionary<Rule, Severity?> Differences { get; init; }

    /// <summary>The JSON Pointer, into the group's Zarr document, of the object that holds the OME members.</summary>
    public string RootPointer => HasNamespace ? "/attributes/ome" : "";

    /// <summary>How grave a breach of a rule is in this version; null when the rule is not in force.</summary>
    public Severity? SeverityOf(Rule rule) =>
        Differences.TryGetValue(rule, out var severity) ? severity : rule.Severity;

    /// <summary>The table of a version.</summary>
    public static OmeRules Of(OmeVersion version) => version switch
    {
        OmeVersion.V01 => V01.OmeRules01.Table,
        OmeVersion.V02 => V02.OmeRules02.Table,
        OmeVersion.V03 => V03.OmeRules03.Table,
        OmeVersion.V04 => V04.OmeRules04.Table,
        OmeVersion.V05 => V05.OmeRules05.Table,
        OmeVersion.V06 => V06.OmeRules06.Table,
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };

    /// <summary>A table's differences from how the rules are declared.</summary>
    public static FrozenDictionary<Rule, Severity?> Difference(params ReadOnlySpan<(Rule Rule, Severity? Severity)> rows)
    {
        var all = new Dictionary<Rule, Severity?>();
        foreach (var (rule, severity) in rows)
        {
            all[rule] = severity;
        }

        return all.ToFrozenDictionary();
    }

    /// <summary>The differences of a version from one before it.</summary>
    public FrozenDictionary<Rule, Severity?> And(params ReadOnlySpan<(Rule Rule, Severity? Severity)> more)
    {
        var all = Differences.ToDictionary();
        foreach (var (rule, severity) in more)
        {
            all[rule] = severity;
        }

        return all.ToFrozenDictionary();
    }
}

/// <summary>How the axes of an image are written.</summary>
internal enum AxesForm
{
    /// <summary>Not at all: they are t, c, z, y and x (0.1, 0.2).</summary>
    Fixed,

    /// <summary>A list of names (0.3).</summary>
    Names,

    /// <summary>A list of objects (0.4, 0.5).</summary>
    Objects,

    /// <summary>In named coordinate systems (0.6).</summary>
    CoordinateSystems,
}
