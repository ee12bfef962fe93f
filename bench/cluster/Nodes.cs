using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Bench.Cluster;

/// <summary>Nodes in processes of their own over one PostgreSQL server, with images to ask for.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    private const string Ready = "OmeNgff is ready: ";

    private readonly string _folder = Directory.CreateTempSubdirectory("omengff-bench-").FullName;
    private readonly string _data;
    private readonly Process?[] _processes;
    private readonly PrivateServer _server;
    private readonly string _program;
    private readonly bool _isCluster;

    private Nodes(int size, string data, PrivateServer server, string? program, bool isCluster)
    {
        (_processes, Clients, _data) = (new Process?[size], new HttpClient[size], data);
        (_server, _isCluster) = (server, isCluster);
        _program = program ?? typeof(SiloApplication).Assembly.Location;
    }

    /// <summary>A client of each node.</summary>
    public HttpClient[] Clients { get; }

    /// <summary>The addresses of the nodes.</summary>
    public IPEndPoint[] Endpoints => [.. Clients.Select(client => new IPEndPoint(IPAddress.Loopback, client.BaseAddress!.Port))];

    /// <summary>Starts a server and so many nodes on it.</summary>
    /// <param name="size">How many.</param>
    /// <param name="isCluster">False for a node that runs alone.</param>
    /// <param name="program">Another build of the node than this one, or null.</param>
    public static async Task<Nodes> Start(int size, bool isCluster = true, string? program = null)
    {
        // Open to the user that the server runs as, which a temporary folder is not.
        var data = Path.Join(Path.GetTempPath(), $"omengff-bench-data-{Guid.NewGuid():N}");
        Directory.CreateDirectory(data);
        var server = await PrivateServer.Start(
            new PrivateServerOptions { DataDirectory = data, MaxConnections = 300, SharedBuffers = "256MB" }, default);
        var nodes = new Nodes(size, data, server, program, isCluster);
        for (var number = 0; number < size; number++)
        {
            await nodes.Start(number);
        }

        return nodes;
    }

    /// <summary>Starts one node.</summary>
    public async Task Start(int number)
    {
        List<string> arguments =
        [
            _program, "--port", "0", "--data", Path.Join(_folder, $"{number}"), "--database", _server.ConnectionString,
        ];
        if (_isCluster)
        {
            arguments.AddRange(["--silo-address", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}")]);
        }

        var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            // Each image is at its grain alone: what is measured is the way there.
            Environment = { ["OMENGFF_MAX_HOT_VIEWS"] = "0" },
        })!;
        _processes[number] = process;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                Clients[number] = new HttpClient
                {
                    BaseAddress = new Uri(line[Ready.Length..]),
                    Timeout = TimeSpan.FromSeconds(10),
                };
                return;
            }
        }

        throw new InvalidOperationException("A node did not start.");
    }

    /// <summary>Kills one without warning.</summary>
    public void Kill(int number) => _processes[number]!.Kill();

    /// <summary>Registers images <c>bench-0</c>, <c>bench-1</c>, … of one array each.</summary>
    public async Task Register(int images)
    {
        for (var image = 0; image < images; image++)
        {
            var response = await Clients[image % Clients.Length].PostAsJsonAsync("/v1/images", JsonNode.Parse(
                $$"""
                {"id":"bench-{{image}}","name":"bench","levels":[{"path":"0","array":{
                  "id":"bench-{{image}}-0",
                  "zarr":{"zarr_format":2,"shape":[64,64],"chunks":[32,32],"dtype":"<u2","compressor":null,"fill_value":0,
                          "order":"C","filters":null},
                  "axes":[{"name":"y","type":"space"},{"name":"x","type":"space"}],
                  "coordinateTransformations":[{"type":"scale","scale":[1,1]}]
                }
                }
                ]
                }
                """));
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Writes the array of an image by way of a node.</summary>
    /// <param name="client">The node.</param>
    /// <param name="image">The number of the image.</param>
    /// <param name="version">The version that it is based on.</param>
    /// <returns>The status; 0 where there was no answer.</returns>
    public static async Task<int> Write(HttpClient client, int image, long version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/v1/arrays/bench-{image}-0")
        {
            Content = JsonContent.Create(JsonNode.Parse(string.Create(CultureInfo.InvariantCulture,
                $$"""{ "coordinateTransformations": [ { "type": "scale", "scale": [ {{version + 1}}, 1 ] } ] }"""))),
        };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return await Send(client, request);
    }

    /// <summary>The version of the record in an answer: its tag is the version, a dash and a digest.</summary>
    public static long VersionOf(HttpResponseMessage answer) =>
        long.Parse(answer.Headers.ETag!.Tag.Trim('"').Split('-')[0], CultureInfo.InvariantCulture);

    /// <summary>Sends a request.</summary>
    /// <returns>The status; 0 where there was no answer.</returns>
    public static async Task<int> Send(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            using var response = await client.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            return (int)response.StatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process?.Kill();
            process?.Dispose();
        }

        foreach (var client in Clients)
        {
            client?.Dispose();
        }

        await _server.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
