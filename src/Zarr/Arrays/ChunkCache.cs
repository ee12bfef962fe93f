namespace OmeNgff.Zarr.Arrays;

/// <summary>
/// Keeps what was read of arrays, up to a number of bytes; what was not asked for longest goes first. Safe for
/// concurrent use. However many ask for the same, it is loaded once; a load is cancelled when nobody waits for it any
/// more, and failures are not kept.
/// </summary>
/// <param name="maxBytes">The most bytes that are kept. What is larger by itself is answered and not kept.</param>
/// <param name="maxAge">How long something is answered without being read again: stores are changed by others.</param>
/// <param name="time">The clock for that.</param>
public sealed class ChunkCache(long maxBytes, TimeSpan maxAge, TimeProvider time)
{
    /// <summary>The bytes that are kept where nothing else is said: 256 MiB.</summary>
    public const long DefaultMaxBytes = 256L << 20;

    /// <summary>How long something is kept where nothing else is said.</summary>
    public static readonly TimeSpan DefaultMaxAge = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // The least recently used first. Entries that are being loaded are in the dictionary alone.
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>A cache of <see cref="DefaultMaxBytes"/>.</summary>
    public ChunkCache()
        : this(DefaultMaxBytes, DefaultMaxAge, TimeProvider.System)
    {
    }

    /// <summary>The most bytes that are kept.</summary>
    public long MaxBytes { get; } = maxBytes;

    /// <summary>The bytes that are kept now.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>What is kept under a key, or else what is loaded now.</summary>
    /// <typeparam name="T">What it is; the same for one key always.</typeparam>
    /// <param name="key">Its name.</param>
    /// <param name="load">Loads it, once for all who ask meanwhile.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="ct">Cancels the waiting; and the loading, when nobody else waits for it.</param>
    public async ValueTask<T> Get<T>(
        string key, Func<CancellationToken, Task<T>> load, Func<T, long> size, CancellationToken ct)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(size);
        ct.ThrowIfCancellationRequested();
        Entry entry;
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var found) && IsFresh(found))
            {
                if (found.Value is { } value)
                {
                    _byUse.Remove(found.Node!);
                    _byUse.AddLast(found.Node!);
                    return (T)value;
                }

                found.Waiting++;
                entry = found;
            }
            else
            {
                if (found is not null)
                {
                    Remove(found);
                }

                entry = new Entry(key, time.GetTimestamp()) { Waiting = 1 };
                _entries[key] = entry;
                entry.Loading = Task.Run(() => Load(entry, load, size), CancellationToken.None);
            }
        }

        try
        {
            return (T)await entry.Loading!.WaitAsync(ct);
        }
        finally
        {
            Leave(entry);
        }
    }

    private async Task<object> Load<T>(Entry entry, Func<CancellationToken, Task<T>> load, Func<T, long> size)
        where T : class
    {
        try
        {
            var value = await load(entry.Cancellation.Token);
            Keep(entry, value, size(value));
            return value;
        }
        catch
        {
            lock (_lock)
            {
                Forget(entry);
            }

            throw;
        }
    }

    private void Keep(Entry entry, object value, long bytes)
    {
        lock (_lock)
        {
            // Who was given up on is no longer looked for.
            if (!_entries.TryGetValue(entry.Key, out var known) || known != entry)
            {
                return;
            }

            if (bytes > MaxBytes)
            {
                Forget(entry);
                return;
            }

            while (_bytes + bytes > MaxBytes)
            {
                Remove(_byUse.First!.Value);
            }

            (entry.Value, entry.Bytes, entry.Node) = (value, bytes, _byUse.AddLast(entry));
            _bytes += bytes;
        }
    }

    private void Leave(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Waiting > 0 || entry.Value is not null || entry.Loading!.IsCompleted)
            {
                return;
            }

            // The next one who asks begins anew, and does not get the cancelled load.
            Forget(entry);
        }

        entry.Cancellation.Cancel();
    }

    private bool IsFresh(Entry entry) => entry.Value is null || time.GetElapsedTime(entry.Since) < maxAge;

    private void Remove(Entry entry)
    {
        Forget(entry);
        _byUse.Remove(entry.Node!);
        _bytes -= entry.Bytes;
    }

    private void Forget(Entry entry)
    {
        if (_entries.TryGetValue(entry.Key, out var known) && known == entry)
        {
            _entries.Remove(entry.Key);
        }
    }

    private sealed class Entry(string key, long since)
    {
        public string Key { get; } = key;

        public long Since { get; } = since;

        // Has no timer and no registrations of its own, so that it needs no disposal.
        public CancellationTokenSource Cancellation { get; } = new();

        public Task<object>? Loading { get; set; }

        public int Waiting { get; set; }

        public object? Value { get; set; }

        public long Bytes { get; set; }

        public LinkedListNode<Entry>? Node { get; set; }
    }
}
