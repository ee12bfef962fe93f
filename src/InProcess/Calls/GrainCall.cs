using System.Collections.Immutable;
using System.Diagnostics;
using OmeNgff.InProcess.Activations;
using Orleans;
using Orleans.Runtime;

namespace OmeNgff.InProcess.Calls;

/// <summary>
/// One call, from the caller until its answer. The caller stops waiting when the call is answered, cancelled or timed
/// out, whichever is first; the grain runs on until its method returns.
/// </summary>
internal abstract class GrainCall(GrainMethod method, GrainAddress address, object?[] arguments, ActivationDirectory directory)
    : IDisposable
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int Abandoned = 2;

    private CancellationToken _callerToken;
    private CancellationTokenSource? _grainToken;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private ImmutableDictionary<string, object>? _requestContext;
    private Activity? _activity;
    private int _state;

    public GrainMethod Method => method;

    public GrainAddress Address => address;

    public object?[] Arguments => arguments;

    /// <summary>Where the call runs, once it does.</summary>
    public Activation? Activation { get; private set; }

    public CancellationToken GrainToken => _grainToken?.Token ?? CancellationToken.None;

    /// <summary>Whether the call has not begun and somebody still waits for it.</summary>
    public bool IsWaiting => Volatile.Read(ref _state) == Waiting;

    /// <summary>Starts the clock and brings the call to its activation. Everything after happens elsewhere.</summary>
    public void Send()
    {
        if (method.TokenIndex >= 0)
        {
            _callerToken = (CancellationToken)arguments[method.TokenIndex]!;
            if (_callerToken.IsCancellationRequested)
            {
                Fail(new OperationCanceledException(_callerToken));
                return;
            }

            _grainToken = new CancellationTokenSource();
            arguments[method.TokenIndex] = _grainToken.Token;
        }

        _requestContext = RequestContext.Current;
        _activity = Activity.Current;

        // A grain sees the request context and the activity of its caller, no other ambient value.
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        try
        {
            _timer = directory.Time.CreateTimer(
                static call => ((GrainCall)call!).OnTimeout(),
                this,
                method.ResponseTimeout ?? directory.Messaging.ResponseTimeout,
                Timeout.InfiniteTimeSpan);
            _registration = _callerToken.UnsafeRegister(static call => ((GrainCall)call!).OnCancelled(), this);
            directory.Dispatch(this);
        }
        finally
        {
            flow?.Undo();
        }
    }

    /// <summary>False when nobody waits for the call any more: it is not executed.</summary>
    public bool TryBegin(Activation activation)
    {
        Activation = activation;
        return Interlocked.CompareExchange(ref _state, Running, Waiting) == Waiting;
    }

    /// <summary>Runs the call on the activation's scheduler and answers it. Never throws.</summary>
    public async Task Run(Grain grain, IIncomingGrainCallFilter[] filters)
    {
        RequestContext.Current = _requestContext;
        Activity.Current = _activity;
        try
        {
            if (filters.Length > 0 || grain is IIncomingGrainCallFilter)
            {
                var context = new IncomingGrainCall(this, grain, filters);
                await context.Invoke();
                Answer(context.Result);
            }
            else
            {
                var task = InvokeOn(grain);
                await task.ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                Answer(task);
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    public Task InvokeOn(Grain grain) => method.Invoke(grain, arguments)
        ?? throw new InvalidOperationException($"{address}.{method.Method.Name} returned null instead of a task.");

    /// <summary>The value of a completed task that the method returned.</summary>
    public abstract object? ResultOf(Task completed);

    /// <summary>Answers with an exception.</summary>
    public bool Fail(Exception exception)
    {
        Dispose();
        return TryFail(exception);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _registration.Unregister();
    }

    protected abstract bool TryAnswer(Task completed);

    protected abstract bool TryAnswer(object? result);

    protected abstract bool TryFail(Exception exception);

    private void Answer(Task completed)
    {
        Dispose();
        TryAnswer(completed);
    }

    private void Answer(object? result)
    {
        Dispose();
        TryAnswer(result);
    }

    private void OnTimeout()
    {
        var timeout = method.ResponseTimeout ?? directory.Messaging.ResponseTimeout;
        Abandon(
            new TimeoutException($"No response within {timeout} from {address}, {method.Method.Name}."),
            directory.Messaging.CancelRequestOnTimeout);
    }

    private void OnCancelled() => Abandon(new OperationCanceledException(_callerToken), cancel: true);

    private void Abandon(Exception exception, bool cancel)
    {
        if (!Fail(exception) || Interlocked.Exchange(ref _state, Abandoned) != Running)
        {
            return;
        }

        if (cancel && _grainToken is { } source)
        {
            // What the grain registered with its token is grain code: it runs on the activation, as a turn.
            Activation!.Scheduler.Post(static state => ((CancellationTokenSource)state!).Cancel(), source);
        }
    }
}
