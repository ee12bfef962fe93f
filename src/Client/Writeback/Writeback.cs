using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Writeback;

/// <summary>What is to be written back to a store.</summary>
/// <param name="Ome">The OME version, such as <c>0.5</c>; that of the store when null.</param>
/// <param name="Layout"><c>consolidated</c> or <c>distributed</c>; that of the store when null.</param>
public sealed record WritebackRequest(string? Ome = null, string? Layout = null);

/// <summary>What was written to a store; in a dry run, what would be.</summary>
public sealed record WritebackAnswer
{
    /// <summary>The OME version that was written.</summary>
    public required string Ome { get; init; }

    /// <summary><c>consolidated</c> or <c>distributed</c>.</summary>
    public required string Layout { get; init; }

    /// <summary>The documents that were written.</summary>
    public EquatableArray<WrittenPath> Written { get; init; }

    /// <summary>The documents that said the same already, by their Zarr key relative to the image's group.</summary>
    public EquatableArray<string> Unchanged { get; init; }

    /// <summary>Malformed Zarr-consolidated documents that were taken away, for they would be stale.</summary>
    public EquatableArray<WrittenPath> Removed { get; init; }

    /// <summary>Zarr-consolidated documents of groups above that are stale now and could not be written.</summary>
    public EquatableArray<string> Stale { get; init; }

    /// <summary>
    /// Where the store differs all the same: what this version cannot say, or documents of the other Zarr format beside
    /// those that were written, which count for readers that know both.
    /// </summary>
    public EquatableArray<DriftDifference> Differences { get; init; }
}

/// <summary>A document that was written or taken away.</summary>
/// <param name="Path">Its Zarr key, relative to the image's group; <c>../</c> leads to the group above.</param>
public sealed record WrittenPath(string Path)
{
    /// <summary>
    /// The key under which the old document lies beside it; null when there was none, or in a dry run.
    /// </summary>
    public string? Kept { get; init; }
}

/// <summary>What is to be done where a store and the catalog differ.</summary>
/// <param name="Keep">Which side stays.</param>
public sealed record ReconcileRequest(KeptSide? Keep = null);

/// <summary>A side of a difference.</summary>
public enum KeptSide
{
    /// <summary>The catalog's records: the store's documents are written anew.</summary>
    Catalog,

    /// <summary>The store's documents: the catalog takes them over.</summary>
    Store,
}

/// <summary>The outcome of a reconciliation.</summary>
/// <param name="Image">The image as it now stands.</param>
public sealed record ReconcileAnswer(ImageRecord Image)
{
    /// <summary>What was written to the store; null when the store's side was kept.</summary>
    public WritebackAnswer? Writeback { get; init; }
}
