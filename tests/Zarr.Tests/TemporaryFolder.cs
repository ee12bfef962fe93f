using System.Diagnostics;
using OmeNgff.Zarr.Stores;
using OmeNgff.Zarr.Stores.Files;

namespace OmeNgff.Zarr.Tests;

/// <summary>A folder with an allowed root and a place outside of it, removed at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Top = Directory.CreateTempSubdirectory("omengff-zarr-").FullName;
        Root = Directory.CreateDirectory(Path.Combine(Top, "root")).FullName;
        Outside = Directory.CreateDirectory(Path.Combine(Top, "outside")).FullName;
    }

    public string Top { get; }

    public string Root { get; }

    public string Outside { get; }

    public StoreFactory Factory => new(new StoreOptions { Roots = [Root] });

    /// <summary>Both ways to open files, over the root.</summary>
    public IZarrStore Store(bool portable = false) => new FileStore(
        Root, AllowedRoots.Resolve([Root]), portable ? new PortableFileOpener() : new LinuxFileOpener());

    public string Write(string path, string text = "{}")
    {
        var file = Path.GetFullPath(Path.Combine(Root, path));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public string Link(string path, string target)
    {
        var link = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        return File.CreateSymbolicLink(link, target).FullName;
    }

    public void Fifo(string path)
    {
        using var process = Process.Start("mkfifo", Path.Combine(Root, path));
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => Directory.Delete(Top, recursive: true);
}

internal static class Reading
{
    public static async Task<byte[]?> Bytes(this IZarrStore store, string key, ByteRange? range = null)
    {
        await using var stored = await store.Open(key, range, default);
        if (stored is null)
        {
            return null;
        }

        using var memory = new MemoryStream();
        await stored.Content.CopyToAsync(memory);
        Assert.Equal(stored.Length ?? memory.Length, memory.Length);
        return memory.ToArray();
    }

    public static async Task<string?> Text(this IZarrStore store, string key) =>
        await store.Bytes(key) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public static async Task<List<StoreEntry>> Entries(this IZarrStore store, string prefix)
    {
        var entries = new List<StoreEntry>();
        await foreach (var entry in store.List(prefix, default))
        {
            entries.Add(entry);
        }

        return [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    public static async Task<string> RuleOf(Func<Task> action) =>
        (await Assert.ThrowsAsync<StoreException>(action)).Rule;
}
