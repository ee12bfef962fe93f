using System.Collections.Concurrent;

namespace OmeNgff.Grains.Spaces;

/// <summary>
/// Keeps what was read lately, until it is told that it is out of date. Two generations: when the young one is full it
/// becomes the old one, and what was not asked for meanwhile goes. Absence is never kept.
/// </summary>
/// <param name="size">How many values a generation holds.</param>
internal sealed class BoundedCache<TKey, TValue>(int size)
    where TKey : notnull
    where TValue : class
{
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    // How often something went out of date, by the hash of its key: what is read meanwhile may be older.
    private readonly long[] _outdated = new long[256];

    /// <summary>What is kept, or what is made now; nothing of it may ever be out of date.</summary>
    internal TValue Get(TKey key, Func<TValue> make)
    {
        if (Find(key) is { } known)
        {
            return known;
        }

        var value = make();
        Keep(key, value);
        return value;
    }

    /// <summary>What is kept, or what is read now.</summary>
    internal async ValueTask<TValue?> Get(TKey key, Func<TKey, Task<TValue?>> read)
    {
        if (Find(key) is { } known)
        {
            return known;
        }

        var before = Volatile.Read(ref OutdatedOf(key));
        var value = await read(key);
        if (value is not null)
        {
            KeepUnless(key, value, before);
        }

        return value;
    }

    /// <summary>Replaces a value.</summary>
    internal void Put(TKey key, TValue value) => Keep(key, value);

    /// <summary>Forgets a value.</summary>
    internal void Outdate(TKey key)
    {
        Interlocked.Increment(ref OutdatedOf(key));
        Remove(key);
    }

    private TValue? Find(TKey key)
    {
        if (_young.TryGetValue(key, out var known))
        {
            return known;
        }

        var before = Volatile.Read(ref OutdatedOf(key));
        if (_old.TryGetValue(key, out known))
        {
            KeepUnless(key, known, before);
        }

        return known;
    }

    /// <summary>Keeps a value unless it has gone out of date since.</summary>
    private void KeepUnless(TKey key, TValue value, long before)
    {
        if (Volatile.Read(ref OutdatedOf(key)) == before)
        {
            Keep(key, value);
            if (Volatile.Read(ref OutdatedOf(key)) != before)
            {
                Remove(key);
            }
        }
    }

    private ref long OutdatedOf(TKey key) => ref _outdated[(uint)key.GetHashCode() % (uint)_outdated.Length];

    private void Remove(TKey key)
    {
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }

    private void Keep(TKey key, TValue value)
    {
        if (_young.Count >= size)
        {
            (_old, _young) = (_young, new ConcurrentDictionary<TKey, TValue>());
        }

        _young[key] = value;
    }
}
