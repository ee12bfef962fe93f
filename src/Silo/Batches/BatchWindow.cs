namespace OmeNgff.Silo.Batches;

/// <summary>
/// How much of a batch is on its way at a time: a number of lines, and of bytes, so that long lines do not add up. A line
/// that is longer than all goes alone. One caller enters at a time.
/// </summary>
internal sealed class BatchWindow(int maxLines, long maxBytes)
{
    private readonly Lock _gate = new();
    private int _lines;
    private long _bytes;
    private TaskCompletionSource? _left;

    /// <summary>Waits until a line may go.</summary>
    internal async Task Enter(long bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task left;
            lock (_gate)
            {
                if (_lines == 0 || (_lines < maxLines && _bytes + bytes <= maxBytes))
                {
                    _lines++;
                    _bytes += bytes;
                    return;
                }

                _left ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                left = _left.Task;
            }

            await left.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends a line's way.</summary>
    internal void Leave(long bytes)
    {
        lock (_gate)
        {
            _lines--;
            _bytes -= bytes;
            _left?.TrySetResult();
            _left = null;
        }
    }
}
