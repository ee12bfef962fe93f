using System.Net;
using OmeNgff.Catalog.Observability;
using OmeNgff.Catalog.Search;
using OmeNgff.Grains.Views;
using OmeNgff.Ngff;
using OmeNgff.Silo.Cluster;
using OmeNgff.Silo.Observability;
using OmeNgff.Silo.Thumbnails;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Fields;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Hosting;

/// <summary>How a silo runs. From the command line, or environment variables of the same meaning.</summary>
public sealed record SiloOptions
{
    /// <summary>The port; 0 takes a free one. Default 8080. <c>--port</c>, <c>OMENGFF_PORT</c>.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The IP address that HTTP listens on; 0.0.0.0 or :: for all that the machine has. Default 127.0.0.1.
    /// <c>--listen</c>, <c>OMENGFF_LISTEN</c>.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>The host names that requests may name, beside localhost, the address that is listened on and that of
    /// <see cref="PublicAddress"/>; <c>*.example.org</c> stands for all below. Default: none. <c>OMENGFF_ALLOWED_HOSTS</c>
    /// (separated by commas).</summary>
    public EquatableArray<string> AllowedHosts { get; init; }

    /// <summary>The origins whose pages may read, such as <c>https://viewer.example.org</c>; those of any other origin than the
    /// node's own may not. Default: none, and then all may. <c>OMENGFF_ALLOWED_ORIGINS</c> (separated by commas).</summary>
    public EquatableArray<string> AllowedOrigins { get; init; }

    /// <summary>How the node takes part in a cluster.</summary>
    public MembershipOptions Membership { get; init; } = new();

    /// <summary>Which views a node of a cluster keeps copies of. The environment has <c>OMENGFF_MIN_HOT_READS</c> and
    /// <c>OMENGFF_MAX_HOT_VIEWS</c>.</summary>
    public HotViewOptions HotViews { get; init; } = new();

    /// <summary>The folder of the private PostgreSQL server and of the demo. Default <c>./.data</c>. <c>--data</c>,
    /// <c>OMENGFF_DATA</c>.</summary>
    public string DataDirectory { get; init; } = "./.data";

    /// <summary>The folders that <c>file:</c> imports may read. <c>--root</c> (repeatable), <c>OMENGFF_ROOTS</c>
    /// (separated as <c>PATH</c> is).</summary>
    public EquatableArray<string> Roots { get; init; }

    /// <summary>The folders in which the documents of images may be written too, and which may be read; that of
    /// the demo always is. Default: none.
    /// <c>--writable-root</c> (repeatable), <c>OMENGFF_WRITABLE_ROOTS</c> (separated as <c>PATH</c> is).</summary>
    public EquatableArray<string> WritableRoots { get; init; }

    /// <summary>The addresses beyond folders below which stores may be opened, and how chunks reach viewers. Default:
    /// none. From the file that <c>--stores</c>, <c>OMENGFF_STORES</c> names (<see cref="StoresFile"/>).</summary>
    public EquatableArray<StorePrefix> Stores { get; init; }

    /// <summary>A connection string, or null for a private server. <c>--database</c>,
    /// <c>OMENGFF_DATABASE</c>.</summary>
    public string? Database { get; init; }

    /// <summary>How long a start waits for a database that does not answer (limit <c>MaxStartWait</c>): where all is started at
    /// once, the database is the last to be ready. Default 60 s. <c>OMENGFF_MAX_START_WAIT</c>, in seconds.</summary>
    public TimeSpan MaxStartWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection string of a replica that searches read from, or null. <c>--read-database</c>,
    /// <c>OMENGFF_READ_DATABASE</c>.</summary>
    public string? ReadDatabase { get; init; }

    /// <summary>True to make and import the small sample images. <c>--demo</c>.</summary>
    public bool Demo { get; init; }

    /// <summary>The largest request body in bytes (limit <c>MaxRequestBodyBytes</c>). Default 16 MiB.
    /// <c>OMENGFF_MAX_REQUEST_BODY_BYTES</c>.</summary>
    public long MaxRequestBodyBytes { get; init; } = 16L << 20;

