using System.Globalization;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>The unprivileged user that runs the server when we are root: PostgreSQL refuses to run as root.</summary>
internal sealed record RunAsUser(string Name, int UserId, int GroupId)
{
    private static readonly string[] Preferred = ["postgres", "nobody"];

    /// <summary>What tells <c>setpriv</c> to become this user, and nothing more than it.</summary>
    public string[] SetprivOptions { get; } =
    [
        "--reuid", UserId.ToString(CultureInfo.InvariantCulture),
        "--regid", GroupId.ToString(CultureInfo.InvariantCulture),
        "--clear-groups",
    ];

    /// <summary>
    /// Null when we are not root, for then the server runs as we do. Otherwise the owner of an existing cluster, else
    /// <c>postgres</c>, else <c>nobody</c>.
    /// </summary>
    public static RunAsUser? Choose(string clusterDirectory)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        return OwnerOf(clusterDirectory)
            ?? Preferred.Select(Lookup).FirstOrDefault(user => user is not null)
            ?? throw new PrivateServerException(
                "PostgreSQL does not run as root and there is neither a user postgres nor a user nobody to run it as; "
                + "run this program as an ordinary user.");
    }

    /// <summary>Refuses a folder that this user cannot reach.</summary>
    public void CheckEntry(string folder, string cure)
    {
        if (FindClosedFolder(folder) is { } closed)
        {
            throw new PrivateServerException(
                $"PostgreSQL runs as the user {Name}, who may not enter the folder {closed}; {cure}.");
        }
    }

    // The first on the way to the folder, itself included.
    private string? FindClosedFolder(string path)
    {
        const string script = """for folder do [ -x "$folder" ] || { printf %s "$folder"; exit; }; done""";
        var folders = new List<string>();
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            folders.Insert(0, folder);
        }

        var closed = Command.Output(["/bin/sh", "-c", script, "sh", .. folders], this);
        return closed.Length == 0 ? null : closed;
    }

    private static RunAsUser? Lookup(string name) =>
        int.TryParse(Command.Output(["id", "-u", name]), CultureInfo.InvariantCulture, out var userId)
        && int.TryParse(Command.Output(["id", "-g", name]), CultureInfo.InvariantCulture, out var groupId)
            ? new RunAsUser(name, userId, groupId)
            : null;

    private static RunAsUser? OwnerOf(string folder)
    {
        // "drwx------ 19 101 104 …": the same on every Unix, unlike stat.
        var fields = Command.Output(["ls", "-ldn", folder]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4
            || !int.TryParse(fields[2], CultureInfo.InvariantCulture, out var userId)
            || !int.TryParse(fields[3], CultureInfo.InvariantCulture, out var groupId)
            || userId == 0)
        {
            return null;
        }

        var name = Command.Output(["id", "-un", fields[2]]);
        return new RunAsUser(name.Length == 0 ? fields[2] : name, userId, groupId);
    }
}
