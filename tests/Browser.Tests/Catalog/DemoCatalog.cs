using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OmeNgff.Browser.Tests.Clients;
using OmeNgff.Browser.Tests.Images;
using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Browser.Tests.Catalog;

/// <summary>A catalog with the demo's images, as a program of its own, and the clients. For all tests.</summary>
public sealed class DemoCatalog : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private PublicFolder? _files;
    private Process? _silo;

    /// <summary>Calls the catalog.</summary>
    internal HttpClient Http { get; } = new();

    /// <summary>Its address, without a slash at the end.</summary>
    internal string Address => Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>All images of the catalog, as they lie on disk.</summary>
    internal IReadOnlyList<StoredImage> Images { get; private set; } = [];

    /// <summary>The clients in a browser.</summary>
    internal ClientProcess Browser { get; private set; } = null!;

    /// <summary>One of each kind: the fields of a plate are alike.</summary>
    internal IEnumerable<StoredImage> Kinds => Images.DistinctBy(KindOf);

    /// <summary>The same images registered from a web server, to which chunks are redirected.</summary>
    internal IReadOnlyList<StoredImage> RemoteImages { get; private set; } = [];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Prerequisites.WithoutBrowser is not null)
        {
            return;
        }

        _files = await PublicFolder.Start(Path.Join(_folder.Path, "data"));
        var stores = Path.Join(_folder.Path, "stores.json");
        await File.WriteAllTextAsync(stores, new JsonObject
        {
            ["stores"] = new JsonArray(new JsonObject
            {
                ["address"] = _files.Address,
                ["chunks"] = "redirect",
                ["privateNetwork"] = true,
            }),
        }.ToJsonString());
        var start = new ProcessStartInfo("dotnet",
        [
            typeof(SiloApplication).Assembly.Location, "--port", "0", "--data", Path.Join(_folder.Path, "data"),
            "--database", await TestServer.CreateDatabase(), "--stores", stores, "--demo",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["OMENGFF_VIEWER_DIRECTORY"] = Prerequisites.ViewerFolder },
        };
        _silo = Process.Start(start)!;
        Http.BaseAddress = await Ready(_silo);
        Browser = ClientProcess.Browser();
        var page = await Get("/v1/images?limit=1000");
        Images = [.. page["items"]!.AsArray().Select(item => StoredImage.Read(item!, LocalPath))];
        Assert.NotEmpty(Images);
        RemoteImages = await Register(Images);
    }

    /// <summary>What tells an image from those of other kinds.</summary>
    internal static string KindOf(StoredImage image) =>
        image.Folder.Contains("/plate.zarr/", StringComparison.Ordinal) ? "a field" : image.Id;

    /// <summary>A JSON answer.</summary>
    internal async Task<JsonNode> Get(string path)
    {
        using var response = await Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        if (_silo is not null)
        {
            _silo.Kill(entireProcessTree: true);
            await _silo.WaitForExitAsync();
            _silo.Dispose();
        }

        if (_files is not null)
        {
            await _files.DisposeAsync();
        }

        Http.Dispose();
        _folder.Dispose();
    }

    /// <summary>Registers images once more, by their addresses on the web server; labels come with their images.</summary>
    private async Task<IReadOnlyList<StoredImage>> Register(IEnumerable<StoredImage> images)
    {
        var registered = new List<StoredImage>();
        foreach (var image in images.Where(image => !image.IsLabel))
        {
            var path = Path.GetRelativePath(Path.Join(_folder.Path, "data"), image.Folder).Replace('\\', '/');
            using var accepted = await Http.PostAsJsonAsync("/v1/imports", new { source = $"{_files!.Address}{path}/" });
            Assert.Equal(202, (int)accepted.StatusCode);
            foreach (var id in (await Ended(accepted.Headers.Location!.OriginalString))["images"]!.AsArray())
            {
                registered.Add(StoredImage.Read(await Get($"/v1/images/{id}"), LocalPath));
            }
        }

        return registered;
    }

    private async Task<JsonNode> Ended(string import)
    {
        // The events of an import end with it.
        await Http.GetStringAsync($"{import}/events");
        var status = await Get(import);
        Assert.True((string)status["state"]! == "succeeded", status.ToJsonString());
        return status;
    }

    /// <summary>Where an address is on disk.</summary>
    private string LocalPath(Uri address) => address.IsFile
        ? address.LocalPath
        : Path.Join(_folder.Path, "data", address.LocalPath);

    private static async Task<Uri> Ready(Process silo)
    {
        const string Ready = "OmeNgff is ready: ";
        var said = new List<string>();
        while (await silo.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                // Whatever it says later must find a reader.
                _ = silo.StandardOutput.ReadToEndAsync();
                return new Uri(line[Ready.Length..]);
            }
        }

        throw new InvalidOperationException($"The catalog did not start: {string.Join('\n', said)}");
    }
}

/// <summary>The tests that share the catalog and the clients, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoCatalog>
{
    public const string Name = "The demo";
}
