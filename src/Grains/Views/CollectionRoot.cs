using System.Collections.Frozen;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Grains.Views;

/// <summary>
/// The virtual Zarr hierarchy of a collection in one OME version: ready documents of its groups by key, and which image
/// answers for the keys below a member. It has no Zarr-consolidated metadata: a plate's would have every level of every
/// field; those of the images have theirs.
/// </summary>
internal sealed class CollectionRoot
{
    private readonly FrozenDictionary<string, ServedDocument> _documents = FrozenDictionary<string, ServedDocument>.Empty;
    private readonly ImagesByPath _images;
    private readonly OmeVersion _version;

    /// <summary>A hierarchy.</summary>
    /// <param name="version">The OME version.</param>
    /// <param name="documents">The documents by Zarr key.</param>
    /// <param name="images">The images by their paths.</param>
    internal CollectionRoot(
        OmeVersion version,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> documents,
        IEnumerable<KeyValuePair<string, string>> images)
    {
        _version = version;
        Bundle = Documents.Bundle(documents);
        _documents = documents.ToFrozenDictionary(
            pair => pair.Key, pair => Documents.Serve(pair.Value), StringComparer.Ordinal);
        _images = new ImagesByPath(images);
    }

    /// <summary>A hierarchy that cannot be said.</summary>
    /// <param name="version">The OME version.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="images">The images that it would hold, by their paths.</param>
    internal CollectionRoot(OmeVersion version, Problem refusal, IEnumerable<KeyValuePair<string, string>> images) =>
        (_version, Refusal, Bundle, _images) = (version, refusal, Documents.Bundle([]), new ImagesByPath(images));

    /// <summary>Why it cannot be said, or null.</summary>
    internal Problem? Refusal { get; }

    /// <summary>All documents in one.</summary>
    internal ServedDocument Bundle { get; }

    /// <summary>What lies at a key. Of a hierarchy that cannot be said the documents of the root are refused, and so is what
    /// its images have: there the refusal and the image are both set.</summary>
    internal ServedKey Read(string key)
    {
        if (Refusal is not null && (_version.ZarrFormat() == 2 ? key is ".zgroup" or ".zattrs" : key is "zarr.json"))
        {
            return new ServedKey { Problem = Refusal };
        }

        return _documents.TryGetValue(key, out var document) ? new ServedKey { Document = document }
            : _images.Find(key) is { } image ? new ServedKey { Image = image, Problem = Refusal }
            : ServedKey.Absent;
    }
}
