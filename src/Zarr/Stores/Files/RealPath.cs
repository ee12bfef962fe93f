namespace OmeNgff.Zarr.Stores.Files;

/// <summary>A path with its symbolic links resolved, as far as it exists.</summary>
/// <param name="Path">
/// The path without links. Where something is missing, what follows it is appended as it is written, so that it still
/// says inside which folder it would lie.
/// </param>
/// <param name="Exists">False when some part is missing, may not be looked at, or is a circle of links.</param>
internal readonly record struct RealPath(string Path, bool Exists)
{
    /// <summary>As Linux has it: more links in one path than this are a circle.</summary>
    private const int MaxLinks = 40;

    /// <summary>Resolves every symbolic link in an absolute path.</summary>
    public static RealPath Resolve(string path)
    {
        var pending = new Stack<string>(Segments(path));
        var current = "/";
        var links = 0;
        while (pending.TryPop(out var segment))
        {
            if (segment == "..")
            {
                current = System.IO.Path.GetDirectoryName(current) ?? "/";
                continue;
            }

            var next = System.IO.Path.Combine(current, segment);
            var target = new FileInfo(next).LinkTarget;
            if (target is null && System.IO.Path.Exists(next))
            {
                current = next;
            }
            else if (target is null || ++links > MaxLinks)
            {
                return new(System.IO.Path.GetFullPath(string.Join('/', [next, .. pending])), Exists: false);
            }
            else
            {
                current = target.StartsWith('/') ? "/" : current;
                foreach (var part in Segments(target))
                {
                    pending.Push(part);
                }
            }
        }

        return new(current, Exists: true);
    }

    /// <summary>The segments of a path, the last one first.</summary>
    private static IEnumerable<string> Segments(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").Reverse();
}
