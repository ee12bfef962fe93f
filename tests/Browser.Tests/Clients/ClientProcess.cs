using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmeNgff.Browser.Tests.Clients;

/// <summary>A program that runs clients of others: one call at a time, a line of JSON each way.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Task<string> _errors;
    private int _calls;

    private ClientProcess(ProcessStartInfo start)
    {
        start.WorkingDirectory = Prerequisites.ClientsFolder;
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Node.js with Chromium.</summary>
    public static ClientProcess Browser() => new(new ProcessStartInfo(
        "node", ["clients.mjs", Prerequisites.ViewerFolder, Prerequisites.Chromium!]));

    /// <summary>zarr-python, which opens hierarchies.</summary>
    public static ClientProcess Python() => new(new ProcessStartInfo("/usr/bin/python3", ["python_zarr.py"]));

    /// <summary>zarr-python and numcodecs, which write images.</summary>
    public static ClientProcess FormatWriter() => new(new ProcessStartInfo("/usr/bin/python3", ["formats.py"]));

    /// <summary>zarrita in Node.js, which reads arrays.</summary>
    public static ClientProcess Zarrita() => new(new ProcessStartInfo("node", ["zarrita.mjs"]));

    /// <summary>Calls a client.</summary>
    /// <exception cref="ClientFailedException">The client failed; the message is its own.</exception>
    public async Task<JsonNode> Call(string call, params object?[] arguments)
    {
        var id = Interlocked.Increment(ref _calls);
        var answer = JsonNode.Parse(await Line(JsonSerializer.Serialize(new { id, call, arguments })))!;
        return (string?)answer["error"] is { } failure
            ? throw new ClientFailedException($"{call}({string.Join(", ", arguments)}): {failure}")
            : answer["value"] ?? JsonValue.Create("")!;
    }

    /// <summary>Sends a line and waits for one.</summary>
    public async Task<string> Line(string line)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            return await _process.StandardOutput.ReadLineAsync()
                ?? throw new ClientFailedException($"{line}: the program ended: {await _errors}");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }
}

/// <summary>A client could not do what it was asked for.</summary>
internal sealed class ClientFailedException(string message) : Exception(message);
