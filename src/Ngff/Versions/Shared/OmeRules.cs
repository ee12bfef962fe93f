namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>What the versions of the specification demand. Each version's folder has its own table.</summary>
internal sealed record OmeRules
{
    /// <summary>The version.</summary>
    public required OmeVersion Version { get; init; }

    /// <summary>The least number of axes.</summary>
    public required int MinAxes { get; init; }

    /// <summary>The greatest number of axes.</summary>
    public required int MaxAxes { get; init; }

    /// <summary>The least number of space axes.</summary>
    public required int MinSpaceAxes { get; init; }

    /// <summary>The greatest number of space axes.</summary>
    public required int MaxSpaceAxes { get; init; }

    /// <summary>True where every multiscale says the version itself, false where the group says it once.</summary>
    public required bool VersionInMultiscale { get; init; }

    /// <summary>True where an image-label says the version itself.</summary>
    public required bool VersionInImageLabel { get; init; }

    /// <summary>True where the arrays' dimension names are those of the axes.</summary>
    public required bool DimensionNames { get; init; }

    /// <summary>The table of a version.</summary>
    public static OmeRules Of(OmeVersion version) => version switch
    {
        OmeVersion.V04 => V04.OmeRules04.Table,
        OmeVersion.V05 => V05.OmeRules05.Table,
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };
}
