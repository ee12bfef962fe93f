using System.Globalization;
using OmeNgff.Ngff.Validation;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Hierarchies;

/// <summary>Paths of nodes: keys of folders in a store, empty for its root.</summary>
internal static class NodePaths
{
    /// <summary>
    /// A path that a group names, from the root, with <c>.</c> and <c>..</c> taken out; null where it leads out of the
    /// root or cannot be a key.
    /// </summary>
    public static string? Resolve(string group, string reference) =>
        GroupReferences.Resolve(group, reference) is { } path && IsPath(path) ? path : null;

    /// <summary>True for the root and for what can be a key.</summary>
    public static bool IsPath(string path) => path.Length == 0 || path.Split('/').All(part => StoreKey.IsSegment(part));

    /// <summary>What a node or a document lies in; the root for the root itself.</summary>
    public static string Parent(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    /// <summary>How many folders below the root it is.</summary>
    public static int Depth(string path) => path.Length == 0 ? 0 : path.AsSpan().Count('/') + 1;

    /// <summary>The number that is the last segment.</summary>
    public static int Number(string path) =>
        int.Parse(path[(path.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
}
