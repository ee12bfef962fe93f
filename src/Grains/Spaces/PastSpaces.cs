using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>All coordinate spaces as they were at times of the past, read from the history; the last few are kept.</summary>
public sealed class PastSpaces(SpaceHistoryReader history, IRecordStore store, TimeProvider time) : IDisposable
{
    /// <summary>How many graphs of the past are read at a time (limit <c>MaxPastReads</c>).</summary>
    public const int MaxPastReads = 2;

    /// <summary>How many moments are kept (limit <c>MaxPastMoments</c>).</summary>
    public const int MaxPastMoments = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _reading = new(MaxPastReads);
    private readonly Lock _keeping = new();
    private readonly List<(DateTimeOffset Time, Task<SpaceMoment> Moment)> _kept = [];

    /// <summary>The spaces as they were at a time.</summary>
    /// <exception cref="ProblemException">400: the time is yet to come; 503: something is still being committed that may
    /// belong before it.</exception>
    public async Task<SpaceMoment> At(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        if (!TryFind(moment, out var reading))
        {
            await WaitUntilSettled(moment, cancellationToken);
            reading = Begin(moment);
        }

        try
        {
            return await reading.WaitAsync(cancellationToken);
        }
        catch when (reading.IsFaulted)
        {
            Forget(reading);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private bool TryFind(DateTimeOffset moment, [NotNullWhen(true)] out Task<SpaceMoment>? reading)
    {
        reading = null;
        lock (_keeping)
        {
            var at = _kept.FindIndex(kept => kept.Time == moment);
            if (at >= 0)
            {
                var found = _kept[at];
                _kept.RemoveAt(at);
                _kept.Add(found);
                reading = found.Moment;
            }
        }

        return reading is not null;
    }

    private Task<SpaceMoment> Begin(DateTimeOffset moment)
    {
        lock (_keeping)
        {
            if (_kept.FirstOrDefault(kept => kept.Time == moment).Moment is { } begun)
            {
                return begun;
            }

            if (_kept.Count(kept => !kept.Moment.IsCompleted) >= MaxPastMoments)
            {
                throw new ProblemException(new Problem("/problems/busy", "Busy", 503,
                    $"{MaxPastMoments} other moments of the past are being read (limit MaxPastMoments); ask again."));
            }

            // For all who ask for it, so nobody who goes away ends it.
            var reading = Read(moment);
            _kept.Add((moment, reading));
            if (_kept.Count > MaxPastMoments)
            {
                _kept.Remove(_kept.First(kept => kept.Moment.IsCompleted));
            }

            return reading;
        }
    }

    private async Task<SpaceMoment> Read(DateTimeOffset moment)
    {
        await _reading.WaitAsync(CancellationToken.None);
        try
        {
            return new Moment(moment, await history.ReadAsOf(moment, CancellationToken.None), history, store);
        }
        finally
        {
            _reading.Release();
        }
    }

    private void Forget(Task<SpaceMoment> reading)
    {
        lock (_keeping)
        {
            _kept.RemoveAll(kept => kept.Moment == reading);
        }
    }

    private async Task WaitUntilSettled(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var (settled, now) = await history.ReadSettled(cancellationToken);
            if (moment < settled)
            {
                return;
            }

            if (moment > now)
            {
                throw ProblemException.Invalid("/asOf", "time-to-come",
                    $"asOf is a time of the past; the database's clock says {now:O}.");
            }

            if (time.GetElapsedTime(begun) >= FeedTail.MaxReadWait)
            {
                throw new ProblemException(new Problem("/problems/change-not-seen", "Not settled yet", 503,
                    "A transaction that began before that time is still running; ask again (limit MaxReadWait)."));
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private sealed class Moment(
        DateTimeOffset moment, SpaceCatalog catalog, SpaceHistoryReader history, IRecordStore store) : SpaceMoment
    {
        public override T Search<T>(Func<SpaceGraph, T> search) => search(catalog.Graph);

        public override EquatableArray<Axis>? AxesOf(string space) => catalog.AxesOf(space);

        public override async ValueTask<PlacedImage?> Image(string id, CancellationToken cancellationToken)
        {
            if (await Record<ImageRecord>(id, cancellationToken) is not { } image)
            {
                return null;
            }

            var arrays = ImmutableArray.CreateBuilder<ArrayRecord>();
            foreach (var level in image.Levels)
            {
                arrays.Add((await Record<ArrayRecord>(level.Array, cancellationToken))!);
            }

            return PlacedImage.Of(new ImageSnapshot(image, arrays.ToImmutable(), 0));
        }

        public override ValueTask<ArrayRecord?> Array(string id, CancellationToken cancellationToken) =>
            Record<ArrayRecord>(id, cancellationToken);

        public override async Task<ImmutableArray<string>> Holders(string array, CancellationToken cancellationToken)
        {
            var holders = ImmutableArray.CreateBuilder<string>();
            foreach (var id in await history.ReadHolders(array, moment, cancellationToken))
            {
                if (await Record<ImageRecord>(id, cancellationToken) is { } image
                    && image.Levels.Any(level => level.Array == array))
                {
                    holders.Add(id);
                }
            }

            return holders.ToImmutable();
        }

        protected override async ValueTask<TRecord?> Record<TRecord>(string id, CancellationToken cancellationToken)
            where TRecord : class => await store.ReadAsOf<TRecord>(id, moment, cancellationToken);
    }
}
