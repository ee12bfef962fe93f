using System.Collections.Frozen;
using System.Collections.Immutable;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Arrays.Consolidated;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Grains.Views;

/// <summary>
/// One virtual Zarr hierarchy of an image: ready documents by key, and how its chunk keys lead to the store's. An array
/// that lies in the other Zarr format keeps its chunks; only their names differ.
/// </summary>
internal sealed class PublishedRoot
{
    private const string LabelsPrefix = "labels/";

    private readonly ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> _all =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, ServedDocument> _documents;
    private readonly ImmutableArray<PublishedArray> _arrays;
    private readonly ImagesByPath _labels;
    private readonly Problem? _refusal;
    private readonly int _format;
    private readonly string _consolidated;
    private volatile LabelledDocument? _labelled;

    internal PublishedRoot(ImageRecord image, ImmutableArray<ArrayRecord> arrays, ViewRoot root, WayToSpace? way = null)
    {
        _format = OmeVersions.TryParse(root.Ome, out var version) ? version.ZarrFormat() : 0;
        _consolidated = ConsolidatedWriter.Key(_format);
        _labels = new ImagesByPath(image.Labels.Select(label => KeyValuePair.Create(label.Path, label.Image)));
        try
        {
            var published = ImageView.Publish(image, arrays, root, fold: MayFold(image, arrays), way);
            _refusal = published.Refusals.IsEmpty
                ? null
                : ImageView.Refusal(image, arrays, root, way, published.Refusals);
            _all = published.Group.AddRange(published.Arrays);
        }
        catch (ProblemException refusal)
        {
            _refusal = refusal.Problem;
        }

        var documents = _all.ToDictionary(
            pair => pair.Key, pair => Documents.Serve(pair.Value), StringComparer.Ordinal);
        if (_refusal is null)
        {
            // That of an image with label images has copies of their documents, too, and is made when it is asked for.
            documents[_consolidated] = Documents.Serve(ConsolidatedWriter.Write(_format, _all));
            Tag = documents[_consolidated].ETag;
        }

        _documents = documents.ToFrozenDictionary(StringComparer.Ordinal);
        _arrays =
        [
            .. image.Levels.Zip(arrays, (level, array) => new PublishedArray(
                level.Path, array, Served(level.Path, array, _all))),
        ];
    }

    /// <summary>Tells one state of the hierarchy's documents from another; empty where it cannot be said.</summary>
    internal string Tag { get; } = "";

    /// <summary>All documents of the hierarchy, without what is consolidated of them.</summary>
    internal ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> All => _all;

    /// <summary>The label images by the paths below <c>labels/</c> that they are published under.</summary>
    internal IReadOnlyDictionary<string, string> Labels => _labels.All;

    /// <summary>True when the document at a key holds copies of the documents of label images, too: then ask
    /// <see cref="Consolidated"/>.</summary>
    internal bool HasLabelsIn(string key) => key == _consolidated && Labels.Count > 0 && _refusal is null;

    /// <summary>The tag of the documents that are known of a label image, or null.</summary>
    internal string? KnownLabel(string path) => _labelled?.Labels.GetValueOrDefault(path)?.Tag;

    /// <summary>The document that holds copies of all others, those of label images included: a reader takes what is not
    /// among the copies for absent.</summary>
    /// <param name="labels">What the label images answered, by path, each to <see cref="KnownLabel"/>.</param>
    /// <returns>Null where what was known of a label image has gone meanwhile: ask again.</returns>
    internal ServedDocument? Consolidated(ImmutableSortedDictionary<string, HierarchyDocuments> labels)
    {
        var known = _labelled;
        if (known is not null && labels.All(label => known.Labels[label.Key].Tag == label.Value.Tag))
        {
            return known.Document;
        }

        var filled = ImmutableSortedDictionary.CreateBuilder<string, HierarchyDocuments>(StringComparer.Ordinal);
        var all = _all.ToBuilder();
        foreach (var (path, answer) in labels)
        {
            var label = answer.ByKey is not null || answer.Tag.Length == 0 ? answer
                : known?.Labels[path] is { ByKey: not null } before && before.Tag == answer.Tag ? before
                : null;
            if (label is null)
            {
                return null;
            }

            filled[path] = label;
            foreach (var (key, utf8) in label.ByKey ?? ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty)
            {
                all[$"{LabelsPrefix}{path}/{key}"] = utf8;
            }
        }

        var labelled = new LabelledDocument(
            filled.ToImmutable(), Documents.Serve(ConsolidatedWriter.Write(_format, all.ToImmutable())));
        _labelled = labelled;
        return labelled.Document;
    }

