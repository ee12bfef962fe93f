using System.Globalization;
using Npgsql;
using OmeNgff.Catalog.PrivateServer;

namespace OmeNgff.Tests.Support;

/// <summary>
/// One PostgreSQL server for all tests of a process: started when the first test asks for a database, stopped when the
/// process exits. It does not survive a loss of power, and is the faster for it.
/// </summary>
public static class TestServer
{
    private const int Connections = 400;

    private static readonly Lazy<Task<PrivateServer>> Server = new(Start);
    private static int _databases;

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public static async Task<string> CreateDatabase(CancellationToken cancellationToken = default)
    {
        var server = await Server.Value.WaitAsync(cancellationToken);
        var number = Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var create = connection.CreateCommand();
        create.CommandText = $"CREATE DATABASE test{number}";
        await create.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = $"test{number}",
            MaxPoolSize = 20,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }

    /// <summary>Stops the server if there is one.</summary>
    internal static void Stop()
    {
        if (Server.IsValueCreated && Server.Value.IsCompletedSuccessfully)
        {
            Server.Value.Result.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static Task<PrivateServer> Start()
    {
        // Removed when the process exits, or by the next test process where the test host is not given the time.
        var folder = new TestFolder().Path;
        var options = new PrivateServerOptions
        {
            DataDirectory = Path.Join(folder, "data"),
            SocketDirectory = Path.Join(folder, "socket"),
            Durable = false,
            MaxConnections = Connections,
        };
        return PrivateServer.Start(options, CancellationToken.None);
    }
}
