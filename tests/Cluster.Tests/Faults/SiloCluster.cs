using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Tests;
using OmeNgff.Silo.Tests.Consistency;
using OmeNgff.Silo.Tests.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>
/// Silos in processes of their own over one PostgreSQL server, and a load balancer in front of them, which sends requests to
/// those that say that they are ready.
/// </summary>
internal sealed class SiloCluster : Served, IAsyncDisposable
{
    /// <summary>How long a client waits for an answer; a node that is paused gives none.</summary>
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);

    private readonly TestFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SiloProcess?[] _silos;
    private readonly HttpClient?[] _clients;
    private readonly bool[] _isReady;
    private readonly Func<int, string[]>? _wrap;
    private readonly Func<int, string> _host;
    private readonly int[] _ports;
    private readonly ConcurrentQueue<string> _ended = new();
    private PrivateServer? _server;
    private SlowLink? _link;
    private Task _probing = Task.CompletedTask;
    private int _turn;

    /// <param name="size">How many silos.</param>
    /// <param name="host">The IP address of each; loopback where it is not given.</param>
    /// <param name="wrap">What runs each silo, for one that lives in a network of its own.</param>
    public SiloCluster(int size, Func<int, string>? host = null, Func<int, string[]>? wrap = null)
    {
        (_silos, _clients, _isReady) = (new SiloProcess?[size], new HttpClient?[size], new bool[size]);
        (_host, _wrap) = (host ?? (_ => "127.0.0.1"), wrap);
        _ports = [.. Enumerable.Range(0, size).Select(_ => FreePort())];
    }

    /// <summary>How many megabytes the database's disk has; null for that of the machine.</summary>
    public int? DiskMegabytes { get; init; }

    /// <summary>Whether the silos reach the database by a <see cref="Link"/>.</summary>
    public bool HasLink { get; init; }

    /// <summary>The silos' way to the database.</summary>
    public SlowLink Link => _link!;

    /// <summary>The program that silos are.</summary>
    public string[] Program { get; init; } = ["dotnet", typeof(SiloApplication).Assembly.Location];

    /// <summary>Environment variables of the silos.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    /// <inheritdoc/>
    public override IEnumerable<string> Reasons => _ended.Concat(_silos.OfType<SiloProcess>().Select(silo => silo.Output))
        .SelectMany(output => output.Split('\n'))
        .Where(line => line.Length > 0 && !line.StartsWith("info:", StringComparison.Ordinal)
            && !line.Contains("GET /readyz", StringComparison.Ordinal));

    /// <summary>How many silos it has, running or not.</summary>
    public int Size => _silos.Length;

    /// <summary>The silo of a number.</summary>
    public SiloProcess Silo(int number) => _silos[number]!;

    /// <summary>The API of one silo, ready or not.</summary>
    public Api ApiOf(int number) => new(_clients[number]!);

    /// <inheritdoc/>
    public override Task<Api> Api => Patience.Until("a silo is ready", () => Task.FromResult(Next()));

    /// <inheritdoc/>
    public override Task<Api> Patient => Task.FromResult(_silos.First(silo => silo is not null)!.Api);

    /// <summary>A connection to the database, as the silos use it where they have no link.</summary>
    public string Database => new NpgsqlConnectionStringBuilder(_server!.ConnectionString)
    {
        MaxPoolSize = 20,
        Timeout = 5,
    }.ConnectionString;

    private string DatabaseOfSilos => _link is null
        ? Database
        : new NpgsqlConnectionStringBuilder(Database) { Host = "127.0.0.1", Port = _link.Port }.ConnectionString;

    private string Disk => Path.Join(_folder.Path, "data");

    private string Filler => Path.Join(Disk, "filler");

    private PrivateServerOptions ServerOptions => new()
    {
        DataDirectory = Disk,
        SocketDirectory = Path.Join(_folder.Path, "socket"),
        MaxConnections = 100,
    };

    /// <summary>Starts the server and all silos at once.</summary>
    public async Task Start()
    {
        if (DiskMegabytes is { } size)
        {
            Directory.CreateDirectory(Disk);
            Assert.True(Programs.Try("mount", "-t", "tmpfs", "-o", $"size={size}m,mode=755", "tmpfs", Disk));
        }

        await StartDatabase();
        var socket = new NpgsqlConnectionStringBuilder(Database);
        _link = HasLink
            ? new SlowLink(Path.Join(socket.Host, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{socket.Port}")))
            : null;
        await Task.WhenAll(Enumerable.Range(0, Size).Select(StartSilo));
        _probing = Task.Run(Probe);
        await UntilAllAreMembers();
    }

    /// <summary>Starts one silo.</summary>
    public Task StartSilo(int number) => StartSilo(number, Program);

    /// <summary>Starts one silo by another program.</summary>
    public async Task StartSilo(int number, string[] program)
    {
        var host = _host(number);
        string[] command =
        [
            .. _wrap?.Invoke(number) ?? [], .. program, "--port", "0", "--listen", host,
            "--silo-address", string.Create(CultureInfo.InvariantCulture, $"{host}:{_ports[number]}"),
            "--database", DatabaseOfSilos, "--data", Path.Join(_folder.Path, $"node-{number}"), "--drain", "3",
        ];
        var silo = SiloProcess.Run(_folder, command, null, [("OMENGFF_LOG_LEVEL", "debug"), .. Environment]);
        _silos[number] = silo;
        await silo.WaitUntilReady();
        _clients[number] = new HttpClient { BaseAddress = silo.Address, Timeout = ClientTimeout };
    }

    /// <summary>Kills a silo without warning.</summary>
    public async Task KillSilo(int number)
    {
        await _silos[number]!.KillAll();
        await Forget(number);
    }

    /// <summary>Tells a silo to stop and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopSilo(int number)
    {
        await _silos[number]!.Signal("TERM");
        var code = await _silos[number]!.Ended();
        await Forget(number);
        return code;
    }

    /// <summary>Waits until each silo that runs is ready and knows as many others.</summary>
    public Task UntilAllAreMembers()
    {
        var running = Enumerable.Range(0, Size).Where(number => _silos[number] is not null).ToList();
        return Patience.Until("all silos are members", async () =>
        {
            foreach (var number in running)
            {
                if (!await IsReady(number, running.Count))
                {
                    return null;
                }
            }

            return running;
        });
    }

    /// <summary>Waits until the others have declared a silo dead.</summary>
    public async Task UntilIsGivenUp(int number)
    {
        await using var database = NpgsqlDataSource.Create(Database);
        await Patience.Until("the silo is given up", async () =>
        {
            await using var command = database.CreateCommand(
                "select status from silos where address like $1 order by started_at desc limit 1");
            command.Parameters.Add(new()
            {
                Value = string.Create(CultureInfo.InvariantCulture, $"{_host(number)}:{_ports[number]}@%"),
            });
            return await command.ExecuteScalarAsync() is "Dead" ? "dead" : null;
        });
    }

    /// <summary>Waits until every silo says that it is not ready.</summary>
    public Task UntilNobodyIsReady() => Patience.Until("no silo is ready", () => !_isReady.Contains(true));

    /// <summary>Starts the database again after it was stopped or killed.</summary>
    public async Task StartDatabase() => _server = await PrivateServer.Start(ServerOptions, CancellationToken.None);

    /// <summary>Takes all room of the database's disk.</summary>
    public void FillDisk()
    {
        using var filler = new FileStream(Filler, FileMode.Create);
        var zeros = new byte[1 << 16];
        try
        {
            while (true)
            {
                filler.Write(zeros);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Gives the room back, and starts the database where it has ended for want of it.</summary>
    public async Task EmptyDisk()
    {
        File.Delete(Filler);
        await Task.WhenAny(_server!.Ended, Task.Delay(TimeSpan.FromSeconds(2)));
        if (_server.Ended.IsCompleted)
        {
            await _server.DisposeAsync();
            await StartDatabase();
        }
    }

    /// <summary>Stops the database in good order.</summary>
    public async Task StopDatabase() => await _server!.DisposeAsync();

    /// <summary>Kills the database's first process; its others end by themselves.</summary>
    public async Task KillDatabase()
    {
        ProcessMark.Of(_server!.ProcessId)!.Kill();
        await _server.Ended.WaitAsync(Patience.Limit);
        await _server.DisposeAsync();
    }

    /// <summary>Stops all processes of the database where they are, or lets them go on.</summary>
    public async Task Signal(string name)
    {
        foreach (var process in (ProcessMark[])[ProcessMark.Of(_server!.ProcessId)!, .. ProcessMark.ChildrenOf(_server.ProcessId)])
        {
            using var kill = Process.Start(
                "kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _probing;
        for (var number = 0; number < Size; number++)
        {
            await Forget(number);
        }

        if (_link is not null)
        {
            await _link.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (DiskMegabytes is not null)
        {
            Programs.Try("umount", Disk);
        }

        _stop.Dispose();
        _folder.Dispose();
    }

    private async Task Forget(int number)
    {
        _clients[number] = null;
        _isReady[number] = false;
        if (_silos[number] is { } silo)
        {
            _silos[number] = null;
            _ended.Enqueue(silo.Output);
            await silo.DisposeAsync();
        }
    }

    /// <summary>The next silo that was ready when it was asked last.</summary>
    private Api? Next()
    {
        for (var step = 0; step < Size; step++)
        {
            var number = (Interlocked.Increment(ref _turn) & int.MaxValue) % Size;
            if (_isReady[number] && _clients[number] is { } client)
            {
                return new Api(client);
            }
        }

        return null;
    }

    /// <summary>Asks each silo again and again whether it is ready.</summary>
    private Task Probe() => Task.WhenAll(Enumerable.Range(0, Size).Select(async number =>
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = _clients[number];
            var isReady = await IsReady(number, 0);
            _isReady[number] = isReady && client == _clients[number];
            await Task.Delay(ProbeInterval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }));

    private async Task<bool> IsReady(int number, int members)
    {
        if (_silos[number] is null || _clients[number] is not { } client)
        {
            return false;
        }

        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            using var response = await client.GetAsync("/readyz", deadline.Token);
            return response.StatusCode == HttpStatusCode.OK
                && (members == 0 || System.Text.Json.Nodes.JsonNode.Parse(
                    await response.Content.ReadAsStringAsync(deadline.Token))!["silos"]!.GetValue<int>() == members);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