    /// <summary>What lies at a key. A hierarchy that cannot be said refuses every key that it would hold.</summary>
    internal ServedKey Read(string key)
    {
        if (_refusal is not null)
        {
            return WouldHold(key) ? new ServedKey { Problem = _refusal } : ServedKey.Absent;
        }

        if (_documents.TryGetValue(key, out var document))
        {
            return new ServedKey { Document = document };
        }

        if (key.StartsWith(LabelsPrefix, StringComparison.Ordinal))
        {
            return _labels.Find(key.AsSpan(LabelsPrefix.Length)) is { } label
                ? new ServedKey { Image = label }
                : ServedKey.Absent;
        }

        foreach (var array in _arrays)
        {
            if (array.Find(key) is { } chunk)
            {
                return new ServedKey { Chunk = chunk };
            }
        }

        return ServedKey.Absent;
    }

    /// <summary>
    /// True where the group's transformations may be multiplied into those of the levels, as viewers may know these
    /// alone: not where others begin at the intrinsic system, which would move with it, nor where no level could say it.
    /// </summary>
    private static bool MayFold(ImageRecord image, ImmutableArray<ArrayRecord> arrays) =>
        image.CoordinateSystems.IsEmpty && image.CoordinateTransformations.All(part =>
            part is { Input: null, Output: null }
            && part.AsScaleAndTranslation(part.InputRank ?? arrays[0].Axes.Count) is not null);

    private bool WouldHold(string key) =>
        (_format == 2 ? key is ".zgroup" or ".zattrs" or ".zmetadata" : key is "zarr.json")
        || _documents.ContainsKey(key) || _arrays.Any(array => array.WouldHold(key, _format));

    /// <summary>The array as it is described in this hierarchy; as it lies in the store where it cannot be.</summary>
    private static ZarrArrayDocument Served(
        string path, ArrayRecord array, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> documents) =>
        documents.TryGetValue($"{path}/.zarray", out var v2) ? ZarrArrayDocument.Parse(2, RawJson.Parse(v2))
        : documents.TryGetValue($"{path}/zarr.json", out var v3) ? ZarrArrayDocument.Parse(3, RawJson.Parse(v3))
        : array.ParseZarr();

    /// <summary>The document with the copies of label images' documents.</summary>
    /// <param name="Labels">The documents of the label images by path.</param>
    /// <param name="Document">The document.</param>
    private sealed record LabelledDocument(
        ImmutableSortedDictionary<string, HierarchyDocuments> Labels, ServedDocument Document);

    /// <summary>An array under the path that the image publishes it under.</summary>
    private sealed class PublishedArray(string path, ArrayRecord record, ZarrArrayDocument served)
    {
        private readonly ZarrArrayDocument _own = record.ParseZarr();

        /// <summary>True for the keys that the array would have in a Zarr format.</summary>
        internal bool WouldHold(string key, int format)
        {
            if (!key.StartsWith($"{path}/", StringComparison.Ordinal))
            {
                return false;
            }

            var rest = key[(path.Length + 1)..];
            Span<long> index = stackalloc long[_own.Shape.Count];
            return format == 2
                ? rest is ".zarray" or ".zattrs" || new ChunkKeyEncoding(ChunkKeyForm.V2, '/').TryDecode(rest, index)
                : rest is "zarr.json" || new ChunkKeyEncoding(ChunkKeyForm.Default, '/').TryDecode(rest, index);
        }

        /// <summary>Where the chunk of a key lies, or null when the key names no chunk of this array.</summary>
        internal ServedChunk? Find(string key)
        {
            if (record.Location is null || !key.StartsWith($"{path}/", StringComparison.Ordinal))
            {
                return null;
            }

            Span<long> index = stackalloc long[_own.Shape.Count];
            return served.TryDecodeChunk(key[(path.Length + 1)..], index)
                ? new ServedChunk(record.Location.Store, record.Location.Key(_own.ChunkKeys.Encode(index)))
                : null;
        }
    }
}
