using OmeNgff.Ngff.Validation;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Hierarchies;

/// <summary>Collects the documents of a whole hierarchy, as they are, for validating them.</summary>
public static class HierarchyReader
{
    /// <summary>
    /// Reads the documents of every node, beginning at the store's root. What a group refers to is followed, never out
    /// of the root. Where the store lists its folders, these are walked too, except below arrays (chunks lie there) and
    /// below a <c>zarr.json</c> that does not say what it is. Where it does not, as over HTTP, references and the keys
    /// of Zarr-consolidated metadata are all there is to go by, and images without a list are asked for by number until
    /// one is absent. What is no JSON, or says nothing that can be read, is collected all the same.
    /// </summary>
    /// <param name="store">Where the hierarchy lies.</param>
    /// <param name="limits">
    /// Bounds: of each document, of the hierarchy's depth, nodes and bytes, and of reads at a time.
    /// </param>
    /// <param name="progress">Told how many nodes were found so far, one call at a time; or null.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="StoreException">
    /// There is no node at the root (<c>node-missing</c>), something cannot or must not be read, or a limit is passed
    /// (<c>hierarchy-too-large</c>, <c>document-too-large</c>).
    /// </exception>
    public static Task<HierarchyDocuments> Read(
        IZarrStore store, StoreLimits limits, IProgress<int>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(limits);
        return ReadFrom(store, limits, progress, ct);
    }

    private static async Task<HierarchyDocuments> ReadFrom(
        IZarrStore store, StoreLimits limits, IProgress<int>? progress, CancellationToken ct)
    {
        var isListed = await CanBeListed(store, ct);
        using var walk = new HierarchyWalk(store, limits, isListed, progress);
        return new HierarchyDocuments(await walk.Run(ct), isListed);
    }

    private static async Task<bool> CanBeListed(IZarrStore store, CancellationToken ct)
    {
        try
        {
            await using var entries = store.List("", ct).GetAsyncEnumerator(ct);
            await entries.MoveNextAsync();
            return true;
        }
        catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreNotListable)
        {
            return false;
        }
    }
}
