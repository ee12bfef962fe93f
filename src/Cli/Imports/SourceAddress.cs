namespace OmeNgff.Cli.Imports;

/// <summary>What a user means by a path or address, for OmeNgff, which has another working directory.</summary>
internal static class SourceAddress
{
    /// <summary>The absolute form of a path; an address with a scheme as it is.</summary>
    public static string Of(string text) => HasScheme(text) ? text : Path.GetFullPath(text);

    /// <summary>The absolute form of what can only be a relative path (<c>./a.zarr</c>); others as they are.</summary>
    public static string OfReference(string text) =>
        text is "." or ".." || text.StartsWith("./", StringComparison.Ordinal)
        || text.StartsWith("../", StringComparison.Ordinal)
            ? Path.GetFullPath(text)
            : text;

    private static bool HasScheme(string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        return (end > 0 && Uri.CheckSchemeName(text[..end]))
            || text.StartsWith("file:/", StringComparison.OrdinalIgnoreCase);
    }
}
