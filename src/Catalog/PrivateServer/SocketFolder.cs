using System.Security.Cryptography;
using System.Text;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>
/// The folder of the server's socket. Who may enter it may use the server, so it is open to the server's user only
/// (and root). It has a short path, for a socket's may not exceed 107 bytes, and the same one for the same data, so
/// that a killed process leaves at most one behind.
/// </summary>
internal sealed record SocketFolder(string Path)
{
    /// <summary>The number in the socket's name; nothing listens on a port.</summary>
    public const int Port = 5432;

    private const int LongestPath = 107;

    private static readonly string SocketName = $".s.PGSQL.{Port}";

    /// <summary>The folder that was asked for, or the one that belongs to the data.</summary>
    public static SocketFolder For(PrivateServerOptions options)
    {
        if (options.SocketDirectory is { } asked)
        {
            return new SocketFolder(System.IO.Path.GetFullPath(asked));
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(options.DataDirectory));
        var name = $"omengff-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
        var path = System.IO.Path.Join(System.IO.Path.GetTempPath(), name);
        return new SocketFolder(
            Encoding.UTF8.GetByteCount(path) + 1 + SocketName.Length <= LongestPath ? path : $"/tmp/{name}");
    }

    /// <summary>Makes the folder anew. One that another user has put there is never used.</summary>
    public void Create(RunAsUser? user)
    {
        Remove();
        if (!Posix.TryCreateFolder(Path))
        {
            throw new PrivateServerException(
                $"The folder {Path}, needed for the database's socket, cannot be created; "
                + "remove it if it is there, or set TMPDIR to another place.");
        }

        Posix.Give(Path, user);
        user?.CheckEntry(Path, "set TMPDIR to another place");
    }

    /// <summary>Removes the folder and what a server leaves in it; nothing else can lie there.</summary>
    public void Remove()
    {
        try
        {
            File.Delete(System.IO.Path.Join(Path, SocketName));
            File.Delete(System.IO.Path.Join(Path, SocketName + ".lock"));
            Directory.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there, or not ours: creating it will tell.
        }
    }
}
