using OmeNgff.Ngff;

namespace OmeNgff.Zarr.Stores;

/// <summary>Which stores may be opened, and how much is read from them.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// The folders whose content may be read. Default: none. Symbolic links in them are followed at every opening of a
    /// store; a folder that does not exist yet is allowed.
    /// </summary>
    public EquatableArray<string> Roots { get; init; }

    /// <summary>
    /// The folders in which documents may be replaced too (<see cref="StoreFactory.OpenForWriting"/>); they may also be
    /// read. Default: none. Links are followed as for <see cref="Roots"/>.
    /// </summary>
    public EquatableArray<string> WritableRoots { get; init; }

    /// <summary>
    /// The <c>http:</c>, <c>https:</c> and <c>s3:</c> addresses below which stores may be opened, and how their chunks
    /// reach viewers; entries of <c>file:</c> say only the latter. The longest that contains an address decides. Default:
    /// none.
    /// </summary>
    public EquatableArray<StorePrefix> Prefixes { get; init; }

    /// <summary>
    /// How any <c>s3:</c> address is read that lies below none of <see cref="Prefixes"/>; null where none is. Default:
    /// null. What is said of <see cref="AllowHttp"/> counts for this too.
    /// </summary>
    public S3Access? AnyS3 { get; init; }

    /// <summary>
    /// Whether any <c>http:</c> and <c>https:</c> address is opened, and any redirect followed. Default: false. A process that opens addresses
    /// which others name would fetch for them whatever it can reach itself, its own network included (server-side
    /// request forgery), so this is for a program that acts for the one person who runs it.
    /// </summary>
    public bool AllowHttp { get; init; }

    /// <summary>How much is read, and how long it is waited for.</summary>
    public StoreLimits Limits { get; init; } = new();
}

/// <summary>Bounds on what is read from stores, which anybody may have written.</summary>
public sealed record StoreLimits
{
    /// <summary>The largest document that is read, in bytes. Default: 64 MiB.</summary>
    public long MaxDocumentBytes { get; init; } = 64L << 20;

    /// <summary>How many objects and arrays may be nested in each other. Default: 64.</summary>
    public int MaxDocumentDepth { get; init; } = 64;

    /// <summary>
    /// How long a connection to an HTTP server may take, names, proxy and encryption included. Default: 10 seconds.
    /// It counts for the connections of the client that <see cref="StoreFactory"/> makes, not for a given one.
    /// </summary>
    public TimeSpan HttpConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one object may be waited for over HTTP, from its opening until its last byte was read, with redirects.
    /// The reader's own pauses do not count. Default: 2 minutes.
    /// </summary>
    public TimeSpan HttpObjectTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long an HTTP server may be silent: before its answer begins, and between its parts. Default: 30 seconds.
    /// </summary>
    public TimeSpan HttpSilenceTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many connections there are to one HTTP server at a time; who comes then waits for one. They are kept for
    /// reuse for a minute. Default: 128. It counts for the connections of the clients that <see cref="StoreFactory"/>
    /// makes.
    /// </summary>
    public int MaxHttpConnections { get; init; } = 128;

    /// <summary>How many redirects are followed for one object. Default: 5.</summary>
    public int MaxHttpRedirects { get; init; } = 5;

    /// <summary>
    /// How many bytes are held to find the end of an HTTP object whose length is not known, when its last bytes are
    /// asked for and the server does not cut them out. Default: 16 MiB.
    /// </summary>
    public int MaxHttpSuffixBytes { get; init; } = 16 << 20;

    /// <summary>How many folders deep the nodes of a hierarchy may lie below its root. Default: 32.</summary>
    public int MaxHierarchyDepth { get; init; } = 32;

    /// <summary>
    /// How many groups, arrays and other folders of one hierarchy are looked at. Default: 100 000, a plate of 1536
    /// wells with nine fields of five levels.
    /// </summary>
    public int MaxHierarchyNodes { get; init; } = 100_000;

    /// <summary>How many bytes the documents of one hierarchy may have together. Default: 1 GiB.</summary>
    public long MaxHierarchyBytes { get; init; } = 1L << 30;

    /// <summary>How many documents of a hierarchy are read at a time. Default: 16.</summary>
    public int MaxParallelReads { get; init; } = 16;
}
