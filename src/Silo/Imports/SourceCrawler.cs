using System.Runtime.CompilerServices;
using OmeNgff.Client.Imports;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Versions;
using OmeNgff.Silo.Hosting;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>Walks a store or a folder and finds the Zarr groups that hold OME images; plates, wells, series and scenes after
/// their members.</summary>
public sealed class SourceCrawler(StoreFactory stores, SiloOptions options)
{
    /// <summary>Finds groups, in the order of their names. A node that cannot be read is reported and passed over.
    /// </summary>
    /// <param name="address">Where to begin.</param>
    /// <param name="recursive">Whether to look below folders and groups that hold no image; the images of a scene are
    /// found in any case.</param>
    /// <param name="report">Called for each node that cannot be used.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public IAsyncEnumerable<FoundGroup> Find(
        string address, bool recursive, Action<ImportError> report, CancellationToken cancellationToken) =>
        Walk(stores.Open(address), recursive, 0, new HashSet<string>(StringComparer.Ordinal), report, cancellationToken);

    private async IAsyncEnumerable<FoundGroup> Walk(
        IZarrStore store,
        bool recursive,
        int depth,
        HashSet<string> seen,
        Action<ImportError> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Links may lead to one folder in several ways, or in a circle.
        if (!seen.Add(store.Address))
        {
            yield break;
        }

        var (node, fault) = await ReadNode(store, cancellationToken);
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

        var group = node?.Attributes is { } attributes
            ? new FoundGroup(store, node, OmeReader.Read(node.ZarrFormat, attributes))
            : null;
        var isImage = group is not null && (group.Reading.Group is { Multiscales.Count: > 0 }
            || group.Reading.Diagnostics.Any(diagnostic => diagnostic.Refuses));
        if (isImage)
        {
            yield return group!;
        }

        if (depth < options.MaxImportDepth)
        {
            var scene = group?.Reading.Group?.Scene;
            var below = scene is null ? [] : OpenMembers(store, scene);
            if (recursive && !isImage)
            {
                below = [.. below, .. await OpenChildren(store, group, report, cancellationToken)];
            }

            foreach (var child in below)
            {
                await foreach (var found in Walk(child, recursive, depth + 1, seen, report, cancellationToken))
                {
                    yield return found;
                }
            }
        }

        if (group is not null && recursive && !isImage && SourceCollection.IsOne(group.Reading))
        {
            yield return group with { Role = FoundRole.Collection };
        }

        if (group is not null && SourceScene.IsOne(group.Reading))
        {
            yield return group with { Role = FoundRole.Scene };
        }
    }

    private async Task<(ZarrNode? Node, ImportError? Fault)> ReadNode(
        IZarrStore store, CancellationToken cancellationToken)
    {
        try
        {
            return (await ZarrHierarchy.ReadNode(store, "", options.StoreLimits, cancellationToken), null);
        }
        catch (StoreException refusal)
        {
            return (null, ImportErrors.Of(refusal));
        }
    }

    /// <summary>
    /// The folders in a folder, each as a store of its own, so that an image's address is the same from wherever it is
    /// found. Where a store lists nothing, those that the group's document refers to.
    /// </summary>
    private async Task<IReadOnlyList<IZarrStore>> OpenChildren(
        IZarrStore store, FoundGroup? group, Action<ImportError> report, CancellationToken cancellationToken)
    {
        var children = new List<IZarrStore>();
        try
        {
            foreach (var path in await ChildPaths(store, group, cancellationToken))
            {
                if (Open(StoreAddress.Combine(store.Address, path), report) is { } child)
                {
                    children.Add(child);
                }
            }
        }
        catch (StoreException refusal)
        {
            report(ImportErrors.Of(refusal));
        }

        return children;
    }

    private async Task<IReadOnlyList<string>> ChildPaths(
        IZarrStore store, FoundGroup? group, CancellationToken cancellationToken)
    {
        try
        {
            return [.. await ZarrHierarchy.ListChildren(store, "", cancellationToken)];
        }
        catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreNotListable
            && group?.Reading.Group is { } known && SourceReferences.Has(known))
        {
            return await SourceReferences.Of(store, known, options.StoreLimits, cancellationToken);
        }
    }

    /// <summary>The images that a scene refers to. Those that are absent are told when the scene is imported.</summary>
    private IReadOnlyList<IZarrStore> OpenMembers(IZarrStore store, Scene scene) =>
    [
        .. SourceScene.MemberPaths(scene)
            .Select(path => Open(StoreAddress.Combine(store.Address, path), _ => { })).OfType<IZarrStore>(),
    ];

    private IZarrStore? Open(string address, Action<ImportError> report)
    {
        try
        {
            return stores.Open(address);
        }
        catch (StoreException refusal)
        {
            report(ImportErrors.Of(refusal));
            return null;
        }
    }
}

/// <summary>A Zarr group with OME metadata.</summary>
/// <param name="Store">The store whose root is the group.</param>
/// <param name="Node">The group's node.</param>
/// <param name="Reading">Its OME metadata, or why it is refused.</param>
public sealed record FoundGroup(IZarrStore Store, ZarrNode Node, OmeReading Reading)
{
    /// <summary>What it was found as.</summary>
    public FoundRole Role { get; init; }
}

/// <summary>What a group is found as; one that is several things is found for each.</summary>
public enum FoundRole
{
    /// <summary>An image.</summary>
    Image,

    /// <summary>A plate, a well or a series, after its members.</summary>
    Collection,

    /// <summary>A scene, after its images.</summary>
    Scene,
}
