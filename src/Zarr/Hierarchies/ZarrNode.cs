using OmeNgff.Ngff.Json;

namespace OmeNgff.Zarr.Hierarchies;

/// <summary>What a node of a Zarr hierarchy is.</summary>
public enum ZarrNodeKind
{
    /// <summary>A group.</summary>
    Group,

    /// <summary>An array.</summary>
    Array,
}

/// <summary>One node of a Zarr hierarchy, with its own documents.</summary>
/// <param name="Path">Its key in the store, empty for the store itself.</param>
/// <param name="ZarrFormat">2 or 3.</param>
/// <param name="Kind">Whether it is a group or an array.</param>
/// <param name="Document">
/// Its <c>zarr.json</c>, <c>.zarray</c> or <c>.zgroup</c>, an object; null for a v2 group that has only <c>.zattrs</c>.
/// </param>
/// <param name="Attributes">
/// Its attributes, an object: empty when a v3 node has none, null when a v2 node has no <c>.zattrs</c>.
/// </param>
/// <param name="DocumentKey">The key of <paramref name="Document"/>, or else of the <c>.zattrs</c>.</param>
public sealed record ZarrNode(
    string Path,
    int ZarrFormat,
    ZarrNodeKind Kind,
    RawJson? Document,
    RawJson? Attributes,
    string DocumentKey);
