using System.Diagnostics;
using System.Globalization;
using System.Text;
using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Hosting;

/// <summary>The program as it is shipped, in a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const string Ready = "OmeNgff is ready: ";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _data;
    private HttpClient? _http;

    private SiloProcess(Process process, string? data)
    {
        (_process, _data) = (process, data);
        process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it has written to its error stream so far.</summary>
    public string Errors => Text(_errors);

    /// <summary>A client whose base address is that of the silo, once it is ready.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("The silo is not ready.");

    /// <summary>The API of the silo, once it is ready.</summary>
    public Api Api => new(Http);

    public Uri Address => _http!.BaseAddress!;

    /// <summary>The private server's process and those that it began.</summary>
    public IReadOnlyList<ProcessMark> Servers()
    {
        var line = File.ReadLines(Path.Join(_data!, "postgres", "postmaster.pid")).First();
        var server = int.Parse(line, CultureInfo.InvariantCulture);
        return ProcessMark.Of(server) is { } mark ? [mark, .. ProcessMark.ChildrenOf(server)] : [];
    }

    /// <summary>Starts the program with these arguments; its temporary files lie in a folder.</summary>
    public static SiloProcess Launch(
        TestFolder folder, string[] arguments, string? data = null, params (string Name, string Value)[] environment)
    {
        var program = typeof(SiloApplication).Assembly.Location;
        return Run(folder, ["dotnet", program, .. arguments], data, environment);
    }

    /// <summary>Starts a program that is a silo, or that runs one.</summary>
    public static SiloProcess Run(
        TestFolder folder, string[] command, string? data, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            Environment = { ["TMPDIR"] = folder.Path },
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("OMENGFF_", StringComparison.Ordinal)
            && name != "OMENGFF_PG_BIN").ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SiloProcess(Process.Start(start)!, data);
    }

    /// <summary>Starts the program on a folder of data and waits until it is ready.</summary>
    public static async Task<SiloProcess> Start(TestFolder folder, params string[] arguments)
    {
        var data = Path.Join(folder.Path, "data");
        var silo = Launch(folder, ["--data", data, "--port", "0", .. arguments], data);
        try
        {
            await silo.WaitUntilReady();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the line that says the address.</summary>
    public async Task WaitUntilReady()
    {
        var ended = _process.WaitForExitAsync();
        await Task.WhenAny(_ready.Task, ended).WaitAsync(Patience.Limit);
        var address = _ready.Task.IsCompleted ? await _ready.Task : null;
        Assert.True(address is not null, $"The silo ended with {Describe()}");
        _http = new HttpClient { BaseAddress = address };
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> Ended()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return _process.ExitCode;
    }

    /// <summary>Asserts an end with a failure that is told in one sentence; returns the sentence.</summary>
    public async Task<string> Refused()
    {
        var code = await Ended();
        Assert.True(code != 0, "The exit code is 0.");
        var sentence = Errors.TrimEnd('\n');
        Assert.True(sentence.Length is > 10 and < 500, Describe());
        Assert.False(sentence.Contains('\n', StringComparison.Ordinal), Describe());
        Assert.DoesNotContain("Exception", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(Ready, Output, StringComparison.Ordinal);
        return sentence;
    }

    /// <summary>Sends a signal to the program alone.</summary>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Kills the program and all that it began, without warning.</summary>
    public async Task KillAll()
    {
        _process.Kill(entireProcessTree: true);
        await Ended();
    }

    public async ValueTask DisposeAsync()
    {
        var servers = _data is not null && File.Exists(Path.Join(_data, "postgres", "postmaster.pid")) ? Servers() : [];
        if (!_process.HasExited)
        {
            await KillAll();
        }

        // Also after a test that failed, nothing may be left running.
        foreach (var server in servers)
        {
            server.Kill();
        }

        await Patience.Until("PostgreSQL has ended", () => !servers.Any(server => server.IsAlive()));
        _http?.Dispose();
        _process.Dispose();
    }

    private void Take(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.Append(line).Append('\n');
        }

        // Also where it is the message of a JSON object.
        if (text == _output && line.IndexOf(Ready, StringComparison.Ordinal) is >= 0 and var at)
        {
            _ready.TrySetResult(new Uri(line[(at + Ready.Length)..].Split('"')[0]));
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private string Describe() => $"{(_process.HasExited ? _process.ExitCode : null)}: {Output}{Errors}";
}
