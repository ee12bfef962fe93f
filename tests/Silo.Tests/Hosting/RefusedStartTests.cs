using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Hosting;

/// <summary>Starts that cannot be: one sentence that names the cause, and an exit code.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var sentence = await Refusal("--port", port, "--data", Path.Join(_folder.Path, "data"));

        Assert.Contains($"Port {port} is in use", sentence, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(_folder.Path, "data")));
    }

    [Theory]
    [InlineData("--port", "99999")]
    [InlineData("--port", "-1")]
    public async Task A_port_that_is_none_is_refused(params string[] arguments) =>
        Assert.Contains(arguments[1], await Refusal(arguments), StringComparison.Ordinal);

    [Theory]
    [InlineData("OMENGFF_PORT", "many")]
    [InlineData("OMENGFF_MAX_REQUEST_BODY_BYTES", "16 MB")]
    [InlineData("OMENGFF_SLOW_QUERY_MILLISECONDS", "1 s")]
    [InlineData("OMENGFF_LOG_FORMAT", "xml")]
    [InlineData("OMENGFF_LOG_LEVEL", "7")]
    [InlineData("OMENGFF_ALLOWED_ORIGINS", "https://viewer.example/page")]
    [InlineData("OMENGFF_ALLOWED_ORIGINS", "https://somebody@viewer.example")]
    [InlineData("OMENGFF_ALLOWED_ORIGINS", ",")]
    public async Task A_setting_that_cannot_be_is_named(string name, string value)
    {
        await using var silo = SiloProcess.Launch(
            _folder, ["--data", _folder.Path, "--database", "Host=127.0.0.1;Port=1"], null, (name, value));

        Assert.Contains(name, await silo.Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_in_use_is_named()
    {
        await using var silo = await SiloProcess.Start(_folder);
        var data = Path.Join(_folder.Path, "data");

        Assert.Contains(data, await Refusal("--port", "0", "--data", data), StringComparison.Ordinal);

        (await silo.Api.Get("/readyz")).Is(200);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var sentence = await Refusal(
            "--port", "0", "--database", $"Host=127.0.0.1;Port={port};Username=somebody;Password=secret;Database=none");

        Assert.StartsWith("The database cannot be reached", sentence, StringComparison.Ordinal);
        Assert.Contains($"{port}", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_waits_for_a_database_that_does_not_answer_yet_and_says_so()
    {
        var options = new PrivateServerOptions
        {
            DataDirectory = Path.Join(_folder.Path, "late"),
            SocketDirectory = Path.Join(_folder.Path, "socket"),
            Durable = false,
        };
        var server = await PrivateServer.Start(options, CancellationToken.None);
        var database = server.ConnectionString;
        await server.DisposeAsync();

        await using var silo = SiloProcess.Launch(_folder, ["--port", "0", "--database", database]);
        await Patience.Until("it is said that the database is waited for", () =>
            silo.Errors.Contains("waiting for 60 s at the most (limit MaxStartWait)", StringComparison.Ordinal));
        await using var late = await PrivateServer.Start(options, CancellationToken.None);

        await silo.WaitUntilReady();
        (await silo.Api.Get("/readyz")).Is(200);
        await silo.Signal("TERM");
        Assert.Equal(0, await silo.Ended());
    }

    [Theory]
    [InlineData("Host=/nowhere;Username=a;Database=b")]
    [InlineData("Host=127.0.0.1:1,127.0.0.1:2;Username=a;Database=b;Target Session Attributes=primary")]
    public async Task A_start_that_waits_for_its_database_can_be_ended(string database)
    {
        await using var silo = SiloProcess.Launch(_folder, ["--port", "0", "--database", database]);
        await Patience.Until("it is said that the database is waited for", () =>
            silo.Errors.Contains("limit MaxStartWait", StringComparison.Ordinal));

        await silo.Signal("TERM");

        Assert.Equal(0, await silo.Ended());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Host=/nonexistent;Username=a;Database=b")]
    [InlineData("Hots=localhost")]
    public async Task A_connection_string_that_leads_nowhere_is_refused(string database)
    {
        var sentence = await Refusal("--port", "0", "--database", database);

        Assert.StartsWith("The database cannot be reached", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var existing = await TestServer.CreateDatabase();
        var database = new NpgsqlConnectionStringBuilder(existing) { Database = "missing_one" };

        var sentence = await Refusal("--port", "0", "--database", database.ConnectionString);

        Assert.Contains("missing_one", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused_and_left_as_it_is()
    {
        var database = await TestServer.CreateDatabase();
        var options = new SiloOptions { Port = 0, Database = database, DataDirectory = _folder.Path };
        await using (await SiloApplication.Start(options, CancellationToken.None))
        {
        }

        const string migration = "29990101000000_Future";
        Assert.Equal(1, await Execute($"""insert into "__EFMigrationsHistory" values ('{migration}', '99.0')"""));

        // What was only added to is no hindrance: nodes of this release may follow later ones.
        await using (await SiloApplication.Start(options, CancellationToken.None))
        {
        }

        Assert.Equal(1, await Execute($"update catalog set compatible_with = '{migration}'"));
        var sentence = await Refusal("--port", "0", "--database", database);

        Assert.Contains("newer", sentence, StringComparison.Ordinal);
        Assert.Contains(migration, sentence, StringComparison.Ordinal);
        Assert.Equal(1, await Execute($"""delete from "__EFMigrationsHistory" where "MigrationId" = '{migration}'"""));
        await using var again = await SiloApplication.Start(options, CancellationToken.None);

        async Task<int> Execute(string sql)
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_second_node_on_a_database_is_refused_and_may_follow_when_the_first_has_ended()
    {
        var database = await TestServer.CreateDatabase();
        await using var first = SiloProcess.Launch(_folder, ["--port", "0", "--database", database]);
        await first.WaitUntilReady();

        var sentence = await Refusal("--port", "0", "--database", database);

        Assert.Contains("Another OmeNgff node", sentence, StringComparison.Ordinal);
        (await first.Api.Get("/readyz")).Is(200);
        await first.Signal("TERM");
        Assert.Equal(0, await first.Ended());
        await using var second = SiloProcess.Launch(_folder, ["--port", "0", "--database", database]);
        await second.WaitUntilReady();
    }

    [Fact]
    public async Task A_second_node_waits_for_the_first_to_end()
    {
        var database = await TestServer.CreateDatabase();
        await using var first = SiloProcess.Launch(_folder, ["--port", "0", "--database", database]);
        await first.WaitUntilReady();
        await using var second = SiloProcess.Launch(_folder, ["--port", "0", "--database", database]);
        await Patience.Until("the second node asks for the lock", async () =>
            await AsksForLock(database) ? "asked" : null);

        await first.Signal("TERM");

        Assert.Equal(0, await first.Ended());
        await second.WaitUntilReady();
        (await second.Api.Get("/readyz")).Is(200);
    }

    private async Task<string> Refusal(params string[] arguments)
    {
        await using var silo = SiloProcess.Launch(_folder, arguments, null, ("OMENGFF_MAX_START_WAIT", "0"));
        return await silo.Refused();
    }

    private static async Task<bool> AsksForLock(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select count(*) > 1 from pg_stat_activity
            where datname = current_database() and application_name = 'omengff node lock'
            """, connection);
        return await command.ExecuteScalarAsync() is true;
    }
}
