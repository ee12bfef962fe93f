using System.Collections.Concurrent;
using OmeNgff.Catalog.Records;
using OmeNgff.Grains.Spaces;

namespace OmeNgff.Grains.Feed;

/// <summary>What this node holds in memory, its grains and the spaces, for whoever learns that it is out of date.</summary>
public sealed class HeldRecords(CurrentSpaces spaces)
{
    private readonly ConcurrentDictionary<RecordReference, IHeldRecord> _held = new();

    /// <summary>Enters a grain; before it reads anything, so that no change falls in between.</summary>
    public void Enter(RecordReference reference, IHeldRecord holder) => _held[reference] = holder;

    /// <summary>Takes a grain out, unless another activation has taken its place.</summary>
    public void Leave(RecordReference reference, IHeldRecord holder) => _held.TryRemove(new(reference, holder));

    /// <summary>Tells the spaces that a record changed and, if this node has it, its grain that what it holds is out of date
    /// below a number.</summary>
    public void Outdate(RecordReference reference, long number)
    {
        spaces.Mark(reference);
        if (_held.TryGetValue(reference, out var holder))
        {
            holder.Outdate(number);
        }
    }
}

/// <summary>A grain that holds a record in memory.</summary>
public interface IHeldRecord
{
    /// <summary>Tells that what is held is out of date below this number: the record's version, or the view's revision
    /// for an image. On any thread.</summary>
    void Outdate(long number);
}
