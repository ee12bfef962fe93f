using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Validation;

/// <summary>A group or an array of a hierarchy that is being validated.</summary>
/// <param name="Path">Its path, relative to the root; empty for the root.</param>
/// <param name="ZarrFormat">2 or 3.</param>
internal sealed record HierarchyNode(string Path, int ZarrFormat)
{
    /// <summary>The attributes, or null when there are none.</summary>
    public RawJson? Attributes { get; init; }

    /// <summary>The array, or null for a group or an array that cannot be read.</summary>
    public ZarrArrayDocument? Array { get; init; }

    /// <summary>True for an array, also for one that cannot be read.</summary>
    public bool IsArray { get; init; }

    /// <summary>The OME metadata of a group, or null.</summary>
    public OmeGroup? Group { get; init; }

    /// <summary>True when the version of <see cref="Group"/> was concluded from its members, because none is stated.</summary>
    public bool IsVersionInferred { get; init; }

    /// <summary>True when what the documents say was refused: there is something, and what is wrong with it has been told.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The images of the group, put together with their arrays.</summary>
    public EquatableArray<ImageReading> Images { get; init; }

    /// <summary>The key of the document that holds the attributes.</summary>
    public string AttributesKey => Join(Path, ZarrFormat == 2 ? ".zattrs" : "zarr.json");

    /// <summary>Two parts of a path.</summary>
    public static string Join(string path, string name) =>
        path.Length == 0 ? name : name.Length == 0 ? path : $"{path}/{name}";

    /// <summary>The path of the group that a node lies in; null for the root.</summary>
    public static string? Parent(string path) =>
        path.Length == 0 ? null : path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";
}