    /// <summary>How many lines of one batch are registered at a time (limit <c>MaxBatchParallel</c>). Default 64.
    /// <c>OMENGFF_MAX_BATCH_PARALLEL</c>.</summary>
    public int MaxBatchParallel { get; init; } = 64;

    /// <summary>How searches share the database. The environment has <c>OMENGFF_MAX_PARALLEL_SEARCHES</c>,
    /// <c>OMENGFF_MAX_PARALLEL_SEARCHES_BESIDE_WRITES</c> and <c>OMENGFF_MAX_REPLICA_LAG</c>, in seconds.</summary>
    public SearchOptions Search { get; init; } = new();

    /// <summary>How the log is written. <c>OMENGFF_LOG_FORMAT</c>.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>What is logged of the catalog itself; of frameworks no more than warnings. <c>OMENGFF_LOG_LEVEL</c>.
    /// </summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Which statements are logged for being slow. The environment has <c>OMENGFF_SLOW_QUERY_MILLISECONDS</c>.
    /// </summary>
    public SlowStatementOptions SlowStatements { get; init; } = new();

    /// <summary>Bounds on documents read from stores and, for the depth, on request bodies.</summary>
    public StoreLimits StoreLimits { get; init; } = new();

    /// <summary>Bounds on displacement and coordinate fields that points are carried through.</summary>
    public FieldLimits FieldLimits { get; init; } = new();

    /// <summary>How many bytes of decoded chunks of fields are kept (limit <c>MaxCachedBytes</c>). Default 256 MiB.
    /// <c>OMENGFF_MAX_CACHED_BYTES</c>.</summary>
    public long MaxCachedBytes { get; init; } = ChunkCache.DefaultMaxBytes;

    /// <summary>Bounds on the pictures of images. The environment has <c>OMENGFF_MAX_THUMBNAIL_SIZE</c>,
    /// <c>OMENGFF_MAX_THUMBNAIL_CHUNKS</c>, <c>OMENGFF_MAX_THUMBNAIL_BYTES</c>, <c>OMENGFF_MAX_PARALLEL_THUMBNAILS</c> and
    /// <c>OMENGFF_MAX_CACHED_THUMBNAIL_BYTES</c>.</summary>
    public ThumbnailOptions Thumbnails { get; init; } = new();

    /// <summary>How many folders deep an import looks (limit <c>MaxImportDepth</c>). Default 32.</summary>
    public int MaxImportDepth { get; init; } = 32;

    /// <summary>The address under which the outside knows this catalog, or null: that of each request.
    /// <c>--public-address</c>, <c>OMENGFF_PUBLIC_ADDRESS</c>.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>The Neuroglancer that links lead to, or null: that of the catalog, <c>/viewer/</c>, where it was built, else
    /// the public one. <c>OMENGFF_NEUROGLANCER</c>.</summary>
    public Uri? Neuroglancer { get; init; }

    /// <summary>The vizarr that links lead to. <c>OMENGFF_VIZARR</c>.</summary>
    public Uri Vizarr { get; init; } = new("https://hms-dbmi.github.io/vizarr/");

    /// <summary>The OME-NGFF validator that links lead to. <c>OMENGFF_VALIDATOR</c>.</summary>
    public Uri Validator { get; init; } = new("https://ome.github.io/ome-ngff-validator/");

    /// <summary>The folder of the bundled viewer, as <c>deploy/build-viewer</c> makes it. Default: <c>viewer</c> beside the
    /// program. <c>OMENGFF_VIEWER_DIRECTORY</c>.</summary>
    public string ViewerDirectory { get; init; } = Path.Combine(AppContext.BaseDirectory, "viewer");

    /// <summary>Where the demo's images lie.</summary>
    public string DemoDirectory => Path.Combine(Path.GetFullPath(DataDirectory), "demo");

    /// <summary>All folders that may be read.</summary>
    public EquatableArray<string> ReadableFolders => Roots.Concat(WritableRoots).Append(DemoDirectory)
        .Select(Path.GetFullPath).ToEquatableArray();
}
