using System.Collections.Immutable;
using System.Diagnostics;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Views;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one collection: its members and their roles.</summary>
public sealed class CollectionGrain(IRecordStore store, CollectionSnapshots snapshots, Notices notices, FeedTail feed)
    : RecordGrain<CollectionRecord>(store, notices, feed), ICollectionGrain, IRecordFollower
{
    private readonly FeedTail _feed = feed;
    private ImmutableHashSet<RecordReference> _followed = [];
    private CollectionView? _view;

    // Raised by the tail of the feed, on its own thread.
    private long _changes;

    /// <inheritdoc/>
    public async Task<ServedDocument?> Metadata(string ome, CancellationToken cancellationToken) =>
        (await View(cancellationToken))?.Metadata(ome);

    /// <inheritdoc/>
    public async Task<ServedKey> Read(string ome, string key, CancellationToken cancellationToken)
    {
        if (await View(cancellationToken) is not { } view)
        {
            return new ServedKey { Problem = ProblemException.NotFound("collection", Id).Problem };
        }

        var served = view.Read(ome, key);
        if (served is not { Problem: { } refusal, Image: { } member })
        {
            return served;
        }

        // A key of a hierarchy that cannot be said is refused where its image would have it, else absent.
        var there = await GrainFactory.GetGrain<IImageGroupGrain>(member.Id).Read(
            new ViewRoot(ome), member.Key, cancellationToken);
        return there == ServedKey.Absent || there.Problem?.Status == 404
            ? ServedKey.Absent
            : new ServedKey { Problem = refusal };
    }

    /// <inheritdoc/>
    public void Followed() => Interlocked.Increment(ref _changes);

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _feed.Held.Leave(this, _followed);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>What the collection publishes, from memory unless it or a record that it is derived from has changed.</summary>
    private async Task<CollectionView?> View(CancellationToken cancellationToken)
    {
        ViewMeasures.ReadCollection();
        while (await Current(cancellationToken) is { } state)
        {
            var changes = Volatile.Read(ref _changes);
            if (_view is { } view && view.Changes == changes && view.Version >= state.Number)
            {
                return view;
            }

            var begun = Stopwatch.GetTimestamp();
            if (await snapshots.Read(Id, cancellationToken) is not { } snapshot)
            {
                return null;
            }

            if (Follow(snapshot.Related.Keys))
            {
                // What changed before these were followed was not heard of.
                continue;
            }

            var made = new CollectionView(snapshot, changes);
            _view = made;
            ViewMeasures.BuiltCollection(begun);
            return made;
        }

        return null;
    }

    /// <summary>Follows records.</summary>
    /// <returns>True when some were not followed before.</returns>
    private bool Follow(IEnumerable<RecordReference> references)
    {
        var followed = _followed.Union(references);
        if (followed.Count == _followed.Count)
        {
            return false;
        }

        _feed.Held.Follow(this, followed.Except(_followed));
        _followed = followed;
        return true;
    }
}
