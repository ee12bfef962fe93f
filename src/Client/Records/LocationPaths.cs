namespace OmeNgff.Client.Records;

/// <summary>
/// Paths in the documents of a group as addresses and back. A path is relative to the group, with slashes and without
/// percent-encoding; <c>..</c> leads to the folder above. An address is absolute, percent-encoded, and has no slash at its
/// end.
/// </summary>
public static class LocationPaths
{
    /// <summary>The address of what a document of the group calls by a path; an address stays as it is.</summary>
    /// <returns>The address, or null when the path leads out of the topmost folder.</returns>
    public static string? ToAddress(this Location group, string path)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return path;
        }

        var (root, segments) = Split(group.Address);
        foreach (var segment in path.Split('/'))
        {
            if (segment == ".." && segments.Count == 0)
            {
                return null;
            }

            switch (segment)
            {
                case "" or ".":
                    break;
                case "..":
                    segments.RemoveAt(segments.Count - 1);
                    break;
                default:
                    segments.Add(Uri.EscapeDataString(segment));
                    break;
            }
        }

        return $"{root}/{string.Join('/', segments)}";
    }

    /// <summary>How a document of the group calls an address; what lies on another host, or is no address, stays as it is.
    /// </summary>
    public static string ToPath(this Location group, string address)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(address);
        var (root, from) = Split(group.Address);
        if (!address.StartsWith(root + "/", StringComparison.Ordinal))
        {
            return address;
        }

        var (_, to) = Split(address);
        var common = 0;
        while (common < from.Count && common < to.Count && from[common] == to[common])
        {
            common++;
        }

        var path = string.Join('/', Enumerable.Repeat("..", from.Count - common)
            .Concat(to.Skip(common).Select(Uri.UnescapeDataString)));
        return path.Length == 0 ? "." : path;
    }

    /// <summary>Scheme and host, and the segments after them.</summary>
    private static (string Root, List<string> Segments) Split(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var slash = address.IndexOf('/', start);
        return slash < 0
            ? (address, [])
            : (address[..slash], [.. address[slash..].Split('/', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
