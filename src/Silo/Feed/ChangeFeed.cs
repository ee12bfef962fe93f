using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Silo.Feed;

/// <summary>The public change feed, for callers who wait: those of a node wait for its tail, and none asks the database
/// before there is something to read.</summary>
public sealed class ChangeFeed(IRecordStore store, FeedTail tail, IHostApplicationLifetime lifetime)
{
    /// <summary>The entries after a change, oldest first. Where there are none, waits for the first, as long as the node
    /// runs; none at all when it does not come.</summary>
    /// <param name="after">The change; null from the start.</param>
    /// <param name="limit">How many entries at the most.</param>
    /// <param name="patience">How long to wait for the first.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ImmutableArray<ChangeEntry>> Read(
        ChangeName? after, int limit, TimeSpan patience, CancellationToken cancellationToken)
    {
        var entries = await store.ReadChanges(after, limit, cancellationToken);
        return entries.IsEmpty && patience > TimeSpan.Zero && await WaitForMore(after, patience, cancellationToken)
            ? await store.ReadChanges(after, limit, cancellationToken)
            : entries;
    }

    /// <summary>Ends when the node stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    private async Task<bool> WaitForMore(ChangeName? after, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        try
        {
            return await tail.WaitForMore(after, patience, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
