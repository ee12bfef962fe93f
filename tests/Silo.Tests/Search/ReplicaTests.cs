using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Catalog.Search;
using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Search;

/// <summary>Searches that read from a streaming replica.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private const string Lag = "Replica-Lag";

    private readonly TestFolder _folder = new();
    private PrivateServer? _primary;
    private Replica? _replica;
    private SiloApplication? _silo;
    private HttpClient? _http;

    private Api Api => new(_http!);

    public async Task InitializeAsync()
    {
        var data = Path.Join(_folder.Path, "data");
        _primary = await PrivateServer.Start(
            new PrivateServerOptions { DataDirectory = data, SocketDirectory = Path.Join(_folder.Path, "socket") },
            CancellationToken.None);
        _replica = await Replica.Start(_primary.ConnectionString, Path.Join(data, "postgres"), _folder);
        _silo = await SiloApplication.Start(
            new SiloOptions
            {
                Port = 0,
                Database = _primary.ConnectionString,
                ReadDatabase = _replica.ConnectionString,
                DataDirectory = Path.Join(_folder.Path, "node"),
                Search = new SearchOptions { MaxReplicaLag = TimeSpan.FromSeconds(1) },
            },
            CancellationToken.None);
        _http = new HttpClient { BaseAddress = _silo.Address };
    }

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _replica?.Dispose();
        if (_primary is not null)
        {
            await _primary.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Searches_read_from_a_replica_that_is_near_enough_and_say_how_far_it_is_behind()
    {
        var first = await Register("replicated-first");
        var near = await Patience.Until("the replica is used", async () =>
            await Search("replicated") is { Status: 200 } answer && answer[Lag] is not null && Ids(answer).Length == 1
                ? answer
                : null);
        Assert.Equal([first], Ids(near));
        Assert.InRange(double.Parse(near[Lag]!, System.Globalization.CultureInfo.InvariantCulture), 0, 1);

        // Of what has not been replayed, only the database itself knows.
        await Execute(_replica!.ConnectionString, "select pg_wal_replay_pause()");
        var written = (await Api.Post("/v1/datasets", new JsonObject { ["title"] = "replicated-second" })).Is(201);
        var wanted = await Search("replicated", $"&minChange={written["Change"]}");
        Assert.Null(wanted[Lag]);
        Assert.Equal(2, Ids(wanted).Length);
        var passed = await Patience.Until("the replica is too far behind", async () =>
            await Search("replicated") is { Status: 200 } answer && answer[Lag] is null ? answer : null);
        Assert.Equal(2, Ids(passed).Length);

        await Execute(_replica.ConnectionString, "select pg_wal_replay_resume()");
        var caughtUp = await Patience.Until("the replica is used again", async () =>
            await Search("replicated", $"&minChange={written["Change"]}") is { Status: 200 } answer && answer[Lag] is not null
                ? answer
                : null);
        Assert.Equal(2, Ids(caughtUp).Length);
        Assert.Equal(2, (int)(await Api.Get("/v1/search?q=replicated&facets=kind")).Is(200).Json["matched"]!["count"]!);

        _replica.Dispose();
        var alone = await Patience.Until("searches do without the replica", async () =>
            await Search("replicated") is { Status: 200 } answer && answer[Lag] is null ? answer : null);
        Assert.Equal(2, Ids(alone).Length);
    }

    private async Task<string> Register(string title) => (string)(await Api.Post(
        "/v1/datasets", new JsonObject { ["title"] = title })).Is(201).Json["id"]!;

    private Task<Answer> Search(string words, string more = "") => Api.Get($"/v1/search?q={words}{more}");

    private static string[] Ids(Answer answer) => [.. answer.Json["items"]!.AsArray().Select(item => (string)item!["id"]!)];

    private static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A streaming replica of a private server.</summary>
    private sealed class Replica : IDisposable
    {
        private readonly Process _process;

        private Replica(Process process, string connectionString) =>
            (_process, ConnectionString) = (process, connectionString);

        public string ConnectionString { get; }

        public static async Task<Replica> Start(string primary, string cluster, TestFolder folder)
        {
            var user = RunAsUser.Choose(cluster);
            var binaries = ServerBinaries.Find(null, null);
            var (data, port) = (Path.Join(folder.Path, "replica"), "5433");
            var source = new NpgsqlConnectionStringBuilder(primary);
            Command.Output(["mkdir", "-m", "700", data]);
            if (user is not null)
            {
                Command.Output(["chown", $"{user.UserId}:{user.GroupId}", data]);
            }

            Command.Output(
                [
                    Path.Join(binaries.Directory, "pg_basebackup"), "-D", data, "-R", "-X", "stream", "-c", "fast",
                    "-h", source.Host!, "-p", source.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    "-U", source.Username!,
                ],
                user);
            var process = Process.Start(Command.Prepare(
                [
                    binaries.Postgres, "-D", data, "-c", "listen_addresses=", "-c", $"unix_socket_directories={source.Host}",
                    "-c", $"port={port}", "-c", "hot_standby=on",
                ],
                user))!;
            var replica = new Replica(process, new NpgsqlConnectionStringBuilder(primary)
            {
                Port = int.Parse(port, System.Globalization.CultureInfo.InvariantCulture),
            }.ConnectionString);
            await Patience.Until("the replica answers", async () =>
            {
                try
                {
                    await Execute(replica.ConnectionString, "select 1");
                    return replica;
                }
                catch (NpgsqlException)
                {
                    return null;
                }
            });
            return replica;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }
    }
}
