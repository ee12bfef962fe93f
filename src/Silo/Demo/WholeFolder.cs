namespace OmeNgff.Silo.Demo;

/// <summary>Folders that appear whole or not at all.</summary>
internal static class WholeFolder
{
    /// <summary>Makes a folder; one that is already there is left as it is.</summary>
    /// <param name="target">The folder's full path; the folder above is made where it does not exist.</param>
    /// <param name="files">The files, relative to the folder, that show that all of it is there.</param>
    /// <param name="write">Writes all into the folder that it is given.</param>
    /// <param name="ct">Stops the writing and removes what was written.</param>
    /// <exception cref="IOException">Something else has the name, or the folder cannot be written.</exception>
    public static async Task Make(
        string target, IReadOnlyCollection<string> files, Action<string> write, CancellationToken ct)
    {
        if (IsThere(target, files))
        {
            return;
        }

        var above = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(above);
        var temporary = Path.Combine(above, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            await Task.Run(() => write(temporary), ct);
            Publish(temporary, target, files);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>True when all of it is there, false when nothing is.</summary>
    private static bool IsThere(string target, IReadOnlyCollection<string> files)
    {
        if (!Path.Exists(target))
        {
            return false;
        }

        return files.All(file => new FileInfo(Path.Combine(target, file)) is { Exists: true, Length: > 0 })
            ? true
            : throw new IOException(
                $"'{target}' exists and is not the whole sample image. Move it away, or name another folder.");
    }

    private static void Publish(string temporary, string target, IReadOnlyCollection<string> files)
    {
        try
        {
            Directory.Move(temporary, target);
        }
        catch (IOException) when (IsThere(target, files))
        {
            // Another process was faster; its folder is the same.
        }
    }
}
