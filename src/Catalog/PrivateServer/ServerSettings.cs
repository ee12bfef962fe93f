using System.Collections.Immutable;
using System.Globalization;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>
/// The settings that the server is started with; its own configuration files stay as <c>initdb</c> made them.
/// </summary>
internal static class ServerSettings
{
    /// <summary>
    /// What the environment of the server has. A search through an index fills some megabytes and frees them; the GNU C
    /// library by default gives them back to the operating system, and takes them anew, page by page, for the next one,
    /// which can cost more than the search. With these a connection keeps up to 32 MiB.
    /// </summary>
    public static readonly ImmutableArray<KeyValuePair<string, string>> Environment =
    [
        new("MALLOC_MMAP_THRESHOLD_", "33554432"),
        new("MALLOC_TRIM_THRESHOLD_", "33554432"),
        new("MALLOC_TOP_PAD_", "1048576"),
    ];

    /// <summary>The words after the program's name.</summary>
    public static IEnumerable<string> Arguments(PrivateServerOptions options, string clusterFolder, string socketFolder)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cluster_name"] = Cluster.Owner,
            ["listen_addresses"] = "",
            ["unix_socket_directories"] = socketFolder,
            ["port"] = SocketFolder.Port.ToString(CultureInfo.InvariantCulture),
            ["max_connections"] = options.MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["shared_buffers"] = options.SharedBuffers,
            ["wal_compression"] = "on",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_line_prefix"] = "%m [%p] ",
            ["lc_messages"] = "C",

            // Compiling a query costs more than any of the catalog's queries takes.
            ["jit"] = "off",
        };
        if (!options.Durable)
        {
            settings["fsync"] = "off";
            settings["synchronous_commit"] = "off";
            settings["full_page_writes"] = "off";
            settings["wal_level"] = "minimal";
            settings["max_wal_senders"] = "0";
        }

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        var words = settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"]);
        return ["-D", clusterFolder, .. words];
    }
}
