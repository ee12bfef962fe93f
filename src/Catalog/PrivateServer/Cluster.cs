using System.Globalization;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>The folder in which the server keeps its databases.</summary>
internal sealed record Cluster(string Folder)
{
    /// <summary>The server's only user, and the name of the database.</summary>
    public const string Owner = "omengff";

    // A new cluster grows beside its final place and is renamed when it is complete.
    private string UnfinishedPrefix => Path.GetFileName(Folder) + ".new-";

    /// <summary>The major version that made the cluster; null when there is none yet.</summary>
    public int? MajorVersion
    {
        get
        {
            var file = Path.Join(Folder, "PG_VERSION");
            if (File.Exists(file))
            {
                return int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture);
            }

            return !Directory.Exists(Folder) || !Directory.EnumerateFileSystemEntries(Folder).Any()
                ? null
                : throw new PrivateServerException(
                    $"The folder {Folder} holds something other than a PostgreSQL cluster; "
                    + "choose another folder with --data DIR.");
        }
    }

    /// <summary>Creates the cluster, and removes what interrupted creations have left.</summary>
    public async Task Create(
        ServerBinaries binaries, RunAsUser? user, ServerLog log, bool durable, CancellationToken cancellationToken)
    {
        foreach (var unfinished in Directory.GetDirectories(Path.GetDirectoryName(Folder)!, UnfinishedPrefix + "*"))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        var folder = Path.Join(Path.GetDirectoryName(Folder), UnfinishedPrefix + Guid.NewGuid().ToString("N")[..8]);
        if (!Posix.TryCreateFolder(folder))
        {
            throw new PrivateServerException($"The folder {folder} cannot be created.");
        }

        Posix.Give(folder, user);

        // Whoever reaches the socket is trusted: its folder is closed to others. Sorting is by code point, so that an
        // index stays valid when the machine's language data changes.
        string[] options =
        [
            "--pgdata", folder, "--username", Owner, "--auth", "trust", "--encoding", "UTF8",
            "--data-checksums", "--no-instructions",
            .. OperatingSystem.IsMacOS() ? (string[])["--locale=C", "--lc-ctype=UTF-8"] : ["--locale=C.UTF-8"],
            .. durable ? (string[])[] : ["--no-sync"],
        ];
        var initdb = await ServerProcess.Start([binaries.Initdb, .. options], user, log.Path);
        await using (cancellationToken.Register(() => initdb.Send(Posix.Signal.Interrupt)))
        {
            var exitCode = await initdb.Ended;
            cancellationToken.ThrowIfCancellationRequested();
            if (exitCode != 0)
            {
                throw log.Failure("PostgreSQL cannot create its data folder");
            }
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder);
        }

        Directory.Move(folder, Folder);
    }
}
