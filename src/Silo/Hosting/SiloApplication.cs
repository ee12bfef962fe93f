using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Catalog.Schema;
using OmeNgff.Catalog.Search;
using OmeNgff.Grains;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff;
using OmeNgff.Silo.Administration;
using OmeNgff.Silo.Alignments;
using OmeNgff.Silo.Batches;
using OmeNgff.Silo.Cluster;
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
        CheckPort(options.Listen, options.Port);
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

            nodeLock = await TakeLock(database, options, cancellationToken);
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

    /// <summary>Waits until the caller says to stop, or the host or PostgreSQL ends by itself. Serves on until disposed of.
    /// </summary>
    /// <exception cref="StartException">The private PostgreSQL server has ended, or another database has taken the place of the
    /// one that the node followed: whoever looks after the process starts it anew.</exception>
    public async Task Run(CancellationToken cancellationToken)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var byCaller = cancellationToken.Register(() => told.TrySetResult());
        await using var byHost = _web.Lifetime.ApplicationStopping.Register(() => told.TrySetResult());
        var ended = _server?.Ended ?? told.Task;
        var displaced = Services.GetRequiredService<FeedTail>().Displaced;
        await Task.WhenAny(told.Task, ended, displaced);
        if (_server is { Ended.IsCompleted: true })
        {
            throw new StartException($"The private PostgreSQL server ended; its log is {_server.LogPath}.");
        }

        if (displaced.IsCompleted)
        {
            throw new StartException("Another database, or an older state of it, has taken the place of the one that this node "
                + "followed, after a restore or a failover; the node has ended, and is to be started anew.");
        }
    }

    /// <summary>Tells load balancers that the node leaves, and serves on for as long as they may take to notice.</summary>
    /// <param name="inHaste">Ends the wait.</param>
    public Task Depart(CancellationToken inHaste) => Services.GetRequiredService<Departure>().Begin(inHaste);

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
        builder.WebHost.UseUrls($"http://{new IPEndPoint(options.Listen, options.Port)}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
            kestrel.Limits.MaxRequestLineSize = 512 * 1000;
            kestrel.Limits.MaxRequestBufferSize = 1 << 20;
            kestrel.AddServerHeader = false;
        });
        var services = builder.Services;

        // What stops last is registered first: the history is followed until the last grain has gone.
        services.AddGrains();
        builder.AddSilo(options.Membership, database);
        services.AddSingleton(options);
        services.AddSingleton(options.Membership);
        services.AddSingleton<Departure>();
        services.AddSingleton(options.HotViews with { IsOn = options.Membership.Address is not null });
        services.AddSingleton<IHostLifetime, ProgramLifetime>();
        services.AddSingleton(nodeLock);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options.Search);
        services.AddCatalog(database, options.ReadDatabase);
        services.AddHostedService(provider => provider.GetRequiredService<SearchReplica>());
        services.AddSingleton(new StoreFactory(new StoreOptions
        {
            Roots = options.Roots.Select(Path.GetFullPath).ToEquatableArray(),
            WritableRoots = options.WritableRoots.Select(Path.GetFullPath).Append(options.DemoDirectory)
                .ToEquatableArray(),
            Prefixes = options.Stores,
            Limits = options.StoreLimits,
        }));
        services.AddHostFiltering(hosts => hosts.AllowedHosts = [.. KnownHosts(options)]);
        services.AddSingleton(new ViewerFiles(options.ViewerDirectory));
        services.AddSingleton<ViewerAddresses>();
        services.AddSingleton<ImageStates>();
        services.AddSingleton<RequestBodies>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<RecordDrafts>();
        services.AddSingleton(provider => new CallRepetition(
            provider.GetRequiredService<TimeProvider>(), () => provider.GetRequiredService<FeedTail>().IsFresh));
        services.AddSingleton<LostCalls>();
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
        // Probes and scrapers know a node by whatever address it has.
        web.UseWhen(context => !OperationRoutes.Contain(context.Request.Path), known => known.UseHostFiltering());
        web.UseMiddleware<ReadyDocuments>();
        web.UseMiddleware<CurrentReads>();
        web.UseRouting();
        web.UseMiddleware<IdempotentRequests>();
        web.UseMiddleware<RepeatedReads>();
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

    /// <summary>The names that requests may have for this node; another would be that of a page that a browser was lured to.
    /// </summary>
    private static IEnumerable<string> KnownHosts(SiloOptions options)
    {
        string[] own = ["127.0.0.1", "localhost", "[::1]"];
        string[] listened = options.Listen.Equals(IPAddress.Any) || options.Listen.Equals(IPAddress.IPv6Any)
            ? []
            : [new IPEndPoint(options.Listen, 0).ToString()[..^2]];
        string[] published = options.PublicAddress is { } known ? [known.Host] : [];
        return [.. own, .. listened, .. published, .. options.AllowedHosts];
    }

    /// <summary>Takes the lock, as soon as the database answers.</summary>
    private static async Task<NodeLock> TakeLock(
        string database, SiloOptions options, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await NodeLock.Take(
                    database, options.Membership.Address is not null, TimeProvider.System, cancellationToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or ArgumentException)
            {
                var sentence = $"The database cannot be reached: {failure.Message}";
                if (!MayAnswerYet(failure) || options.Database is null
                    || Stopwatch.GetElapsedTime(begun) >= options.MaxStartWait)
                {
                    throw new StartException(sentence, failure);
                }

                if (isFirst)
                {
                    // Nothing logs yet.
                    await Console.Error.WriteLineAsync(
                        $"{sentence}; waiting for {options.MaxStartWait.TotalSeconds:0} s at the most (limit MaxStartWait).");
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    /// <summary>True where a database is not there, or not ready. Of several servers, one will do.</summary>
    private static bool MayAnswerYet(Exception failure) => failure switch
    {
        NpgsqlException { InnerException: AggregateException several } => several.InnerExceptions.Any(MayAnswerYet),
        NpgsqlException { IsTransient: true } or TimeoutException => true,
        PostgresException => false,
        // No server of several has the state that the connection string wants.
        NpgsqlException { InnerException: null } => true,
        _ => false,
    };

    /// <summary>Refuses a port in use before anything else is started.</summary>
    private static void CheckPort(IPAddress address, int port)
    {
        if (port is < 0 or > 65535)
        {
            throw new StartException($"{port} is no port; a port is 0 to 65535.");
        }

        try
        {
            using var listener = new TcpListener(address, port);
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
