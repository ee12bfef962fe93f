using OmeNgff.Silo.Tests.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>A silo that is killed and started again on the same data, at another address each time.</summary>
internal sealed class RestartedSilo(TestFolder folder) : Served, IAsyncDisposable
{
    private SiloProcess? _process;
    private TaskCompletionSource<Api> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override Task<Api> Api => Volatile.Read(ref _ready).Task;

    public async Task Start()
    {
        _process = await SiloProcess.Start(folder);
        _ready.TrySetResult(new Api(_process.Http));
    }

    /// <summary>Kills the silo and all that it started, without warning, and starts it again.</summary>
    public async Task KillAndStart()
    {
        Volatile.Write(ref _ready, new TaskCompletionSource<Api>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _process!.KillAll();
        await _process.DisposeAsync();
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
