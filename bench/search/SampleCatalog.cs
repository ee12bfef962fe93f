using System.Globalization;
using System.Text.Json;
using OmeNgff.Bench.Search.Loading;
using OmeNgff.Bench.Search.Samples;
using OmeNgff.Bench.Search.Sources;
using OmeNgff.Catalog;
using OmeNgff.Catalog.PrivateServer;

namespace OmeNgff.Bench.Search;

/// <summary>
/// A catalog of many images in a data folder that is kept, on a private PostgreSQL server with the settings of one that
/// serves. See <see cref="Frequencies"/> for what is how frequent in it, and <see cref="SampleSpaces"/> for its spaces.
/// </summary>
internal sealed class SampleCatalog : IAsyncDisposable
{
    /// <summary>Rises when the content comes to be something else.</summary>
    private const int Format = 2;

    private const string MarkerName = "sample.json";

    private readonly PrivateServer _server;

    private SampleCatalog(PrivateServer server, string folder, int images) =>
        (_server, Folder, Images) = (server, folder, images);

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>How many images there are.</summary>
    public int Images { get; }

    /// <summary>Leads to the database, as the owner of the server.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>The server's process id.</summary>
    public int ServerProcessId => _server.ProcessId;

    /// <summary>The folder where a catalog is kept when no other is given.</summary>
    public static string DefaultFolder(int images) =>
        Path.Join(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"omengff-bench-search-{images}"));

    /// <summary>Opens a catalog, and generates it first unless the folder has a complete one of that size.</summary>
    /// <param name="images">How many images; a multiple of 20.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="sharedBuffers">The server's page cache, in PostgreSQL's notation.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidDataException">The folder holds something else.</exception>
    public static async Task<SampleCatalog> Open(
        int images, string folder, string sharedBuffers, CancellationToken cancellationToken)
    {
        if (images < SampleContent.BlockImages || images % SampleContent.BlockImages != 0)
        {
            throw new InvalidDataException($"The number of images is a multiple of {SampleContent.BlockImages}.");
        }

        var marker = Path.Join(folder, MarkerName);
        var wanted = new Marker(Format, images, IsComplete: true);
        if (Read(marker) != wanted)
        {
            Clear(folder, marker);
            await Write(marker, wanted with { IsComplete = false }, cancellationToken);
            await Generate(images, folder, cancellationToken);
            await Write(marker, wanted, cancellationToken);
        }

        var server = await PrivateServer.Start(
            new PrivateServerOptions { DataDirectory = folder, SharedBuffers = sharedBuffers, MaxConnections = 200 },
            cancellationToken);
        return new SampleCatalog(server, folder, images);
    }

    /// <summary>Stops the server; the folder stays.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task Generate(int images, string folder, CancellationToken cancellationToken)
    {
        var server = await PrivateServer.Start(
            new PrivateServerOptions
            {
                DataDirectory = folder,
                Durable = false,
                SharedBuffers = "1GB",
                StopTimeout = TimeSpan.FromMinutes(10),
                Settings = new Dictionary<string, string>
                {
                    ["autovacuum"] = "off",
                    ["max_wal_size"] = "20GB",
                    ["checkpoint_timeout"] = "1h",
                    ["maintenance_work_mem"] = "2GB",
                    ["max_parallel_maintenance_workers"] = "0",
                    ["wal_compression"] = "off",
                },
            },
            cancellationToken);
        var report = new LoadReport(server.ProcessId);
        await using (server)
        {
            await using var source = CatalogServices.CreateDataSource(server.ConnectionString);
            await new CatalogLoad(source, new SampleContent(SourceTable.Read(), images), report).Run(cancellationToken);
            await report.Print(source, cancellationToken);
        }

        report.Line("the server has stopped; the files are written to the disk …");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        report.Line("done");
    }

    /// <summary>Makes the folder empty, if all in it is an earlier sample.</summary>
    private static void Clear(string folder, string marker)
    {
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return;
        }

        if (!File.Exists(marker))
        {
            throw new InvalidDataException($"The folder {folder} holds something that is no sample catalog.");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Marker? Read(string marker) =>
        File.Exists(marker) ? JsonSerializer.Deserialize<Marker>(File.ReadAllText(marker)) : null;

    private static async Task Write(string path, Marker marker, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!OperatingSystem.IsWindows())
        {
            // The server's user passes through it to its own folder.
            folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }

        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(marker), cancellationToken);
    }

    private sealed record Marker(int Format, int Images, bool IsComplete);
}
