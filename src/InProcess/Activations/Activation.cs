using Microsoft.Extensions.DependencyInjection;
using OmeNgff.InProcess.Calls;
using Orleans;
using Orleans.Concurrency;

namespace OmeNgff.InProcess.Activations;

/// <summary>
/// One grain in memory, with the calls that run and wait. A call that is not
/// <see cref="AlwaysInterleaveAttribute">interleaved</see> waits for the one that runs, in the order they came.
/// </summary>
internal sealed class Activation
{
    private readonly ActivationDirectory _directory;
    private readonly Lock _gate = new();
    private readonly Queue<GrainCall> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Grain? _grain;
    private AsyncServiceScope _services;
    private ActivationState _state = ActivationState.Activating;
    private DeactivationReason? _ending;
    private int _running;
    private int _runningAlone;
    private int _runningReadOnly;
    private long _lastUsed;

    public Activation(GrainAddress address, ActivationDirectory directory)
    {
        Address = address;
        _directory = directory;
        _lastUsed = directory.Time.GetTimestamp();
        Scheduler = new ActivationScheduler(this);
    }

    /// <summary>The activation whose turn runs on this thread, if any.</summary>
    public static Activation? Current => ActivationScheduler.CurrentActivation;

    public GrainAddress Address { get; }

    public ActivationScheduler Scheduler { get; }

    public IGrainFactory GrainFactory => _directory.GrainFactory;

    /// <summary>Completes when this activation has left the directory.</summary>
    public Task Ended => _ended.Task;

    /// <summary>After <c>DeactivateOnIdle</c> the next call goes to the next activation.</summary>
    private bool TakesCalls => _state == ActivationState.Active
        && (_ending is null || _ending.Value.ReasonCode == DeactivationReasonCode.ShuttingDown);

    /// <summary>Makes the grain and lets it activate. Called once, by whoever put it into the directory.</summary>
    public void Activate() => Scheduler.Post(static self => _ = ((Activation)self!).ActivateAsync(), this);

    /// <summary>Takes a call to run it now or later; false when this activation has ended.</summary>
    public bool TryAccept(GrainCall call)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Ended)
            {
                return false;
            }

            _lastUsed = _directory.Time.GetTimestamp();
            if (TakesCalls && MayStart(call) && (call.Method.AlwaysInterleave || _waiting.Count == 0))
            {
                Start(call);
            }
            else
            {
                _waiting.Enqueue(call);
            }

            return true;
        }
    }

    /// <summary>Ends this activation when no call runs any more; if the host stops, when none waits either.</summary>
    public void Deactivate(DeactivationReason reason)
    {
        lock (_gate)
        {
            _ending ??= reason;
            EndIfIdle();
        }
    }

    /// <summary>Ends this activation if no call came for so long.</summary>
    public void DeactivateIfIdleFor(TimeSpan age)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Active && _running == 0 && _waiting.Count == 0
                && _directory.Time.GetElapsedTime(_lastUsed) >= age)
            {
                Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Idle for {age}."));
            }
        }
    }

    private bool MayStart(GrainCall call) => call.Method.AlwaysInterleave
        || _runningAlone == 0
        || (call.Method.ReadOnly && _runningReadOnly == _runningAlone);

    private async Task ActivateAsync()
    {
        Exception? failure = null;
        try
        {
            using var timeout = new CancellationTokenSource(_directory.Collection.ActivationTimeout, _directory.Time);
            _services = _directory.Services.CreateAsyncScope();
            _grain = _directory.GrainClasses.New(Address.GrainClass, _services.ServiceProvider);
            await _grain.OnActivateAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            failure = exception;
            Log.ActivationFailed(_directory.Logger, exception, Address);
        }

        if (failure is null)
        {
            Begin();
        }
        else
        {
            await DisposeGrain();
            End(call => call.Fail(failure));
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            _state = ActivationState.Active;
            for (int left = _waiting.Count, held = 0; left > 0; left--)
            {
                var call = _waiting.Dequeue();
                if (call.Method.AlwaysInterleave || (held == 0 && MayStart(call)))
                {
                    Start(call);
                }
                else
                {
                    held++;
                    _waiting.Enqueue(call);
                }
            }

            EndIfIdle();
        }
    }

    private void Start(GrainCall call)
    {
        if (!call.TryBegin(this))
        {
            return;
        }

        _running++;
        _runningAlone += call.Method.AlwaysInterleave ? 0 : 1;
        _runningReadOnly += call.Method is { AlwaysInterleave: false, ReadOnly: true } ? 1 : 0;
        Scheduler.Post(static state => _ = RunAsync((GrainCall)state!), call);
    }

    private static async Task RunAsync(GrainCall call)
    {
        var activation = call.Activation!;
        await call.Run(activation._grain!, activation._directory.Filters);
        activation.Complete(call);
    }

    private void Complete(GrainCall call)
    {
        lock (_gate)
        {
            _running--;
            _runningAlone -= call.Method.AlwaysInterleave ? 0 : 1;
            _runningReadOnly -= call.Method is { AlwaysInterleave: false, ReadOnly: true } ? 1 : 0;
            _lastUsed = _directory.Time.GetTimestamp();
            while (TakesCalls && _waiting.TryPeek(out var next) && MayStart(next))
            {
                Start(_waiting.Dequeue());
            }

            EndIfIdle();
        }
    }

    private void EndIfIdle()
    {
        if (_ending is not null && _state == ActivationState.Active && _running == 0
            && (_waiting.Count == 0 || !TakesCalls))
        {
            _state = ActivationState.Deactivating;
            Scheduler.Post(static self => _ = ((Activation)self!).DeactivateAsync(), this);
        }
    }

    private async Task DeactivateAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(_directory.Collection.DeactivationTimeout, _directory.Time);
            await _grain!.OnDeactivateAsync(_ending!.Value, timeout.Token);
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(_directory.Logger, exception, Address);
        }

        await DisposeGrain();
        End(_directory.Dispatch);
    }

    /// <summary>Leaves the directory, then hands the calls that still wait to <paramref name="next"/>.</summary>
    private void End(Action<GrainCall> next)
    {
        lock (_gate)
        {
            _state = ActivationState.Ended;
        }

        _directory.Remove(this);
        while (_waiting.TryDequeue(out var call))
        {
            if (call.IsWaiting)
            {
                next(call);
            }
        }

        _ended.SetResult();
    }

    private async Task DisposeGrain()
    {
        try
        {
            if (_grain is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync();
            }
            else if (_grain is IDisposable disposable)
            {
                disposable.Dispose();
            }

            await _services.DisposeAsync();
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(_directory.Logger, exception, Address);
        }
    }
}
