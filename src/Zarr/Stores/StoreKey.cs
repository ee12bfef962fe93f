namespace OmeNgff.Zarr.Stores;

/// <summary>What a key may look like, in every store.</summary>
internal static class StoreKey
{
    /// <summary>Refuses a malformed key. The empty key, the store itself, passes only as a folder.</summary>
    public static void Check(string address, string key, bool folder = false)
    {
        if (folder && key.Length == 0)
        {
            return;
        }

        foreach (var range in key.AsSpan().Split('/'))
        {
            var segment = key.AsSpan(range);
            if (!IsSegment(segment))
            {
                throw new StoreException(
                    address + key,
                    StoreRules.KeyInvalid,
                    segment is ".." or "."
                        ? $"The key has a segment '{segment}': keys do not go up or stay."
                        : "The key is absolute, or has an empty segment, a backslash or a NUL.");
            }
        }
    }

    /// <summary>True when the text can be one segment of a key.</summary>
    public static bool IsSegment(ReadOnlySpan<char> segment) =>
        segment is not ("" or "." or "..") && segment.IndexOfAny('\\', '/', '\0') < 0;

    /// <summary>The key of something in a folder; <paramref name="folder"/> is empty for the store itself.</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
