using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Tests.Support;
using Server = OmeNgff.Catalog.PrivateServer.PrivateServer;

namespace OmeNgff.Catalog.Tests.PrivateServer;

[UnsupportedOSPlatform("windows")]
public sealed class PrivateServerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private PrivateServerOptions Options => new() { DataDirectory = _folder.Path, Durable = false };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Starts_on_a_folder_that_does_not_exist_yet()
    {
        var options = Options with { DataDirectory = Path.Join(_folder.Path, "a", "b") };
        await using var server = await Server.Start(options, CancellationToken.None);

        Assert.Equal("omengff|UTC||UTF8", await Ask(
            server.ConnectionString,
            "SELECT concat_ws('|', current_database(), current_setting('timezone'), "
            + "current_setting('listen_addresses'), current_setting('server_encoding'))"));
    }

    [Fact]
    public async Task Is_durable_unless_told_otherwise()
    {
        const string question =
            "SELECT concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'))";
        await using (var server = await Server.Start(Options, CancellationToken.None))
        {
            Assert.Equal("off off", await Ask(server.ConnectionString, question));
        }

        await using (var server = await Server.Start(Options with { Durable = true }, CancellationToken.None))
        {
            Assert.Equal("on on", await Ask(server.ConnectionString, question));
        }
    }

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        await using (var server = await Server.Start(Options, CancellationToken.None))
        {
            await Ask(server.ConnectionString, "CREATE TABLE kept AS SELECT 7 AS number");
        }

        await using (var server = await Server.Start(Options, CancellationToken.None))
        {
            Assert.Equal("7", await Ask(server.ConnectionString, "SELECT number FROM kept"));
        }
    }

    [Fact]
    public async Task Stops_with_open_connections_and_leaves_nothing_but_the_data_folder()
    {
        var server = await Server.Start(Options, CancellationToken.None);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        var socketFolder = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host;
        Assert.True(Directory.Exists(socketFolder));

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.True(server.Ended.IsCompleted);
        Assert.False(Directory.Exists(socketFolder));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(server.ProcessId));
    }

    [Fact]
    public async Task A_killed_server_is_noticed_and_the_next_one_has_all_that_was_committed()
    {
        var options = Options with { Durable = true };
        await using (var server = await Server.Start(options, CancellationToken.None))
        {
            await Ask(server.ConnectionString, "CREATE TABLE kept AS SELECT 7 AS number");
            Process.GetProcessById(server.ProcessId).Kill();
            await server.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        }

        await using (var server = await Server.Start(options, CancellationToken.None))
        {
            Assert.Equal("7", await Ask(server.ConnectionString, "SELECT number FROM kept"));
        }
    }

    [Fact]
    public async Task Waits_for_a_query_that_outlives_its_killed_server()
    {
        var server = await Server.Start(Options, CancellationToken.None);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM generate_series(1, 20000000)", connection);
        var query = command.ExecuteScalarAsync();
        Process.GetProcessById(server.ProcessId).Kill();
        await server.DisposeAsync();

        await using var next = await Server.Start(Options, CancellationToken.None);

        Assert.Equal("1", await Ask(next.ConnectionString, "SELECT 1"));
        Assert.Contains(
            "pre-existing shared memory block",
            await File.ReadAllTextAsync(Path.Join(_folder.Path, "postgres.log")),
            StringComparison.Ordinal);
        await Record.ExceptionAsync(() => query);
    }

    [Fact]
    public async Task A_folder_in_use_by_this_process_is_refused()
    {
        await using var server = await Server.Start(Options, CancellationToken.None);

        await Refused(Options, _folder.Path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("1", await Ask(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_in_use_by_another_process_is_refused()
    {
        using var holder = await ServerHolder.Start(_folder.Path);

        await Refused(Options, _folder.Path, holder.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("1", await Ask(holder.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task The_server_ends_when_its_process_is_killed()
    {
        using var holder = await ServerHolder.Start(_folder.Path);
        await Ask(holder.ConnectionString, "CREATE TABLE kept AS SELECT 7 AS number");

        holder.Kill();
        await holder.ServerEnded().WaitAsync(TimeSpan.FromSeconds(10));

        await using var server = await Server.Start(Options, CancellationToken.None);
        Assert.Equal("7", await Ask(server.ConnectionString, "SELECT number FROM kept"));
    }

    [Fact]
    public async Task A_server_left_behind_that_does_not_end_is_named()
    {
        using var holder = await ServerHolder.Start(_folder.Path);
        await Shell($"kill -STOP {holder.Server.Id}");
        holder.Kill();

        await Refused(
            Options with { OrphanTimeout = TimeSpan.FromMilliseconds(300) },
            _folder.Path,
            holder.Server.Id.ToString(CultureInfo.InvariantCulture));

        await Shell($"kill -CONT {holder.Server.Id}");
        await using var server = await Server.Start(Options, CancellationToken.None);
    }

    [Fact]
    public async Task Has_a_session_of_its_own()
    {
        await using var server = await Server.Start(Options, CancellationToken.None);

        var fields = (await File.ReadAllTextAsync($"/proc/{server.ProcessId}/stat")).Split(") ")[1].Split(' ');
        Assert.Equal(server.ProcessId.ToString(CultureInfo.InvariantCulture), fields[3]);
    }

    [Fact]
    public async Task A_process_id_given_to_another_process_since_does_not_matter()
    {
        await using (await Server.Start(Options, CancellationToken.None))
        {
        }

        var cluster = Path.Join(_folder.Path, "postgres");
        await File.WriteAllTextAsync(
            Path.Join(cluster, "postmaster.pid"),
            $"{Environment.ProcessId}\n{cluster}\n1700000000\n5432\n/nowhere\n\n\nready\n");

        await using var server = await Server.Start(Options, CancellationToken.None);
    }

    [Fact]
    public async Task An_empty_process_id_file_does_not_matter()
    {
        await using (await Server.Start(Options, CancellationToken.None))
        {
        }

        await File.WriteAllTextAsync(Path.Join(_folder.Path, "postgres", "postmaster.pid"), "");

        await using var server = await Server.Start(Options, CancellationToken.None);
    }

    [Fact]
    public async Task An_interrupted_first_start_leaves_nothing_in_the_way()
    {
        Directory.CreateDirectory(Path.Join(_folder.Path, "postgres.new-killed", "base"));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Server.Start(Options, soon.Token));

        await using var server = await Server.Start(Options, CancellationToken.None);

        Assert.Equal([Path.Join(_folder.Path, "postgres")], Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_left_alone()
    {
        var file = Path.Join(_folder.Path, "postgres", "letter");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "");

        await Refused(Options, Path.GetDirectoryName(file)!, "something other");
        Assert.True(File.Exists(file));
    }

    [RootFact]
    public async Task A_folder_that_the_servers_user_cannot_reach_is_named()
    {
        var closed = Path.Join(_folder.Path, "closed");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await Refused(
            Options with { DataDirectory = Path.Join(closed, "data") },
            $"may not enter the folder {closed};",
            "--data DIR");
    }

    [Fact]
    public async Task A_failure_says_what_the_server_said()
    {
        var settings = new Dictionary<string, string> { ["shared_preload_libraries"] = "no_such_library" };

        var exception = await Refused(Options with { Settings = settings }, "no_such_library", "postgres.log");
        Assert.Contains(exception.LogTail, line => line.Contains("no_such_library", StringComparison.Ordinal));
        await using var server = await Server.Start(Options, CancellationToken.None);
    }

    [Fact]
    public async Task A_long_log_is_put_aside()
    {
        var log = Path.Join(_folder.Path, "postgres.log");
        await File.WriteAllBytesAsync(log, new byte[11 * 1024 * 1024]);

        await using var server = await Server.Start(Options, CancellationToken.None);

        Assert.Equal(11 * 1024 * 1024, new FileInfo(log + ".1").Length);
        Assert.InRange(new FileInfo(log).Length, 1, 100_000);
    }

    private static async Task<PrivateServerException> Refused(PrivateServerOptions options, params string[] words)
    {
        var exception = await Assert.ThrowsAsync<PrivateServerException>(
            () => Server.Start(options, CancellationToken.None));
        Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', exception.Message);
        return exception;
    }

    private static async Task<string?> Ask(string connectionString, string question)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task Shell(string command)
    {
        using var process = Process.Start("/bin/sh", ["-c", command]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
