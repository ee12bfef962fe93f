using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;
using OmeNgff.Catalog;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Catalog.Search;
using OmeNgff.Client.Imports;
using OmeNgff.Ngff;
using OmeNgff.Silo.Cluster;
using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Demo.Gallery;
using OmeNgff.Silo.Demo.Story;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Imports;
using OmeNgff.Silo.Observability;
using OmeNgff.Silo.Thumbnails;

namespace OmeNgff.Silo.Hosting;

/// <summary>The silo as a program.</summary>
public static class CommandLine
{
    /// <summary>Parses the arguments, runs until told to stop, and tells every failure to start in one sentence.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            return await Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        }
        catch (StartException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static ParseResult Parse(string[] args)
    {
        var defaults = new SiloOptions();
        var defaultPort = Number("OMENGFF_PORT", defaults.Port);
        var maxRequestBodyBytes = Number("OMENGFF_MAX_REQUEST_BODY_BYTES", defaults.MaxRequestBodyBytes);
        var maxBatchParallel = Number("OMENGFF_MAX_BATCH_PARALLEL", defaults.MaxBatchParallel);
        var maxParallelSearches = Number("OMENGFF_MAX_PARALLEL_SEARCHES", defaults.Search.MaxParallel);
        var maxBesideWrites = Number("OMENGFF_MAX_PARALLEL_SEARCHES_BESIDE_WRITES", 0);
        var maxReplicaLag = Number("OMENGFF_MAX_REPLICA_LAG", (long)defaults.Search.MaxReplicaLag.TotalSeconds);
        var allowedOrigins = Origins("OMENGFF_ALLOWED_ORIGINS");
        var maxStartWait = Number("OMENGFF_MAX_START_WAIT", (long)defaults.MaxStartWait.TotalSeconds);
        var maxCachedBytes = Number("OMENGFF_MAX_CACHED_BYTES", defaults.MaxCachedBytes);
        var membership = defaults.Membership;
        var probeTimeout = Number("OMENGFF_PROBE_TIMEOUT", (long)membership.ProbeTimeout.TotalSeconds);
        var maxMissedProbes = Number("OMENGFF_MAX_MISSED_PROBES", membership.MaxMissedProbes);
        var defaultDrain = Number("OMENGFF_DRAIN", (long)membership.Drain.TotalSeconds);
        var hotViews = defaults.HotViews with
        {
            MinReads = (int)Math.Clamp(Number("OMENGFF_MIN_HOT_READS", defaults.HotViews.MinReads), 1, 1_000_000),
            MaxViews = (int)Math.Clamp(Number("OMENGFF_MAX_HOT_VIEWS", defaults.HotViews.MaxViews), 0, 100_000),
        };
        var logFormat = Choice("OMENGFF_LOG_FORMAT", defaults.LogFormat);
        var logLevel = Choice("OMENGFF_LOG_LEVEL", defaults.LogLevel);
        var slowQuery = Number(
            "OMENGFF_SLOW_QUERY_MILLISECONDS", (long)defaults.SlowStatements.Threshold.TotalMilliseconds);
        var thumbnails = ThumbnailBounds(defaults.Thumbnails);
        var port = new Option<int>("--port")
        {
            Description = "The port; 0 takes a free one (OMENGFF_PORT).",
            DefaultValueFactory = _ => (int)Math.Clamp(defaultPort, -1, int.MaxValue),
        };
        var listen = new Option<string>("--listen")
        {
            Description = "The IP address that HTTP listens on; 0.0.0.0 for all of the machine (OMENGFF_LISTEN).",
            DefaultValueFactory = _ => Variable("OMENGFF_LISTEN") ?? "127.0.0.1",
        };
        var siloAddress = new Option<string?>("--silo-address")
        {
            Description = "HOST:PORT, where the other nodes of a cluster on the same database reach this one; without it the "
                + "node runs alone (OMENGFF_SILO_ADDRESS).",
            DefaultValueFactory = _ => Variable("OMENGFF_SILO_ADDRESS"),
        };
        var drain = new Option<long>("--drain")
        {
            Description = "How many seconds a node that was told to stop serves on, while /readyz answers 503 "
                + "(OMENGFF_DRAIN).",
            DefaultValueFactory = _ => defaultDrain,
        };
        var data = new Option<string>("--data")
        {
            Description = "The folder of the private database (OMENGFF_DATA).",
            DefaultValueFactory = _ => Variable("OMENGFF_DATA") ?? "./.data",
        };
        var roots = new Option<string[]>("--root")
        {
            Description = "A folder that imports may read; repeatable (OMENGFF_ROOTS, separated by ':').",
            DefaultValueFactory = _ => Variable("OMENGFF_ROOTS")?.Split(
                Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
        var writableRoots = new Option<string[]>("--writable-root")
        {
            Description = "A folder in which the documents of images may be written, and which imports may read; "
                + "repeatable (OMENGFF_WRITABLE_ROOTS, separated by ':').",
            DefaultValueFactory = _ => Variable("OMENGFF_WRITABLE_ROOTS")?.Split(
                Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
        var stores = new Option<string?>("--stores")
        {
            Description = "A JSON file of the http:, https: and s3: addresses that may be read, and how chunks reach "
                + "viewers (OMENGFF_STORES).",
            DefaultValueFactory = _ => Variable("OMENGFF_STORES"),
        };
        var readDatabase = new Option<string?>("--read-database")
        {
            Description = "An Npgsql connection string of a replica that searches read from (OMENGFF_READ_DATABASE).",
            DefaultValueFactory = _ => Variable("OMENGFF_READ_DATABASE"),
        };
        var database = new Option<string?>("--database")
        {
            Description = "An Npgsql connection string, instead of a private server (OMENGFF_DATABASE).",
            DefaultValueFactory = _ => Variable("OMENGFF_DATABASE"),
        };
        var publicAddress = new Option<string?>("--public-address")
        {
            Description = "The http(s) address under which the outside knows this catalog; that of each request if not "
                + "given (OMENGFF_PUBLIC_ADDRESS).",
            DefaultValueFactory = _ => Variable("OMENGFF_PUBLIC_ADDRESS"),
        };
        var demo = new Option<bool>("--demo") { Description = "Makes and imports small sample images." };
        var command = new RootCommand("OmeNgff, a metadata catalog for OME-Zarr images.")
        {
            listen, port, data, roots, writableRoots, stores, database, readDatabase, siloAddress, drain, publicAddress, demo,
        };
        command.SetAction((result, cancellationToken) => RunSilo(
            new SiloOptions
            {
                Listen = ListenAddress(result.GetValue(listen)!),
                Port = result.GetValue(port),
                AllowedHosts = List("OMENGFF_ALLOWED_HOSTS"),
                AllowedOrigins = allowedOrigins,
                Membership = new MembershipOptions
                {
                    Address = result.GetValue(siloAddress) is { } address ? SiloEndpoint.Parse(address) : null,
                    ProbeTimeout = TimeSpan.FromSeconds(Math.Clamp(probeTimeout, 1, 3600)),
                    MaxMissedProbes = (int)Math.Clamp(maxMissedProbes, 1, 1000),
                    Drain = TimeSpan.FromSeconds(Math.Clamp(result.GetValue(drain), 0, 3600)),
                },
                DataDirectory = result.GetValue(data)!,
                Roots = result.GetValue(roots)!.ToEquatableArray(),
                WritableRoots = result.GetValue(writableRoots)!.ToEquatableArray(),
                Database = result.GetValue(database),
                ReadDatabase = result.GetValue(readDatabase),
                Demo = result.GetValue(demo),
                PublicAddress = Address("--public-address", result.GetValue(publicAddress)),
                Neuroglancer = Address("OMENGFF_NEUROGLANCER", Variable("OMENGFF_NEUROGLANCER")),
                Vizarr = Address("OMENGFF_VIZARR", Variable("OMENGFF_VIZARR")) ?? defaults.Vizarr,
                Validator = Address("OMENGFF_VALIDATOR", Variable("OMENGFF_VALIDATOR")) ?? defaults.Validator,
                ViewerDirectory = Variable("OMENGFF_VIEWER_DIRECTORY") ?? defaults.ViewerDirectory,
                HotViews = hotViews,
                MaxStartWait = TimeSpan.FromSeconds(Math.Clamp(maxStartWait, 0, 86_400)),
                MaxRequestBodyBytes = maxRequestBodyBytes,
                MaxBatchParallel = (int)Math.Clamp(maxBatchParallel, 1, 10_000),
                MaxCachedBytes = Math.Max(maxCachedBytes, 0),
                Thumbnails = thumbnails,
                LogFormat = logFormat,
                LogLevel = logLevel,
                SlowStatements = defaults.SlowStatements with
                {
                    Threshold = TimeSpan.FromMilliseconds(Math.Min(slowQuery, int.MaxValue)),
                },
                Search = new SearchOptions
                {
                    MaxParallel = (int)Math.Clamp(maxParallelSearches, 1, 1000),
                    MaxParallelBesideWrites = (int)Math.Clamp(maxBesideWrites, 0, 1000),
                    MaxReplicaLag = TimeSpan.FromSeconds(Math.Clamp(maxReplicaLag, 0, 86_400)),
                },
            },
            result.GetValue(stores),
            cancellationToken));
        return command.Parse(args);
    }

    private static async Task<int> RunSilo(
        SiloOptions options, string? storesFile, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hurry = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            if (storesFile is not null)
            {
                options = options with { Stores = StoresFile.Read(storesFile, options.ReadableFolders) };
            }

            await using var silo = await SiloApplication.Start(options, stop.Token);
            if (options.Demo)
            {
                await ImportDemo(options, silo, stop.Token);
            }

            ReadyEvent.Tell(silo.Services, options.LogFormat, silo.Address);

            // Tells systemd, where it has started the program as a service of type notify.
            var service = new SystemdNotifier();
            service.Notify(ServiceState.Ready);
            await silo.Run(stop.Token);
            service.Notify(ServiceState.Stopping);
            await silo.Depart(hurry.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception failure) when (failure is StartException or CatalogException or PrivateServerException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            if (stop.IsCancellationRequested)
            {
                hurry.Cancel();
            }

            stop.Cancel();
        }
    }

    private static async Task ImportDemo(SiloOptions options, SiloApplication silo, CancellationToken cancellationToken)
    {
        Console.WriteLine("Making the sample images …");
        await SampleImage.Write(options.DemoDirectory, null, cancellationToken);
        await StoryWriter.Write(options.DemoDirectory, cancellationToken);
        await GalleryWriter.Write(options.DemoDirectory, cancellationToken);
        var imports = silo.Services.GetRequiredService<ImportQueue>();
        var accepted = await imports.Accept(
            new ImportRequest(options.DemoDirectory), Caller.Local, operation: null, cancellationToken);
        var done = await imports.WhenDone(accepted.Id, cancellationToken);
        Console.WriteLine($"Sample images: {string.Join(", ", done.Images)}");
        await silo.Services.GetRequiredService<StoryCatalog>()
            .Register(options.DemoDirectory, Caller.Local, cancellationToken);
    }

    private static IPAddress ListenAddress(string text) => IPAddress.TryParse(text.Trim('[', ']'), out var address)
        ? address
        : throw new StartException($"The address to listen on is '{text}', and must be an IP address (--listen).");

    private static EquatableArray<string> List(string variable) => (Variable(variable)?.Split(
        ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []).ToEquatableArray();

    /// <summary>Origins as browsers write them.</summary>
    private static EquatableArray<string> Origins(string variable)
    {
        var given = List(variable);
        return given.IsEmpty && Variable(variable) is not null
            ? throw new StartException($"{variable} is set, and names no origin.")
            : given.Select(Origin).ToEquatableArray();

        string Origin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var origin)
            && origin is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" } && !text.EndsWith('/')
            ? $"{origin.Scheme}://{origin.IdnHost}{(origin.IsDefaultPort ? "" : $":{origin.Port}")}"
            : throw new StartException($"{variable} has '{text}', and must have origins, such as https://example.org.");
    }

    private static Uri? Address(string name, string? text) => text is null
        ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            && address is { Query: "", Fragment: "" }
            ? address
            : throw new StartException($"{name} is '{text}', and must be an http or https address without query or fragment.");

    private static ThumbnailOptions ThumbnailBounds(ThumbnailOptions defaults) => defaults with
    {
        MaxSize = (int)Math.Clamp(Number("OMENGFF_MAX_THUMBNAIL_SIZE", defaults.MaxSize), ThumbnailOptions.MinSize, 8192),
        MaxChunks = (int)Math.Clamp(Number("OMENGFF_MAX_THUMBNAIL_CHUNKS", defaults.MaxChunks), 1, 1_000_000),
        MaxBytes = Math.Max(Number("OMENGFF_MAX_THUMBNAIL_BYTES", defaults.MaxBytes), 1),
        MaxParallel = (int)Math.Clamp(Number("OMENGFF_MAX_PARALLEL_THUMBNAILS", defaults.MaxParallel), 1, 1000),
        MaxCachedBytes = Number("OMENGFF_MAX_CACHED_THUMBNAIL_BYTES", defaults.MaxCachedBytes),
    };

    private static long Number(string variable, long fallback) => Variable(variable) is not { } text
        ? fallback
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new StartException($"{variable} is '{text}', and must be a number.");

    private static T Choice<T>(string variable, T fallback)
        where T : struct, Enum => Variable(variable) is not { } text
        ? fallback
        : Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(text, ignoreCase: true)
            : throw new StartException($"{variable} is '{text}', and must be one of "
                + $"{string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
