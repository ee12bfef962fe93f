using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace OmeNgff.Browser.Tests.Clients;

/// <summary>What the clients need. Looked for once; where something cannot be had, tests are skipped with the reason.</summary>
internal static class Prerequisites
{
    /// <summary>The folder of the programs that run the clients.</summary>
    public static string ClientsFolder { get; } = Metadata("Clients");

    private static readonly Lazy<string?> MissingClients = new(FindClients);
    private static readonly Lazy<string?> MissingBrowser = new(FindBrowser);
    private static readonly Lazy<string?> MissingPython = new(() => Run(
        "/usr/bin/python3", ClientsFolder, "-c", "import zarr, fsspec, aiohttp; assert zarr.__version__ < '3'") is null
        ? null
        : "python3-zarr, python3-fsspec and python3-aiohttp of Debian are not here");

    /// <summary>The folder of the bundled viewer.</summary>
    public static string ViewerFolder { get; } = Path.GetFullPath(Path.Join(Metadata("Repository"), "artifacts", "viewer"));

    /// <summary>Chromium.</summary>
    public static string? Chromium { get; } = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Join(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Why there are no clients in Node.js, or null.</summary>
    public static string? WithoutClients => MissingClients.Value;

    /// <summary>Why there is no browser with clients in it, or null.</summary>
    public static string? WithoutBrowser => MissingBrowser.Value;

    /// <summary>Why there is no zarr-python 2, or null.</summary>
    public static string? WithoutPython => MissingPython.Value;

    private static string? FindBrowser()
    {
        if (MissingClients.Value is { } missing)
        {
            return missing;
        }

        if (Chromium is null)
        {
            return "Chromium is not here";
        }

        var build = Path.Join(Metadata("Repository"), "deploy", "build-viewer");
        return Run("bash", ClientsFolder, build) is { } reason ? $"the viewer cannot be built: {reason}" : null;
    }

    private static string? FindClients()
    {
        if (Run("node", ClientsFolder, "-e", "process.exit(+(+process.versions.node.split('.')[0] < 20))") is not null
            || Run("npm", ClientsFolder, "--version") is not null)
        {
            return "Node.js 20 and npm are not here";
        }

        var installed = Path.Join(ClientsFolder, "node_modules", ".installed");
        var wanted = File.ReadAllText(Path.Join(ClientsFolder, "package-lock.json"));
        if (!File.Exists(installed) || File.ReadAllText(installed) != wanted)
        {
            if (Run("npm", ClientsFolder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
                "--fetch-retries=1", "--fetch-timeout=30000") is { } failure)
            {
                return $"npm cannot install the clients: {failure}";
            }

            File.WriteAllText(installed, wanted);
        }

        return null;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Null where it succeeded, else the last line that it said.</returns>
    private static string? Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var said = new StringBuilder();
            DataReceivedEventHandler add = (_, line) =>
            {
                lock (said)
                {
                    said.AppendLine(line.Data);
                }
            };
            process.OutputDataReceived += add;
            process.ErrorDataReceived += add;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0
                ? null
                : said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .LastOrDefault() ?? $"{program} failed";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }

    private static string Metadata(string key) => typeof(Prerequisites).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}

/// <summary>A test with clients in a browser; skipped where npm or Chromium cannot be had.</summary>
internal sealed class FactWithBrowserAttribute : FactAttribute
{
    public FactWithBrowserAttribute() => Skip = Prerequisites.WithoutBrowser;
}

/// <summary>A test with Debian's zarr-python; skipped where that is not there.</summary>
internal sealed class FactWithPythonAttribute : FactAttribute
{
    public FactWithPythonAttribute() => Skip = Prerequisites.WithoutPython ?? Prerequisites.WithoutBrowser;
}

/// <summary>A test with clients in Node.js and Debian's zarr-python; skipped where they are not there.</summary>
internal sealed class FactWithFormatsAttribute : FactAttribute
{
    public FactWithFormatsAttribute() => Skip = Prerequisites.WithoutPython ?? Prerequisites.WithoutClients;
}
