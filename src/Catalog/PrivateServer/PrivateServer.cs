using Npgsql;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>
/// A PostgreSQL server that belongs to this process: started with it on its own data folder, reached over a Unix
/// socket only, stopped by disposing, and told by the kernel to shut down when this process is killed.
/// </summary>
public sealed class PrivateServer : IAsyncDisposable
{
    private static readonly string[] NeededExtensions = ["cube", "btree_gist", "pg_trgm", "btree_gin"];

    private readonly Lazy<Task> _stop;
    private readonly ServerProcess _process;

    private PrivateServer(PrivateServerOptions options, SocketFolder socket, DataLock dataLock, ServerProcess process)
    {
        _process = process;
        LogPath = ServerLog.PathIn(options.DataDirectory);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = socket.Path,
            Port = SocketFolder.Port,
            Username = Cluster.Owner,
            Database = Cluster.Owner,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        _stop = new Lazy<Task>(async () =>
        {
            await process.Stop(options.StopTimeout, options.TimeProvider);
            socket.Remove();
            dataLock.Dispose();
        });
    }

    /// <summary>Leads to the database <c>omengff</c> as the owner of the server.</summary>
    public string ConnectionString { get; }

    /// <summary>The file that the server writes its messages to.</summary>
    public string LogPath { get; }

    /// <summary>The server's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Completes when the server has ended, by <see cref="DisposeAsync"/> or by itself.</summary>
    public Task Ended => _process.Ended;

    /// <summary>Starts the server, on a new cluster if there is none in the data folder.</summary>
    /// <exception cref="PrivateServerException">It cannot be started.</exception>
    public static async Task<PrivateServer> Start(PrivateServerOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PrivateServerException(
                "A private PostgreSQL server cannot be run on Windows; give the address of a server with --database.");
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataDirectory));
        try
        {
            CreateDataFolder(folder);
            var dataLock = await DataLock.Take(folder, options.TimeProvider, cancellationToken);
            try
            {
                return await StartOnLockedFolder(options with { DataDirectory = folder }, dataLock, cancellationToken);
            }
            catch
            {
                dataLock.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PrivateServerException(
                $"The data folder {folder} cannot be used ({exception.Message}); choose another with --data DIR.",
                exception);
        }
    }

    /// <summary>
    /// Stops the server and frees its data folder. Connections still open are closed and what they have not committed
    /// is rolled back.
    /// </summary>
    public ValueTask DisposeAsync() => new(_stop.Value);

    private static async Task<PrivateServer> StartOnLockedFolder(
        PrivateServerOptions options, DataLock dataLock, CancellationToken cancellationToken)
    {
        var cluster = new Cluster(Path.Join(options.DataDirectory, "postgres"));
        var socket = SocketFolder.For(options);
        var user = RunAsUser.Choose(cluster.Folder);
        var binaries = ServerBinaries.Find(options.BinaryDirectory, cluster.MajorVersion);
        user?.CheckEntry(options.DataDirectory, "choose another place for the data with --data DIR");
        user?.CheckEntry(binaries.Directory, "install PostgreSQL in another place");

        await Orphan.WaitForEnd(options, cluster.Folder, socket.Path, cancellationToken);
        if (cluster.MajorVersion is null)
        {
            var log = ServerLog.Open(options.DataDirectory, user);
            await cluster.Create(binaries, user, log, options.Durable, cancellationToken);
        }

        ServerProcess process;
        try
        {
            socket.Create(user);
            process = await new ServerStart(options, binaries, user, cluster, socket).Run(cancellationToken);
        }
        catch
        {
            socket.Remove();
            throw;
        }

        var server = new PrivateServer(options, socket, dataLock, process);
        try
        {
            await server.CreateDatabase(binaries, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static void CreateDataFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // The server's user passes through it to its own folder, whatever our umask says.
            const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(folder, passable);
        }
    }

    private async Task CreateDatabase(ServerBinaries binaries, CancellationToken cancellationToken)
    {
        var first = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres" };
        try
        {
            await using var connection = await DatabaseSources.OpenAlone(
                first.ConnectionString, "omengff setup", cancellationToken);
            await using var check = new NpgsqlCommand(
                """
                SELECT
                    ARRAY(SELECT unnest($1) EXCEPT SELECT name FROM pg_available_extensions ORDER BY 1),
                    EXISTS (SELECT FROM pg_database WHERE datname = $2)
                """,
                connection)
            {
                Parameters = { new() { Value = NeededExtensions }, new() { Value = Cluster.Owner } },
            };
            await using (var reader = await check.ExecuteReaderAsync(cancellationToken))
            {
                await reader.ReadAsync(cancellationToken);
                if (await reader.GetFieldValueAsync<string[]>(0, cancellationToken) is { Length: > 0 } missing)
                {
                    throw new PrivateServerException(
                        $"The PostgreSQL in {binaries.Directory} lacks the extensions {string.Join(", ", missing)}; "
                        + "install its contrib package.");
                }

                if (reader.GetBoolean(1))
                {
                    return;
                }
            }

            await using var create = new NpgsqlCommand($"CREATE DATABASE {Cluster.Owner}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new PrivateServerException(
                $"PostgreSQL has started but does not answer as it should: {exception.Message}", exception);
        }
    }
}
