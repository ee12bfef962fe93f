namespace OmeNgff.Silo.Writeback;

/// <summary>
/// One store is written or taken over at a time, so that no two writings keep each other's documents as the old ones.
/// </summary>
public sealed class StoreTurn : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <summary>Waits for the turn, does something, and passes it on.</summary>
    public async Task<T> Take<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
