using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;
using OmeNgff.Tests.Support.S3;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Tests.Viewers.Remote;

/// <summary>
/// A silo with images that lie on another HTTP server and in a bucket, where a file of stores allows it to read them. On
/// the HTTP server they lie in folders that the file has different entries for; the last row was never written.
/// </summary>
public sealed class RemoteStores : IAsyncLifetime
{
    /// <summary>The folder to which viewers are redirected.</summary>
    public const string Redirected = "redirected";

    /// <summary>The folder of which chunks are streamed.</summary>
    public const string Streamed = "streamed";

    /// <summary>The folder that viewers reach at <see cref="Mirror"/>.</summary>
    public const string Mirrored = "mirrored";

    /// <summary>What stands for the bucket.</summary>
    public const string Bucket = "bucket";

    /// <summary>Where viewers reach <see cref="Mirrored"/>.</summary>
    public const string Mirror = "http://mirror.example.org/images/";

    private const string AccessKey = "OMENGFF_TEST_REMOTE_ACCESS_KEY";
    private const string SecretKey = "OMENGFF_TEST_REMOTE_SECRET_KEY";

    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, string> _images = [];
    private SiloApplication? _silo;
    private WebServer? _server;
    private S3Server? _bucket;

    /// <summary>The HTTP server.</summary>
    public WebServer Server => _server!;

    /// <summary>What the HTTP server answers to a path instead of its file.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Answers { get; } = new();

    /// <summary>A client of the silo that follows no redirect.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>A client of the silo that follows redirects.</summary>
    public HttpClient Following { get; } = new();

    /// <summary>The id of the image that was imported from a folder, or the bucket.</summary>
    public string Image(string source) => _images[source];

    /// <summary>The path of a row's chunk on the HTTP server.</summary>
    public static string PathOf(string source, int row) => $"/{source}/rows.zarr/{RowImage.Key(row)}";

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable(AccessKey, S3Server.AccessKey);
        Environment.SetEnvironmentVariable(SecretKey, S3Server.SecretKey);
        var served = Path.Join(_folder.Path, "served");
        foreach (var source in new[] { Redirected, Streamed, Mirrored })
        {
            RowImage.Write(Path.Join(served, source, "rows.zarr"), rows: RowImage.Rows - 1);
        }

        _server = await WebServer.OfFolder(served, async context =>
        {
            if (!Answers.TryGetValue(context.Request.Path, out var answer))
            {
                return false;
            }

            await answer(context);
            return true;
        });
        var entries = new JsonArray(
            new JsonObject { ["address"] = Server.Address },
            new JsonObject { ["address"] = $"{Server.Address}{Streamed}", ["chunks"] = "proxy" },
            new JsonObject { ["address"] = $"{Server.Address}{Mirrored}", ["publicAddress"] = Mirror });
        if (S3Server.Missing is null)
        {
            _bucket = await S3Server.Start(Directory.CreateDirectory(Path.Join(_folder.Path, "s3")).FullName);
            await _bucket.PutFolder(RowImage.Write(Path.Join(_folder.Path, "put"), rows: 4), "a b/rows.zarr/");
            entries.Add(new JsonObject
            {
                ["address"] = "s3://images/",
                ["endpoint"] = _bucket.Address,
                ["accessKeyVariable"] = AccessKey,
                ["secretKeyVariable"] = SecretKey,
                ["presignedSeconds"] = 60,
            });
        }

        await StartSilo(new JsonObject { ["stores"] = entries });
        var api = new Api(Http);
        foreach (var source in new[] { Redirected, Streamed, Mirrored })
        {
            _images[source] = Assert.Single(await api.ImportImages($"{Server.Address}{source}/rows.zarr"));
        }

        if (_bucket is not null)
        {
            _images[Bucket] = Assert.Single(await api.ImportImages("s3://images/a b/rows.zarr"));
        }
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        Following.Dispose();
        foreach (var running in new IAsyncDisposable?[] { _silo, _server, _bucket })
        {
            if (running is not null)
            {
                await running.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    private async Task StartSilo(JsonObject stores)
    {
        var file = Path.Join(_folder.Path, "stores.json");
        await File.WriteAllTextAsync(file, stores.ToJsonString());
        var options = new SiloOptions
        {
            Port = 0,
            Database = await TestServer.CreateDatabase(),
            DataDirectory = Path.Join(_folder.Path, "data"),
            StoreLimits = new StoreLimits { HttpSilenceTimeout = TimeSpan.FromSeconds(5) },
        };
        _silo = await SiloApplication.Start(
            options with { Stores = StoresFile.Read(file, options.ReadableFolders) }, CancellationToken.None);
        Http.BaseAddress = Following.BaseAddress = _silo.Address;
    }
}
