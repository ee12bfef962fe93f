using System.Collections.Concurrent;
using System.Collections.Immutable;
using OmeNgff.Ngff.Validation;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Hierarchies;

/// <summary>One reading of a hierarchy: nodes in rounds, those of a round at a time, each path once.</summary>
internal sealed class HierarchyWalk(IZarrStore store, StoreLimits limits, bool isListed, IProgress<int>? progress)
    : IDisposable
{
    private static readonly string[] Version3 = ["zarr.json"];
    private static readonly string[] Version2 = [".zgroup", ".zarray", ".zattrs"];

    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _documents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reads = new(limits.MaxParallelReads);
    private readonly Lock _telling = new();
    private StoreException? _refusal;
    private long _bytes;
    private int _nodes;

    /// <summary>Reads all of it.</summary>
    public async Task<ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>> Run(CancellationToken ct)
    {
        var round = new List<Candidate> { new("", ZarrFormat: 3, IsNumbered: false) };
        _seen.Add("");
        while (round.Count > 0)
        {
            var next = new List<Candidate>[round.Count];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, round.Count),
                new ParallelOptions { MaxDegreeOfParallelism = limits.MaxParallelReads, CancellationToken = ct },
                async (index, stop) => next[index] = await Look(round[index], stop));
            round = [.. next.SelectMany(found => found).Select(PastSeen).Where(IsNew)];
        }

        return _documents.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public void Dispose() => _reads.Dispose();

    /// <summary>Reads one node, and says which paths to look at then.</summary>
    private async Task<List<Candidate>> Look(Candidate candidate, CancellationToken ct)
    {
        var path = candidate.Path;
        var look = await ReadNode(candidate, ct);
        if (!look.IsNode && path.Length == 0)
        {
            throw _refusal ?? new StoreException(
                store.Address, StoreRules.NodeMissing, "There is no Zarr group or array at this address.");
        }

        if (look.IsNode)
        {
            Tell();
        }

        var found = look.References
            .Select(reference => NodePaths.Resolve(path, reference)).OfType<string>()
            .Concat(look.Hints.Select(hint => StoreKey.Join(path, hint)).Where(NodePaths.IsPath))
            .Select(reference => new Candidate(reference, look.ZarrFormat, IsNumbered: false)).ToList();
        if (look.IsSeries)
        {
            await ReadDocument(StoreKey.Join(path, HierarchyDocuments.OmeXmlKey), ct);
            found.Add(Numbered(path, -1, look.ZarrFormat));
        }

        if (candidate.IsNumbered && look.IsImage)
        {
            found.Add(Numbered(NodePaths.Parent(path), NodePaths.Number(path), look.ZarrFormat));
        }

        if (isListed && look.MayHaveChildren)
        {
            foreach (var name in await ZarrHierarchy.ListChildren(store, path, ct))
            {
                found.Add(new Candidate(StoreKey.Join(path, name), look.ZarrFormat, IsNumbered: false));
            }
        }

        return found;
    }

    private static Candidate Numbered(string series, int last, int zarrFormat) =>
        new(StoreKey.Join(series, GroupReferences.NextInSeries(last)), zarrFormat, IsNumbered: true);

    private async Task<NodeLook> ReadNode(Candidate candidate, CancellationToken ct)
    {
        var path = candidate.Path;
        string[][] turns = isListed || path.Length == 0
            ? [[.. HierarchyDocuments.NodeDocuments]]
            : candidate.ZarrFormat == 3 ? [Version3, Version2] : [Version2, Version3];

        // A request takes its time: the documents of the other format are asked for only where there are none of the
        // format above. A node of another format than its group is a fault, and is found this way too.
        foreach (var names in turns)
        {
            var read = await Task.WhenAll(names.Select(name => ReadDocument(StoreKey.Join(path, name), ct)));
            var look = NodeLook.At(names.Zip(read)
                .Where(pair => pair.Second is not null)
                .ToDictionary(pair => pair.First, pair => pair.Second!.Value, StringComparer.Ordinal));
            if (look.IsNode)
            {
                return look;
            }
        }

        return NodeLook.Nothing(candidate.ZarrFormat);
    }

    private async Task<ReadOnlyMemory<byte>?> ReadDocument(string key, CancellationToken ct)
    {
        await _reads.WaitAsync(ct);
        try
        {
            if (await store.ReadBytes(key, limits, ct) is not { } bytes)
            {
                return null;
            }

            if (Interlocked.Add(ref _bytes, bytes.Length) > limits.MaxHierarchyBytes)
            {
                throw TooLarge(nameof(limits.MaxHierarchyBytes), limits.MaxHierarchyBytes, "documents are larger");
            }

            _documents[key] = bytes;
            return bytes;
        }
        catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreForbidden)
        {
            // So S3 answers for what is absent where listing is not allowed.
            _refusal ??= refusal;
            return null;
        }
        finally
        {
            _reads.Release();
        }
    }

    /// <summary>The next number that was not looked at: others may have been for another reason.</summary>
    private Candidate PastSeen(Candidate candidate)
    {
        while (candidate.IsNumbered && _seen.Contains(candidate.Path))
        {
            candidate = Numbered(
                NodePaths.Parent(candidate.Path), NodePaths.Number(candidate.Path), candidate.ZarrFormat);
        }

        return candidate;
    }

    private bool IsNew(Candidate candidate)
    {
        if (!_seen.Add(candidate.Path))
        {
            return false;
        }

        if (_seen.Count > limits.MaxHierarchyNodes)
        {
            throw TooLarge(nameof(limits.MaxHierarchyNodes), limits.MaxHierarchyNodes, "nodes and folders are more");
        }

        return NodePaths.Depth(candidate.Path) <= limits.MaxHierarchyDepth
            ? true
            : throw TooLarge(nameof(limits.MaxHierarchyDepth), limits.MaxHierarchyDepth, "folders are nested deeper");
    }

    private StoreException TooLarge(string limit, long value, string what) => new(
        store.Address,
        StoreRules.HierarchyTooLarge,
        FormattableString.Invariant($"Its {what} than {limit}, which is {value}."));

    private void Tell()
    {
        lock (_telling)
        {
            progress?.Report(++_nodes);
        }
    }

    /// <summary>Where a node may be.</summary>
    /// <param name="Path">Its key in the store.</param>
    /// <param name="ZarrFormat">The format of the group that names it, which is looked for first.</param>
    /// <param name="IsNumbered">True for an image of a series: the next one is looked for when this is there.</param>
    private sealed record Candidate(string Path, int ZarrFormat, bool IsNumbered);
}
