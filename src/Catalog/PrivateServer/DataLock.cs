using System.Globalization;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>
/// Keeps a data folder for one process: an exclusive lock on the file <c>lock</c>, which the operating system drops
/// when the process ends, however it ends. The file <c>owner</c> beside it is for the message only.
/// </summary>
internal sealed class DataLock : IDisposable
{
    // A process that was just killed keeps its locks until the kernel has taken it apart.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private DataLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or says who has it.</summary>
    public static async Task<DataLock> Take(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var file = TryOpen(Path.Join(folder, "lock"));
            if (file is not null)
            {
                await File.WriteAllTextAsync(
                    OwnerFile(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);
                return new DataLock(file);
            }

            if (time.GetElapsedTime(begin) > Patience)
            {
                throw InUse(folder, Owner(folder));
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>The refusal of a folder that another process uses.</summary>
    public static PrivateServerException InUse(string folder, string? processId) => new(
        $"The data folder {folder} is in use by another process{(processId is null ? "" : $" (pid {processId})")}; "
        + "stop that one or choose another folder with --data DIR.");

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }

    private static string? Owner(string folder)
    {
        try
        {
            return File.ReadAllText(OwnerFile(folder)) is { Length: > 0 } text ? text : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string OwnerFile(string folder) => Path.Join(folder, "owner");
}
