using OmeNgff.Catalog.Turns;

namespace OmeNgff.Silo.Writeback;

/// <summary>
/// One store is written or taken over at a time, by whichever node, so that no two writings keep each other's documents as the
/// old ones.
/// </summary>
public sealed class StoreTurn(ClusterTurns turns)
{
    /// <summary>Waits for the turn, does something, and passes it on.</summary>
    public async Task<T> Take<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        await using var turn = await turns.Take(ClusterTurn.Stores, cancellationToken);
        return await act();
    }
}
