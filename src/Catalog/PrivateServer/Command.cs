using System.ComponentModel;
using System.Diagnostics;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>Prepares and runs programs, as another user where asked.</summary>
internal static class Command
{
    // The child sees nothing else of our environment: PG… variables would change the server, others may be secrets.
    private static readonly string[] PassedOn = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

    // BusyBox has a setpriv too, without the options that are needed here.
    private static readonly Lazy<string?> Setpriv = new(() =>
        FindOnPath("setpriv") is { } path
        && Output([path, "--version"]).Contains("util-linux", StringComparison.Ordinal)
            ? path
            : null);

    /// <summary>A program that runs in the foreground as the user, or as ourselves.</summary>
    public static ProcessStartInfo Prepare(IEnumerable<string> words, RunAsUser? user)
    {
        if (user is null)
        {
            return Plain(words);
        }

        if (Setpriv.Value is { } setpriv)
        {
            return Plain([setpriv, .. user.SetprivOptions, .. words]);
        }

        var start = Plain(words);
        start.UserName = user.Name;
        return start;
    }

    /// <summary>
    /// A program with a session of its own (Ctrl-C in our terminal does not reach it) that is told to shut down when
    /// the thread that started it ends, and writes to a file, so that it can go on writing after our death. Every
    /// word before the program's own replaces itself by the next one, so the process id stays the same.
    /// </summary>
    public static ProcessStartInfo PrepareDetached(IEnumerable<string> words, RunAsUser? user, string logFile)
    {
        string[] session = FindOnPath("setsid") is { } setsid ? [setsid] : [];
        string[] privileges = Setpriv.Value is { } setpriv
            ? [setpriv, .. user?.SetprivOptions ?? [], "--pdeathsig", "INT"]
            : [];
        var start = Plain(
        [
            "/bin/sh", "-c", """log=$1; shift; exec "$@" </dev/null >>"$log" 2>&1""", "sh", logFile,
            .. session, .. privileges, .. words,
        ]);
        foreach (var (name, value) in ServerSettings.Environment)
        {
            start.Environment[name] = value;
        }

        if (user is not null && privileges.Length == 0)
        {
            start.UserName = user.Name;
        }

        return start;
    }

    /// <summary>What a short program prints; the empty string when it fails.</summary>
    public static string Output(IEnumerable<string> words, RunAsUser? user = null)
    {
        try
        {
            using var process = Process.Start(Prepare(words, user))!;
            process.StandardInput.Close();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Trim() : "";
        }
        catch (Win32Exception)
        {
            return "";
        }
    }

    /// <summary>The full path of a program on <c>PATH</c>, or null.</summary>
    public static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Join(folder, program))
            .FirstOrDefault(File.Exists);

    private static ProcessStartInfo Plain(IEnumerable<string> words)
    {
        var all = words.ToArray();
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            UseShellExecute = false,

            // All three, or .NET would take the program for one that uses the terminal.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // The other user may not be allowed into our working directory.
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var name in PassedOn)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
