using System.Diagnostics;
using System.Globalization;

namespace OmeNgff.Tests.Support;

/// <summary>
/// A temporary folder that the user who runs the server can enter too, and that is gone after the test. Its name holds
/// the process id, so that the folders of killed test processes can be told and are removed by the next one.
/// </summary>
public sealed class TestFolder : IDisposable
{
    private const string Prefix = "omengff-test-";

    private static readonly string Root = CreateRoot();
    private static int _count;

    /// <summary>Creates an empty folder.</summary>
    public TestFolder()
    {
        Path = System.IO.Path.Join(Root, Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string CreateRoot()
    {
        foreach (var old in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(old)[Prefix.Length..];
            if (!int.TryParse(owner, CultureInfo.InvariantCulture, out var processId) || !IsAlive(processId))
            {
                TryDelete(old);
            }
        }

        var root = System.IO.Path.Join(System.IO.Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}");
        TryDelete(root);
        Directory.CreateDirectory(root);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            TestServer.Stop();
            TryDelete(root);
        };
        return root;
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there, or another user's.
        }
    }
}
