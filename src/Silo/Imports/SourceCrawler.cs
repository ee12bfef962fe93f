using System.Runtime.CompilerServices;
using OmeNgff.Client.Imports;
using OmeNgff.Ngff.Versions;
using OmeNgff.Silo.Hosting;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>Walks a store or a folder and finds the Zarr groups that hold OME images.</summary>
public sealed class SourceCrawler(StoreFactory stores, SiloOptions options)
{
    /// <summary>Finds groups, in the order of their names. A node that cannot be read is reported and passed over.
    /// </summary>
    /// <param name="address">Where to begin.</param>
    /// <param name="recursive">Whether to look below folders and groups that hold no image.</param>
    /// <param name="report">Called for each node that cannot be used.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public IAsyncEnumerable<FoundGroup> Find(
        string address, bool recursive, Action<ImportError> report, CancellationToken cancellationToken) =>
        Walk(stores.Open(address), "", recursive, 0, report, cancellationToken);

    private async IAsyncEnumerable<FoundGroup> Walk(
        IZarrStore store,
        string path,
        bool recursive,
        int depth,
        Action<ImportError> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (node, fault) = await ReadNode(store, path, cancellationToken);
        if (fault is not null)
        {
            report(fault);
            yield break;
        }

        if (node is { Kind: ZarrNodeKind.Array })
        {
            if (depth == 0)
            {
                report(new ImportError(store.Address, "An array alone is no image; import the group above it.")
                {
                    Rule = "group-expected",
                });
            }

            yield break;
        }

        if (node?.Attributes is { } attributes)
        {
            var reading = OmeReader.Read(node.ZarrFormat, attributes);
            if (reading.Group is null || reading.Group.Multiscales.Count > 0)
            {
                var found = reading.Group is not null || reading.Diagnostics.Any(diagnostic => diagnostic.Refuses);
                if (found)
                {
                    // The store of an image is its own folder, so that its address is the same from wherever found.
                    yield return new FoundGroup(path.Length == 0 ? store : stores.Open(store.Address + path), node, reading);
                    yield break;
                }
            }
        }

        if (!recursive || depth >= options.MaxImportDepth)
        {
            yield break;
        }

        var (children, unreadable) = await ListChildren(store, path, cancellationToken);
        if (unreadable is not null)
        {
            report(unreadable);
            yield break;
        }

        foreach (var child in children)
        {
            var childPath = path.Length == 0 ? child : $"{path}/{child}";
            await foreach (var found in Walk(
                store, childPath, recursive, depth + 1, report, cancellationToken))
            {
                yield return found;
            }
        }
    }

    private async Task<(ZarrNode? Node, ImportError? Fault)> ReadNode(
        IZarrStore store, string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await ZarrHierarchy.ReadNode(store, path, options.StoreLimits, cancellationToken), null);
        }
        catch (StoreException refusal)
        {
            return (null, ImportErrors.Of(refusal));
        }
    }

    private static async Task<(IReadOnlyList<string> Children, ImportError? Fault)> ListChildren(
        IZarrStore store, string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await ZarrHierarchy.ListChildren(store, path, cancellationToken), null);
        }
        catch (StoreException refusal)
        {
            return ([], ImportErrors.Of(refusal));
        }
    }
}

/// <summary>A Zarr group with OME metadata.</summary>
/// <param name="Store">The store whose root is the group.</param>
/// <param name="Node">The group's node; its path is relative to where the walk began.</param>
/// <param name="Reading">Its OME metadata, or why it is refused.</param>
public sealed record FoundGroup(IZarrStore Store, ZarrNode Node, OmeReading Reading);
