using OmeNgff.Client.Records;

namespace OmeNgff.Client.Transforms;

/// <summary>A record that resolves through an alignment.</summary>
public sealed record Impact
{
    /// <summary>Image, viewpoint or space.</summary>
    public RecordKind Kind { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>By the default version, or by one that is pinned.</summary>
    public ImpactWay By { get; init; }

    /// <summary>The number of the version that is pinned, or of the default.</summary>
    public int? Version { get; init; }

    /// <summary>How many alignments lie between the record and the nearest end of this one, this one included.</summary>
    public int Alignments { get; init; }
}

/// <summary>How a record comes to resolve through an alignment.</summary>
public enum ImpactWay
{
    /// <summary>Its best path takes the alignment's default version.</summary>
    Default,

    /// <summary>It pins a version.</summary>
    Pin,
}
