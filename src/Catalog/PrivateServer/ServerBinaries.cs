using System.Globalization;
using System.Text.RegularExpressions;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>The programs of one PostgreSQL installation.</summary>
internal sealed partial record ServerBinaries(string Directory, int MajorVersion)
{
    /// <summary>The oldest PostgreSQL that the catalog works with.</summary>
    public const int OldestVersion = 15;

    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>The program that creates a cluster.</summary>
    public string Initdb => Path.Join(Directory, "initdb");

    /// <summary>The server.</summary>
    public string Postgres => Path.Join(Directory, "postgres");

    /// <summary>
    /// Finds an installation. A cluster can be opened only by the major version that made it, so where there is one
    /// already that version is taken; otherwise the first that is new enough.
    /// </summary>
    public static ServerBinaries Find(string? directory, int? clusterVersion)
    {
        var named = directory ?? NullIfEmpty(Environment.GetEnvironmentVariable("OMENGFF_PG_BIN"));
        var found = (named is null ? OnThisMachine() : [named]).Select(Inspect).OfType<ServerBinaries>().ToList();
        if (found.Count == 0)
        {
            throw new PrivateServerException(
                named is null
                    ? "No PostgreSQL is installed here: run deploy/install-postgres, name the folder of its programs in "
                        + "OMENGFF_PG_BIN, or give the address of a server with --database."
                    : $"The folder {named} does not hold the PostgreSQL programs postgres and initdb.");
        }

        var fitting = found.Find(binaries =>
            clusterVersion is null ? binaries.MajorVersion >= OldestVersion : binaries.MajorVersion == clusterVersion);
        return fitting switch
        {
            null when clusterVersion is not null => throw new PrivateServerException(
                $"The data was made by PostgreSQL {clusterVersion} and can be opened only by it, "
                + $"but this is PostgreSQL {found[0].MajorVersion} ({found[0].Directory})."),
            null => throw TooOld(found[0]),
            { MajorVersion: < OldestVersion } => throw TooOld(fitting),
            _ => fitting,
        };
    }

    private static PrivateServerException TooOld(ServerBinaries binaries) => new(
        $"PostgreSQL {OldestVersion} or newer is needed, "
        + $"and {binaries.Directory} is PostgreSQL {binaries.MajorVersion}.");

    private static IEnumerable<string> OnThisMachine()
    {
        if (System.IO.Directory.Exists(DebianFolder))
        {
            var newestFirst = System.IO.Directory.GetDirectories(DebianFolder)
                .Select(folder => (folder, version: int.TryParse(
                    Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0))
                .OrderByDescending(entry => entry.version);
            foreach (var (folder, _) in newestFirst)
            {
                yield return Path.Join(folder, "bin");
            }
        }

        // What is on PATH may be a link into the folder that has initdb beside it.
        if (Command.FindOnPath("postgres") is { } postgres)
        {
            var target = File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres;
            yield return Path.GetDirectoryName(target)!;
            yield return Path.GetDirectoryName(postgres)!;
        }
    }

    private static ServerBinaries? Inspect(string directory)
    {
        var binaries = new ServerBinaries(Path.GetFullPath(directory), 0);
        if (!File.Exists(binaries.Initdb) || !File.Exists(binaries.Postgres))
        {
            return null;
        }

        var version = Version().Match(Command.Output([binaries.Postgres, "--version"]));
        return version.Success
            ? binaries with { MajorVersion = int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture) }
            : null;
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
