using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Catalog.Schema;
using OmeNgff.Client.Grains;
using OmeNgff.Grains;
using OmeNgff.Ngff;
using OmeNgff.Silo.Administration;
using OmeNgff.Silo.Alignments;
using OmeNgff.Silo.Batches;
using OmeNgff.Silo.Collections;
using OmeNgff.Silo.Commits;
using OmeNgff.Silo.Demo.Story;
using OmeNgff.Silo.Feed;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Idempotency;
using OmeNgff.Silo.Imports;
using OmeNgff.Silo.Observability;
using OmeNgff.Silo.Operations;
using OmeNgff.Silo.Records;
using OmeNgff.Silo.Search;
using OmeNgff.Silo.Thumbnails;
using OmeNgff.Silo.Transforms;
using OmeNgff.Silo.Viewers;
using OmeNgff.Silo.Viewers.Links;
using OmeNgff.Silo.Viewers.Neuroglancer;
using OmeNgff.Silo.Viewers.Page;
using OmeNgff.Silo.Writeback;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Fields;
using OmeNgff.Zarr.Stores;
using Orleans.Configuration;

namespace OmeNgff.Silo.Hosting;

/// <summary>One running node: PostgreSQL where it is private, the grains, the HTTP API. Disposing stops all.</summary>
public sealed class SiloApplication : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly PrivateServer? _server;
    private readonly NodeLock _lock;

    private SiloApplication(WebApplication web, PrivateServer? server, NodeLock nodeLock)
    {
        _web = web;
        _server = server;
        _lock = nodeLock;
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Address = new Uri(addresses!.Addresses.First());
    }

    /// <summary>The address that the silo answers at.</summary>
    public Uri Address { get; }

    /// <summary>The node's services.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>Starts everything; returns when requests are answered.</summary>
    /// <exception cref="StartException">The port is in use.</exception>
    /// <exception cref="CatalogException">The database cannot be used.</exception>
    /// <exception cref="PrivateServerException">The private PostgreSQL server cannot start.</exception>
    public static async Task<SiloApplication> Start(SiloOptions options, CancellationToken cancellationToken)
    {
        CheckPort(options.Port);
        PrivateServer? server = null;
        NodeLock? nodeLock = null;
        WebApplication? web = null;
        try
        {
            var database = options.Database;
            if (database is null)
            {
                server = await PrivateServer.Start(
                    new PrivateServerOptions { DataDirectory = Path.GetFullPath(options.DataDirectory) },
                    cancellationToken);
                database = server.ConnectionString;
            }

            nodeLock = await TakeLock(database, cancellationToken);
            web = Build(options, database, nodeLock);
            await SchemaMigration.Apply(
                web.Services.GetRequiredService<NpgsqlDataSource>(),
                web.Services.GetRequiredService<IDbContextFactory<CatalogContext>>(),
                cancellationToken);
            await web.Services.GetRequiredService<DefaultDataset>().Ensure(cancellationToken);
            await web.StartAsync(cancellationToken);
            return new SiloApplication(web, server, nodeLock);
        }
        catch (Exception failure)
        {
            await Stop(web, nodeLock, server);
            throw failure is IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException }
                ? PortInUse(options.Port, failure)
                : failure;
        }
    }

    /// <summary>Waits until the process is told to stop, or PostgreSQL ends by itself.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        var stopped = _web.WaitForShutdownAsync(cancellationToken);
        if (_server is null)
        {
            await stopped;
        }
        else if (await Task.WhenAny(stopped, _server.Ended) != stopped)
        {
            throw new StartException($"The private PostgreSQL server ended; its log is {_server.LogPath}.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stop(_web, _lock, _server);

    // Postgres goes last: what the grains still have to write must find it.
    private static async ValueTask Stop(WebApplication? web, NodeLock? nodeLock, PrivateServer? server)
    {
        try
        {
            if (web is not null)
            {
                await web.StopAsync();
                await web.DisposeAsync();
            }
        }
        finally
        {
            if (nodeLock is not null)
            {
                await nodeLock.DisposeAsync();
            }

            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static WebApplication Build(SiloOptions options, string database, NodeLock nodeLock)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(SiloApplication).Assembly.GetName().Name,
        });
        builder.AddObservability(options);
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
            kestrel.Limits.MaxRequestLineSize = 512 * 1000;
            kestrel.Limits.MaxRequestBufferSize = 1 << 20;
            kestrel.AddServerHeader = false;
        });
        builder.UseOrleans(silo => ConfigureGrains(silo));

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(nodeLock);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options.Search);
        services.AddCatalog(database);
        services.AddGrains();
        services.AddSingleton(typeof(GrainsOf<>));
        services.AddSingleton(new StoreFactory(new StoreOptions
        {
            Roots = options.Roots.Select(Path.GetFullPath).ToEquatableArray(),
            WritableRoots = options.WritableRoots.Select(Path.GetFullPath).Append(options.DemoDirectory)
                .ToEquatableArray(),
            Prefixes = options.Stores,
            Limits = options.StoreLimits,
        }));
        string[] ownHosts = ["127.0.0.1", "localhost", "[::1]"];
        services.AddHostFiltering(hosts =>
            hosts.AllowedHosts = [.. ownHosts, .. options.PublicAddress is { } known ? [known.Host] : Array.Empty<string>()]);
        services.AddSingleton(new ViewerFiles(options.ViewerDirectory));
        services.AddSingleton<ViewerAddresses>();
        services.AddSingleton<ImageStates>();
        services.AddSingleton<RequestBodies>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<RecordDrafts>();
        services.AddSingleton<DefaultDataset>();
        services.AddSingleton(new ChunkCache(options.MaxCachedBytes, ChunkCache.DefaultMaxAge, TimeProvider.System));
        services.AddSingleton(options.FieldLimits);
        services.AddSingleton<PointCarrier>();
        services.AddSingleton<ArrayParameters>();
        services.AddSingleton<FieldFit>();
        services.AddSingleton<FieldSurvey>();
        services.AddSingleton<PathCarrier>();
        services.AddSingleton<SearchPlaces>();
        services.AddSingleton<SearchCursors>();
        services.AddSingleton<SearchEndpoints>();
        services.AddSingleton<StoryCatalog>();
        services.AddHostedService<IndexCompletion>();
        services.AddThumbnails(options.Thumbnails);
        services.AddImports();
        services.AddWriteback();
        services.AddIdempotency();
        services.AddCommits();
        services.AddBatches();
        services.AddOpenApiDescription();

        var web = builder.Build();
        web.UseObservability();
        web.UseMiddleware<ProblemResponses>();
        web.UseMiddleware<CrossOrigin>();
        web.UseHostFiltering();
        web.UseMiddleware<CurrentReads>();
        web.UseRouting();
        web.UseMiddleware<IdempotentRequests>();
        web.MapOpenApi("/openapi/v1.json");
        web.MapRecords();
        web.MapImages();
        web.MapCalibration();
        web.MapAlignments();
        web.MapTransforms();
        web.MapCollections();
        web.MapCommits();
        web.MapBatches();
        web.MapImports();
        web.MapWriteback();
        web.MapSearch();
        web.MapSavedSearches();
        web.MapFeed();
        web.MapZarr();
        web.MapNeuroglancer();
        web.MapThumbnails();
        web.MapOpen();
        web.MapViewer();
        web.MapOperations();
        web.MapMetrics();
        web.MapAdministration();
        return web;
    }

    /// <summary>ARCHITECTURE, section 7, "Shipped settings". A silo alone needs no membership beyond itself.</summary>
    private static void ConfigureGrains(ISiloBuilder silo)
    {
        var (siloPort, gatewayPort) = FreePorts();
        silo.UseLocalhostClustering(
            siloPort, gatewayPort, serviceId: "omengff", clusterId: Guid.NewGuid().ToString("N"));
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = TimeSpan.FromSeconds(5);
            messaging.CancelRequestOnTimeout = true;
        });
    }

    private static async Task<NodeLock> TakeLock(string database, CancellationToken cancellationToken)
    {
        try
        {
            return await NodeLock.Take(database, TimeProvider.System, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or ArgumentException)
        {
            throw new StartException($"The database cannot be reached: {failure.Message}", failure);
        }
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }

    /// <summary>Refuses a port in use before anything else is started.</summary>
    private static void CheckPort(int port)
    {
        if (port is < 0 or > 65535)
        {
            throw new StartException($"{port} is no port; a port is 0 to 65535.");
        }

        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException failure)
        {
            throw failure.SocketErrorCode == SocketError.AccessDenied
                ? new StartException($"Port {port} may not be used by this user; choose another with --port.", failure)
                : PortInUse(port, failure);
        }
    }

    private static StartException PortInUse(int port, Exception cause) =>
        new($"Port {port} is in use; choose another with --port.", cause);
}
