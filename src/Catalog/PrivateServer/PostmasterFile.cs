using System.Globalization;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>What a server writes about itself into its cluster's folder, <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterFile(string Path, string Text)
{
    // Process id, folder and time of start; the lines after them change while the server runs.
    private const int IdentityLines = 3;
    private const int SocketLine = 4;
    private const int StatusLine = 7;

    private readonly string[] _lines = Text.Split('\n');

    /// <summary>The server's process id, or 0 when the file is not written yet.</summary>
    public int ProcessId => int.TryParse(_lines[0], CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>The folder of the server's socket, or null when the file is not written yet.</summary>
    public string? SocketFolder => _lines.Length > SocketLine ? _lines[SocketLine] : null;

    /// <summary>Whether the server accepts connections.</summary>
    public bool IsReady => _lines.Length > StatusLine && _lines[StatusLine].Trim() is "ready";

    /// <summary>Reads the file, or null when there is none.</summary>
    public static PostmasterFile? Read(string clusterFolder)
    {
        var path = System.IO.Path.Join(clusterFolder, "postmaster.pid");
        try
        {
            return new PostmasterFile(path, File.ReadAllText(path));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the process of that id is a server on this very folder: the id may have been given to another process
    /// since. Null when that cannot be found out.
    /// </summary>
    public bool? IsServerAlive()
    {
        if (ProcessId == 0 || !Posix.Exists(ProcessId))
        {
            return false;
        }

        if (!Directory.Exists("/proc/self"))
        {
            return null;
        }

        try
        {
            // A server works in its cluster's folder.
            var seenByIt = new PostmasterFile("", File.ReadAllText($"/proc/{ProcessId}/cwd/postmaster.pid"));
            return seenByIt._lines.Take(IdentityLines).SequenceEqual(_lines.Take(IdentityLines));
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // In a container even root may not be allowed to look there.
            return IsNamedLikeServer() ? null : false;
        }
    }

    private bool IsNamedLikeServer()
    {
        try
        {
            var program = File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0', ' ')[0];
            return System.IO.Path.GetFileName(program).StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
