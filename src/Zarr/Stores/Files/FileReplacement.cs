using System.Globalization;

namespace OmeNgff.Zarr.Stores.Files;

/// <summary>
/// Replaces one file of an opened folder so that at every moment, a crash included, its name leads to the whole old or
/// the whole new content. All names are taken relative to the open folder, so that nothing that is put in its place
/// meanwhile is written to.
/// </summary>
/// <param name="folder">The folder, opened and proved to lie inside the writable ones.</param>
/// <param name="name">The file's name.</param>
internal sealed class FileReplacement(OpenedFolder folder, string name)
{
    // What a name of ours begins with after the file's own. No key of a Zarr hierarchy has it.
    private const string Mark = ".~";

    private readonly string _path = Path.Combine(folder.Path, name);

    /// <summary>True when the name is a symbolic link.</summary>
    public bool IsLink => new FileInfo(_path).LinkTarget is not null;

    /// <summary>Where the file is opened.</summary>
    public string FilePath => _path;

    /// <summary>Keeps the old content, and puts the new in its place with the same owner and mode.</summary>
    /// <param name="old">The file as it is, or null when there is none; closed afterwards.</param>
    /// <param name="content">The new content.</param>
    /// <param name="at">The time in the name that the old content is kept under.</param>
    /// <returns>The name that the old content is kept under, or null.</returns>
    public string? Replace(OpenedFile? old, ReadOnlySpan<byte> content, DateTimeOffset at)
    {
        var temporary = $"{_path}{Mark}{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = Create(temporary, old))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            var kept = old is null ? null : Keep(old, at);
            File.Move(temporary, _path, overwrite: old is not null);
            FolderSync.Flush(folder.Path);
            return kept;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Takes the file away and keeps it under another name, in one step.</summary>
    /// <returns>The name that it is kept under.</returns>
    public string Remove(DateTimeOffset at)
    {
        var kept = KeptName(at);
        File.Move(_path, Path.Combine(folder.Path, kept), overwrite: false);
        FolderSync.Flush(folder.Path);
        return kept;
    }

    private string Keep(OpenedFile old, DateTimeOffset at)
    {
        var kept = KeptName(at);
        using var file = Create(Path.Combine(folder.Path, kept), old);
        using (var content = new FileRangeStream(old.Handle, 0, old.Length))
        {
            content.CopyTo(file);
        }

        File.SetLastWriteTimeUtc(file.SafeFileHandle, old.LastModified.UtcDateTime);
        file.Flush(flushToDisk: true);
        return kept;
    }

    /// <summary>A free name: <c>zarr.json.~2026-11-25T07.00.00Z</c>, with a number where that is taken.</summary>
    private string KeptName(DateTimeOffset at)
    {
        var stamp = at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH.mm.ss'Z'", CultureInfo.InvariantCulture);
        var kept = $"{name}{Mark}{stamp}";
        for (var number = 2; Path.Exists(Path.Combine(folder.Path, kept)); number++)
        {
            kept = string.Create(CultureInfo.InvariantCulture, $"{name}{Mark}{stamp}.{number}");
        }

        return kept;
    }

    /// <summary>A new file with the owner and mode of another; closed to others until it has them.</summary>
    private static FileStream Create(string path, OpenedFile? like)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (like is null || OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (OperatingSystem.IsLinux())
        {
            // Only the superuser may; another's own file is as near as it comes.
            _ = LinuxFiles.TryChangeOwner(file.SafeFileHandle, LinuxFiles.Stat(like.Handle));
        }

        File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(like.Handle));
        return file;
    }
}
