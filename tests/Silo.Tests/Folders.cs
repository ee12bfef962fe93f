namespace OmeNgff.Silo.Tests;

internal static class Folders
{
    /// <summary>Copies a folder with all that is in it; returns the copy's path.</summary>
    public static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Files(from))
        {
            var copy = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);

            // The bytes alone: the file may be read-only.
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        return to;
    }

    /// <summary>All files below a folder, hidden ones too.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(
        folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });

    /// <summary>Replaces a text in a file; it must be there.</summary>
    public static void Edit(string file, string before, string after)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(before, after, StringComparison.Ordinal));
    }
}
