namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Which paths of levels can be followed by every reader.</summary>
internal static class LevelPaths
{
    /// <summary>Why a path cannot be taken, or null when it can.</summary>
    public static string? Fault(string path)
    {
        if (path.Length == 0)
        {
            return "it is empty";
        }

        if (path.StartsWith('/'))
        {
            return "it is absolute";
        }

        var segments = path.Split('/');
        if (segments[0].Contains(':', StringComparison.Ordinal))
        {
            return "it has a scheme";
        }

        if (segments.Contains(".."))
        {
            return "it leads out of the group with \"..\"";
        }

        if (segments.Contains(".") || segments.Contains(""))
        {
            return "it has a part that is \".\" or empty";
        }

        return path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl)
            ? "it has a backslash or a control character"
            : null;
    }
}
