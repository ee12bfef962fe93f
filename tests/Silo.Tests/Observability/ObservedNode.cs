using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Hosting;
using OmeNgff.Silo.Tests.Viewers.Remote;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>A node in a process of its own, with a collector, a JSON log and a low bound for slow statements.</summary>
public sealed class ObservedNode : IAsyncLifetime
{
    public const int SlowMilliseconds = 300;

    private readonly TestFolder _folder = new();
    private OtlpReceiver? _receiver;
    private WebServer? _store;
    private SiloProcess? _node;

    /// <summary>Whether the grains are those of Orleans.</summary>
    internal static bool HasOrleans => File.Exists(Path.Join(AppContext.BaseDirectory, "Orleans.Core.dll"));

    internal OtlpReceiver Receiver => _receiver!;

    internal Api Api => _node!.Api;

    internal HttpClient Http => _node!.Http;

    internal string Database { get; private set; } = "";

    /// <summary>A store on another server, with an image, of which chunks are streamed.</summary>
    internal WebServer Store => _store!;

    /// <summary>The headers of all requests to that store.</summary>
    internal ConcurrentQueue<string> StoreHeaders { get; } = new();

    /// <summary>A folder that imports may read.</summary>
    internal string Root => Path.Join(_folder.Path, "root");

    /// <summary>The log so far, an object for each line.</summary>
    internal IReadOnlyList<JsonNode> Log =>
        [.. _node!.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    /// <summary>The metrics now.</summary>
    internal async Task<MetricsText> Metrics() => MetricsText.Parse((await Api.Get("/metrics")).Is(200).Text);

    /// <summary>Waits for an event with a name that holds.</summary>
    internal Task<JsonNode> Logged(string name, Func<JsonNode, bool> holds) => Patience.Until($"{name} is logged", () =>
        Task.FromResult(Log.FirstOrDefault(line => (string?)line["event"] == name && holds(line))));

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        Database = await TestServer.CreateDatabase();
        _receiver = await OtlpReceiver.Start();
        var stores = await StartStore();
        _node = SiloProcess.Launch(
            _folder,
            [
                "--database", Database, "--data", Path.Join(_folder.Path, "data"), "--port", "0", "--root", Root,
                "--stores", stores,
            ],
            data: null,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _receiver.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_SERVICE_NAME", "observed"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=tests"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            ("OMENGFF_LOG_FORMAT", "json"),
            ("OMENGFF_SLOW_QUERY_MILLISECONDS", "300"));
        await _node.WaitUntilReady();
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        foreach (var running in new IAsyncDisposable?[] { _receiver, _store })
        {
            if (running is not null)
            {
                await running.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    /// <summary>Starts the store and returns the file that allows it to be read.</summary>
    private async Task<string> StartStore()
    {
        var served = Path.Join(_folder.Path, "served");
        RowImage.Write(Path.Join(served, "rows.zarr"));
        _store = await WebServer.OfFolder(served, context =>
        {
            foreach (var header in context.Request.Headers.Keys)
            {
                StoreHeaders.Enqueue(header);
            }

            return Task.FromResult(false);
        });
        var file = Path.Join(_folder.Path, "stores.json");
        var entry = new JsonObject { ["address"] = _store.Address, ["chunks"] = "proxy" };
        await File.WriteAllTextAsync(file, new JsonObject { ["stores"] = new JsonArray(entry) }.ToJsonString());
        return file;
    }
}

/// <summary>The tests that share that node.</summary>
[CollectionDefinition(Name)]
public sealed class ObservedNodeCollection : ICollectionFixture<ObservedNode>
{
    public const string Name = "One observed node";
}
