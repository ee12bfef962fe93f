namespace OmeNgff.Ngff.Arrays.Consolidated;

/// <summary>Which texts can be keys in a Zarr hierarchy.</summary>
internal static class ZarrKeys
{
    /// <summary>
    /// True for a path that stays below its group: no slash at an end, no segment that goes up or stays.
    /// </summary>
    public static bool IsPath(string text)
    {
        foreach (var range in text.AsSpan().Split('/'))
        {
            var segment = text.AsSpan(range);
            if (segment is "" or "." or ".." || segment.IndexOfAny('\\', '\0') >= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for the key of a v2 document of the group or of a node below.</summary>
    public static bool IsV2Document(string text) => IsPath(text) && Name(text) is ".zarray" or ".zgroup" or ".zattrs";

    /// <summary>True for the key of the document of a node below a v3 group.</summary>
    public static bool IsV3Document(string text) =>
        IsPath(text) && text.EndsWith("/zarr.json", StringComparison.Ordinal);

    /// <summary>The last segment.</summary>
    public static string Name(string key) => key[(key.LastIndexOf('/') + 1)..];
}
