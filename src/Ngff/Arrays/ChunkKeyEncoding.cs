using System.Globalization;
using System.Text;

namespace OmeNgff.Ngff.Arrays;

/// <summary>How chunk keys begin.</summary>
public enum ChunkKeyForm
{
    /// <summary>Zarr v3's "default": <c>c/0/0</c>.</summary>
    Default,

    /// <summary>Zarr v2's, also v3's "v2": <c>0/0</c> or <c>0.0</c>.</summary>
    V2,
}

/// <summary>The mapping between the place of a chunk in the chunk grid and its key, relative to the array.</summary>
/// <param name="Form">How keys begin.</param>
/// <param name="Separator">What is between the numbers: <c>/</c> or <c>.</c>.</param>
public sealed record ChunkKeyEncoding(ChunkKeyForm Form, char Separator)
{
    /// <summary>
    /// The key of a chunk: <c>c/0/1</c>, <c>0.1</c>; of an array without dimensions <c>c</c> or <c>0</c>.
    /// </summary>
    /// <param name="index">The chunk's place in the grid, one number per dimension.</param>
    public string Encode(ReadOnlySpan<long> index)
    {
        if (index.IsEmpty)
        {
            return Form == ChunkKeyForm.Default ? "c" : "0";
        }

        var key = new StringBuilder(Form == ChunkKeyForm.Default ? "c" : "");
        for (var dimension = 0; dimension < index.Length; dimension++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index[dimension], nameof(index));
            if (dimension > 0 || Form == ChunkKeyForm.Default)
            {
                key.Append(Separator);
            }

            key.Append(CultureInfo.InvariantCulture, $"{index[dimension]}");
        }

        return key.ToString();
    }

    /// <summary>
    /// Reads a key; true only for exactly the text that <see cref="Encode"/> gives, so no chunk has two keys. It does
    /// not know how large the grid is: see <see cref="ZarrArrayDocument.TryDecodeChunk"/>.
    /// </summary>
    /// <param name="key">The key, relative to the array.</param>
    /// <param name="index">Takes the place in the grid; as long as the array has dimensions.</param>
    public bool TryDecode(string key, Span<long> index)
    {
        ArgumentNullException.ThrowIfNull(key);
        var rest = key.AsSpan();
        if (Form == ChunkKeyForm.Default)
        {
            if (!rest.StartsWith('c'))
            {
                return false;
            }

            rest = rest[1..];
            if (index.IsEmpty)
            {
                return rest.IsEmpty;
            }

            if (!rest.StartsWith(Separator))
            {
                return false;
            }

            rest = rest[1..];
        }
        else if (index.IsEmpty)
        {
            return rest is "0";
        }

        for (var dimension = 0; dimension < index.Length; dimension++)
        {
            var end = dimension == index.Length - 1 ? rest.Length : rest.IndexOf(Separator);
            if (end < 0 || !TryParse(rest[..end], out index[dimension]))
            {
                return false;
            }

            rest = end == rest.Length ? [] : rest[(end + 1)..];
        }

        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        var canonical = text.Length > 0 && (text[0] != '0' || text.Length == 1);
        return canonical && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
