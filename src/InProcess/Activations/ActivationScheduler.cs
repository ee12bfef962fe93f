namespace OmeNgff.InProcess.Activations;

/// <summary>
/// The scheduler that an activation owns: its tasks run on the thread pool in the order they came, one at a time. What
/// a grain awaits continues here too, so no two turns of one activation ever run in parallel.
/// </summary>
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>After so long in one go, other work gets the thread.</summary>
    private static readonly TimeSpan Quantum = TimeSpan.FromMilliseconds(10);

    [ThreadStatic]
    private static ActivationScheduler? _onThisThread;

    private readonly Lock _gate = new();
    private readonly Queue<Task> _tasks = new();
    private bool _scheduled;

    /// <summary>The activation whose turn runs on this thread, if any.</summary>
    public static Activation? CurrentActivation => _onThisThread?.Activation;

    public override int MaximumConcurrencyLevel => 1;

    private Activation Activation => activation;

    /// <summary>Queues a turn. The caller's execution context does not flow into it.</summary>
    public void Post(Action<object?> action, object? state)
    {
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        try
        {
            new Task(action, state).Start(this);
        }
        finally
        {
            flow?.Undo();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _onThisThread = this;
        try
        {
            var end = Environment.TickCount64 + (long)Quantum.TotalMilliseconds;
            while (TryTake(out var task))
            {
                TryExecuteTask(task);
                if (Environment.TickCount64 > end)
                {
                    break;
                }
            }
        }
        finally
        {
            _onThisThread = null;
        }

        lock (_gate)
        {
            if (_tasks.Count == 0)
            {
                _scheduled = false;
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _tasks.Enqueue(task);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        _onThisThread == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _tasks];
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out Task task)
    {
        lock (_gate)
        {
            return _tasks.TryDequeue(out task);
        }
    }
}
