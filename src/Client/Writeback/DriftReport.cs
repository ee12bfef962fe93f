using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Writeback;

/// <summary>Where the documents of a store differ from what the catalog says, by meaning and not by bytes.</summary>
public sealed record DriftReport
{
    /// <summary>True when there are differences or errors.</summary>
    public bool Drifted => !Differences.IsEmpty || !Errors.IsEmpty;

    /// <summary>The differences, in the order of the documents.</summary>
    public EquatableArray<DriftDifference> Differences { get; init; }

    /// <summary>Why the store's documents cannot be read as an image.</summary>
    public EquatableArray<DriftError> Errors { get; init; }
}

/// <summary>One difference.</summary>
/// <param name="Path">The Zarr key of the store's document, relative to the image's group.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) into it.</param>
public sealed record DriftDifference(string Path, string Pointer)
{
    /// <summary>What the catalog says, or null when it says nothing.</summary>
    public RawJson? Catalog { get; init; }

    /// <summary>What the store says, or null when it says nothing.</summary>
    public RawJson? Store { get; init; }
}

/// <summary>A document that cannot be read.</summary>
/// <param name="Path">Its Zarr key relative to the image's group, or its address.</param>
/// <param name="Rule">The rule that is broken, kebab-case.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record DriftError(string Path, string Rule, string Message)
{
    /// <summary>JSON Pointer into the document, or null.</summary>
    public string? Pointer { get; init; }
}
