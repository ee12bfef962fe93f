using System.Collections.Concurrent;
using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Spaces;

namespace OmeNgff.Grains.Feed;

/// <summary>What this node holds in memory, its grains and the spaces, for whoever learns that it is out of date.</summary>
public sealed class HeldRecords(CurrentSpaces spaces)
{
    private readonly ConcurrentDictionary<RecordReference, IHeldRecord> _held = new();
    private readonly ConcurrentDictionary<RecordReference, ImmutableHashSet<IRecordFollower>> _followers = new();

    /// <summary>How many grains of this node hold a record, by kind.</summary>
    public IReadOnlyDictionary<RecordKind, int> Count() =>
        _held.CountBy(held => held.Key.Kind).ToDictionary(count => count.Key, count => count.Value);

    /// <summary>Enters a grain; before it reads anything, so that no change falls in between.</summary>
    public void Enter(RecordReference reference, IHeldRecord holder) => _held[reference] = holder;

    /// <summary>Takes a grain out, unless another activation has taken its place.</summary>
    public void Leave(RecordReference reference, IHeldRecord holder) => _held.TryRemove(new(reference, holder));

    /// <summary>The grain of this node that holds a record, or null.</summary>
    public IHeldRecord? Find(RecordReference reference) => _held.GetValueOrDefault(reference);

    /// <summary>Tells a follower of every change of these records from now on.</summary>
    public void Follow(IRecordFollower follower, IEnumerable<RecordReference> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        foreach (var reference in references)
        {
            _followers.AddOrUpdate(reference, _ => [follower], (_, followers) => followers.Add(follower));
        }
    }

    /// <summary>Tells a follower no more of these records.</summary>
    public void Leave(IRecordFollower follower, IEnumerable<RecordReference> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        foreach (var reference in references)
        {
            var left = _followers.AddOrUpdate(reference, _ => [], (_, followers) => followers.Remove(follower));
            if (left.IsEmpty)
            {
                // Only if nobody has come meanwhile.
                _followers.TryRemove(new(reference, left));
            }
        }
    }

    /// <summary>Tells the spaces that a record changed and, if this node has it, its grain that what it holds is out of date
    /// below a number, and whoever follows it.</summary>
    public void Outdate(RecordReference reference, long number)
    {
        spaces.Mark(reference);
        if (_held.TryGetValue(reference, out var holder))
        {
            holder.Outdate(number);
        }

        if (_followers.TryGetValue(reference, out var followers))
        {
            foreach (var follower in followers)
            {
                follower.Followed();
            }
        }
    }
}

/// <summary>A grain whose state is derived from records of others, too.</summary>
public interface IRecordFollower
{
    /// <summary>Tells that one of the records that it follows has changed. On any thread.</summary>
    void Followed();
}

/// <summary>A grain that holds a record in memory.</summary>
public interface IHeldRecord
{
    /// <summary>Tells that what is held is out of date below this number: the record's version, or the view's revision
    /// for an image. On any thread.</summary>
    void Outdate(long number);
}
