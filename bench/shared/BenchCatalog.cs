using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Catalog.Schema;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Bench;

/// <summary>A node on a private PostgreSQL server that syncs every commit, and beside it on the same server a database of
/// the same schema for the bare statements.</summary>
internal sealed class BenchCatalog : IAsyncDisposable
{
    private readonly PrivateServer _server;
    private readonly string _folder;

    private BenchCatalog(PrivateServer server, string folder, SiloApplication silo, NpgsqlDataSource floor)
    {
        _server = server;
        _folder = folder;
        Silo = silo;
        Floor = floor;
        Http = new HttpClient { BaseAddress = silo.Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The node.</summary>
    public SiloApplication Silo { get; }

    /// <summary>The database for bare statements.</summary>
    public NpgsqlDataSource Floor { get; }

    /// <summary>A client of the node.</summary>
    public HttpClient Http { get; }

    /// <summary>The node's own database.</summary>
    public NpgsqlDataSource Own => Service<NpgsqlDataSource>();

    public T Service<T>()
        where T : notnull => Silo.Services.GetRequiredService<T>();

    public static async Task<BenchCatalog> Start()
    {
        // One that PostgreSQL's user may enter.
        var folder = Directory.CreateDirectory(
            Path.Join(Path.GetTempPath(), $"omengff-bench-{Guid.NewGuid():N}")).FullName;
        var server = await PrivateServer.Start(
            new PrivateServerOptions { DataDirectory = Path.Join(folder, "data"), MaxConnections = 200 }, default);
        var (own, floor) = (await Create(server, "own"), await Create(server, "floor"));
        var silo = await SiloApplication.Start(
            new SiloOptions { Port = 0, Database = own, DataDirectory = Path.Join(folder, "silo") }, default);
        var source = OmeNgff.Catalog.CatalogServices.CreateDataSource(floor);
        await SchemaMigration.Apply(source, new Contexts(source), default);
        return new BenchCatalog(server, folder, silo, source);
    }

    /// <summary>How long something takes, in milliseconds.</summary>
    public static async Task<double> Time(Func<Task> action)
    {
        var begin = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Floor.DisposeAsync();
        await Silo.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> Create(PrivateServer server, string name)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    private sealed class Contexts(NpgsqlDataSource source) : IDbContextFactory<CatalogContext>
    {
        public CatalogContext CreateDbContext() =>
            new(new DbContextOptionsBuilder<CatalogContext>().UseNpgsql(source).Options);
    }
}
