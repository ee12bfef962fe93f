
namespace OmeNgff.Catalog.PrivateServer;

/// <summary>The file that the server writes its messages to.</summary>
internal sealed class ServerLog
{
    private const long RotatedAbove = 10 * 1024 * 1024;
    private const int TailBytes = 16 * 1024;
    private const int TailLines = 20;

    private readonly long _start;

    private ServerLog(string path, long start) => (Path, _start) = (path, start);

    /// <summary>Where the log lies.</summary>
    public string Path { get; }

    /// <summary>The log of the server that belongs to a data folder.</summary>
    public static string PathIn(string dataDirectory) => System.IO.Path.Join(dataDirectory, "postgres.log");

    /// <summary>Opens the log at its end. A long one is put aside first, in place of an earlier one.</summary>
    public static ServerLog Open(string dataDirectory, RunAsUser? user)
    {
        var path = PathIn(dataDirectory);
        if (File.Exists(path) && new FileInfo(path).Length > RotatedAbove)
        {
            File.Move(path, path + ".1", overwrite: true);
        }

        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        Posix.Give(path, user);
        return new ServerLog(path, file.Length);
    }

    /// <summary>The last lines since the log was opened, oldest first.</summary>
    public string[] Tail()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(_start, file.Length - TailBytes);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(TailLines).ToArray();
    }

    /// <summary>An exception whose sentence ends with the line that says why.</summary>
    public PrivateServerException Failure(string what)
    {
        var tail = Tail();
        var reason = Array.Find(tail, line => Says(line, "FATAL:") || Says(line, "PANIC:"))
            ?? Array.FindLast(tail, line => Says(line, "error:"))
            ?? (tail.Length == 0 ? null : tail[^1]);
        var sentence = reason is null
            ? $"{what}; its log {Path} says nothing."
            : $"{what}, see {Path}: {reason.Trim()}";
        return new PrivateServerException(sentence) { LogTail = tail };
    }

    private static bool Says(string line, string word) => line.Contains(word, StringComparison.Ordinal);
}
