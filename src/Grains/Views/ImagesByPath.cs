using System.Collections.Frozen;
using OmeNgff.Client.Grains;

namespace OmeNgff.Grains.Views;

/// <summary>Images of a hierarchy by the paths that they are published under: label images, members of a collection.</summary>
internal sealed class ImagesByPath
{
    private readonly FrozenDictionary<string, string> _images;
    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int _longest;

    /// <summary>The images; of several at one path the first counts.</summary>
    /// <param name="images">The ids of images by path.</param>
    internal ImagesByPath(IEnumerable<KeyValuePair<string, string>> images)
    {
        _images = images.DistinctBy(pair => pair.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        _lookup = _images.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = _images.Keys.Select(path => path.Length).DefaultIfEmpty().Max();
    }

    /// <summary>The ids of the images by path.</summary>
    internal IReadOnlyDictionary<string, string> All => _images;

    /// <summary>The image that a key lies below, the innermost where one lies below another; null where there is none.</summary>
    internal ServedImage? Find(ReadOnlySpan<char> key)
    {
        // However long a key is, what is looked up is no longer than a path.
        var end = key[..Math.Min(key.Length, _longest + 1)].LastIndexOf('/');
        while (end > 0)
        {
            if (_lookup.TryGetValue(key[..end], out var image))
            {
                return new ServedImage(image, key[(end + 1)..].ToString());
            }

            end = key[..end].LastIndexOf('/');
        }

        return null;
    }
}
