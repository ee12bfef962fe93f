namespace OmeNgff.Catalog.Search;

/// <summary>Lets so many searches at a time into a database, in the order in which they came. How many may change at any
/// moment; those that are in stay in.</summary>
/// <param name="allowed">How many may be in now; at least one.</param>
internal sealed class SearchGate(Func<int> allowed)
{
    /// <summary>How often it is looked whether more are allowed while nobody leaves.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _inside;

    /// <summary>Enters, when it is this search's turn; <see cref="Leave"/> is owed for it.</summary>
    /// <returns>False where its turn did not come in time; then nothing is owed.</returns>
    internal async ValueTask<bool> Enter(TimeSpan patience, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _inside < allowed())
            {
                _inside++;
                return true;
            }

            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        for (var left = patience; left > TimeSpan.Zero && !cancellationToken.IsCancellationRequested; left -= Interval)
        {
            await place.Value.Task.WaitAsync(left < Interval ? left : Interval, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                Admit();
            }

            if (place.Value.Task.IsCompleted)
            {
                return true;
            }
        }

        lock (_gate)
        {
            if (place.List is null)
            {
                // Its turn came just now.
                return true;
            }

            _waiting.Remove(place);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>Makes room for the next.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _inside--;
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } next && _inside < allowed())
        {
            _waiting.RemoveFirst();
            _inside++;
            next.Value.SetResult();
        }
    }
}
