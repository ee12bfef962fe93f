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
    private readonly FrozenDictionary<string, string> _images = FrozenDictionary<string, string>.Empty;
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
        _images = images.DistinctBy(pair => pair.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <summary>A hierarchy that cannot be said.</summary>
    internal CollectionRoot(OmeVersion version, Problem refusal) =>
        (_version, Refusal, Bundle) = (version, refusal, Documents.Bundle([]));

    /// <summary>Why it cannot be said, or null.</summary>
    internal Problem? Refusal { get; }

    /// <summary>All documents in one.</summary>
    internal ServedDocument Bundle { get; }

    /// <summary>What lies at a key. A hierarchy that cannot be said refuses the documents of its root.</summary>
    internal ServedKey Read(string key)
    {
        if (Refusal is not null)
        {
            var isDocument = _version.ZarrFormat() == 2 ? key is ".zgroup" or ".zattrs" : key is "zarr.json";
            return isDocument
                ? new ServedKey { Problem = Refusal }
                : ServedKey.Absent;
        }

        if (_documents.TryGetValue(key, out var document))
        {
            return new ServedKey { Document = document };
        }

        for (var end = key.IndexOf('/', StringComparison.Ordinal); end >= 0;
            end = key.IndexOf('/', end + 1))
        {
            if (_images.TryGetValue(key[..end], out var image))
            {
                return new ServedKey { Image = new ServedImage(image, key[(end + 1)..]) };
            }
        }

        return ServedKey.Absent;
    }
}
