namespace OmeNgff.Catalog.PrivateServer;

/// <summary>Where a private PostgreSQL server keeps its data, and how it runs.</summary>
public sealed record PrivateServerOptions
{
    /// <summary>The folder that holds everything: <c>postgres/</c>, <c>postgres.log</c> and <c>lock</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// The folder with <c>postgres</c> and <c>initdb</c>. By default the one that the environment variable
    /// <c>OMENGFF_PG_BIN</c> names, else the newest under <c>/usr/lib/postgresql</c>, else the one on <c>PATH</c>.
    /// </summary>
    public string? BinaryDirectory { get; init; }

    /// <summary>
    /// The folder of the server's socket, which is created and removed; its path may have 90 bytes. Default one in the
    /// folder for temporary files.
    /// </summary>
    public string? SocketDirectory { get; init; }

    /// <summary>Whether a commit survives a loss of power. Default true; false is for tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How many connections the server accepts. Default 100.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>The server's page cache, in PostgreSQL's notation. Default 128MB.</summary>
    public string SharedBuffers { get; init; } = "128MB";

    /// <summary>More settings of the server by name. They win over the ones chosen here. Default none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start may take, crash recovery included. Default 2 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a server that a crash left behind may take to end. Default 10 seconds.</summary>
    public TimeSpan OrphanTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stop may take before the server is told to stop at once. Default 30 seconds.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
