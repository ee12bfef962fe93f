using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Views;

/// <summary>
/// Copies of the views that this node is asked for most, so that one famous image does not live on one silo only, and outlives
/// it. A copy is read from the database, as the image's grain reads its own, and is told of changes by the feed and by what
/// this node commits: it is no older than <see cref="FeedTail.StalenessBound"/>, and a read that names a change waits for it.
/// Whatever a copy cannot say, or may be too old to say, the grain is asked for.
/// </summary>
public sealed partial class HotViews(
    IRecordStore store, HeldRecords held, HotViewOptions options, TimeProvider time, ILogger<HotViews> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, HotView> _views = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private ConcurrentDictionary<string, ReadCount> _counts = new(StringComparer.Ordinal);
    private long _begun = time.GetTimestamp();

    /// <summary>How many copies there are.</summary>
    public int Count => _views.Count;

    /// <summary>What lies at a key, where this node has a copy of the image that is current; else null, and the image's grain
    /// knows.</summary>
    public ServedKey? Read(string image, ViewRoot root, string key)
    {
        // The ways to other spaces depend on more than the image.
        if (root.Place is not null || !_views.TryGetValue(image, out var hot))
        {
            return null;
        }

        BeginWindow();
        hot.Reads++;
        if (hot.Current is not { } view)
        {
            Refresh(hot);
            return null;
        }

        if (view.Read(root, key) is not { } served)
        {
            return null;
        }

        ViewMeasures.ReadCopy();
        return served;
    }

    /// <summary>Tells of a read that the image's grain has to answer; after many there is a copy.</summary>
    public void Called(string image, ViewRoot root)
    {
        if (options.IsOn && root.Place is null)
        {
            BeginWindow();
            if (!_views.ContainsKey(image))
            {
                CountRead(image);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void CountRead(string image)
    {
        var counts = Volatile.Read(ref _counts);
        if (!counts.TryGetValue(image, out var count))
        {
            // Beyond that, nothing stands out.
            if (counts.Count >= options.MaxCounted)
            {
                return;
            }

            count = counts.GetOrAdd(image, _ => new ReadCount());
        }

        if (Interlocked.Increment(ref count.Value) == options.MinReads && _views.Count < options.MaxViews)
        {
            var hot = new HotView(image);
            if (_views.TryAdd(image, hot))
            {
                // Followed before it is read, so that no change falls in between.
                held.Follow(hot, [hot.Reference]);
                Refresh(hot);
            }
        }
    }

    /// <summary>Begins another window when this one is over: lets go of what is no longer asked for often, and counts anew.
    /// </summary>
    private void BeginWindow()
    {
        var begun = Volatile.Read(ref _begun);
        if (time.GetElapsedTime(begun) < options.Window
            || Interlocked.CompareExchange(ref _begun, time.GetTimestamp(), begun) != begun)
        {
            return;
        }

        Volatile.Write(ref _counts, new ConcurrentDictionary<string, ReadCount>(StringComparer.Ordinal));
        foreach (var (image, hot) in _views)
        {
            // Half of what made it hot, so that it does not come and go.
            if (Interlocked.Exchange(ref hot.Reads, 0) < options.MinReads / 2)
            {
                Drop(image, hot);
            }
        }
    }

    private void Drop(string image, HotView hot)
    {
        if (_views.TryRemove(new(image, hot)))
        {
            held.Leave(hot, [hot.Reference]);
        }
    }

    private void Refresh(HotView hot)
    {
        if (hot.BeginLoad())
        {
            _ = Load(hot);
        }
    }

    private async Task Load(HotView hot)
    {
        // Not on the way of the request that found it old.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var (mark, begun) = (hot.Mark, Stopwatch.GetTimestamp());
            if (await store.ReadImage(hot.Reference.Id, _stop.Token) is { } snapshot)
            {
                hot.Hold(new ImageView(snapshot), mark);
                ViewMeasures.BuiltCopy(begun);
            }
            else
            {
                Drop(hot.Reference.Id, hot);
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException
            or ObjectDisposedException)
        {
            LogFailing(logger, hot.Reference.Id, failure.Message);
        }
        finally
        {
            hot.EndLoad();
        }
    }

    /// <summary>A copy of a view that is read often could not be renewed; the image's grain answers.</summary>
    /// <remarks>Look at the database where it goes on.</remarks>
    [LoggerMessage(EventId = 3200, EventName = "hot-view-failed", Level = LogLevel.Debug,
        Message = "The copy of the view of {Image} cannot be read: {Reason}")]
    private static partial void LogFailing(ILogger logger, string image, string reason);

    private sealed class ReadCount
    {
        public int Value;
    }

    /// <summary>A copy, and what tells that it is old.</summary>
    private sealed class HotView(string image) : IRecordFollower
    {
        private volatile Held? _held;
        private long _mark;
        private int _isLoading;

        /// <summary>Reads in this window; not each is counted where many come at once.</summary>
        public int Reads;

        public RecordReference Reference { get; } = new(RecordKind.Image, image);

        /// <summary>How often something changed.</summary>
        public long Mark => Volatile.Read(ref _mark);

        /// <summary>The view, unless something has changed since it was read.</summary>
        public ImageView? Current => _held is { } held && held.Mark == Mark ? held.View : null;

        public void Followed() => Interlocked.Increment(ref _mark);

        public void Hold(ImageView view, long mark) => _held = new Held(view, mark);

        public bool BeginLoad() => Interlocked.CompareExchange(ref _isLoading, 1, 0) == 0;

        public void EndLoad() => Volatile.Write(ref _isLoading, 0);

        private sealed record Held(ImageView View, long Mark);
    }
}

/// <summary>Which views a node keeps copies of.</summary>
public sealed record HotViewOptions
{
    /// <summary>False on a node alone, where each view is at hand anyway.</summary>
    public bool IsOn { get; init; }

    /// <summary>How often an image must be read by way of this node within the window to be copied (limit
    /// <c>MinHotReads</c>). Default 100.</summary>
    public int MinReads { get; init; } = 100;

    /// <summary>The time in which reads are counted. Default 10 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many copies a node keeps at most (limit <c>MaxHotViews</c>). Default 200.</summary>
    public int MaxViews { get; init; } = 200;

    /// <summary>How many images' reads are counted in a window (limit <c>MaxCountedViews</c>). Default 20,000.</summary>
    public int MaxCounted { get; init; } = 20_000;
}
