using System.Collections.Immutable;

namespace OmeNgff.Zarr.Stores.Files;

/// <summary>The folders whose content may be read, with their symbolic links resolved.</summary>
internal sealed class AllowedRoots
{
    private readonly ImmutableArray<string> _roots;

    private AllowedRoots(ImmutableArray<string> roots) => _roots = roots;

    /// <summary>Resolves the folders as they are now.</summary>
    public static AllowedRoots Resolve(IEnumerable<string> folders) =>
        new([.. folders.Select(folder => RealPath.Resolve(Path.GetFullPath(folder)).Path)]);

    /// <summary>True when a path without links is one of the folders or lies in one.</summary>
    public bool Contain(string realPath)
    {
        foreach (var root in _roots)
        {
            if (realPath.StartsWith(root, StringComparison.Ordinal)
                && (realPath.Length == root.Length || root == "/" || realPath[root.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The refusal. It says nothing about what lies outside.</summary>
    public static StoreException Outside(string address) =>
        new(address, StoreRules.PathOutsideRoots, "This lies outside the folders that may be read.");
}
