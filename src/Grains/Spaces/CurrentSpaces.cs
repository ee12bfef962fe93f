using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Npgsql;
using OmeNgff.Catalog.Observability;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>
/// All coordinate spaces as they are now, in the memory of this node. The change feed, and before it the node's own commits,
/// say which records changed; the next who asks has these read.
/// </summary>
public sealed partial class CurrentSpaces(
    SpaceCatalogReader reader, IRecordStore store, ILogger<CurrentSpaces> logger) : SpaceMoment, IDisposable
{
    /// <summary>How many changed records are remembered until somebody asks; when there are more, everything is read anew
    /// (limit <c>MaxMarkedRecords</c>).</summary>
    public const int MaxMarkedRecords = 20_000;

    /// <summary>How many images, and how many arrays and pinned versions, are kept (limit <c>MaxPlacedImages</c>).
    /// </summary>
    public const int MaxPlacedImages = 20_000;

    private static readonly Histogram<double> Reading = Telemetry.Duration(
        "omengff.space_graph.read.duration", "How long the space graph, or what changed of it, took to read.");

    private readonly ReaderWriterLockSlim _gate = new();
    private readonly SemaphoreSlim _reading = new(1);
    private readonly BoundedCache<string, PlacedImage> _images = new(MaxPlacedImages / 2);
    private readonly BoundedCache<RecordReference, CatalogRecord> _records = new(MaxPlacedImages / 2);
    private readonly Lock _marking = new();
    private HashSet<RecordReference> _marked = [];
    private SpaceCatalog? _catalog;

    // How often something was marked, and how much of that is in what is kept. Nothing is at the beginning.
    private long _marks = 1;
    private long _applied;
    private long _revision;
    private long _graphRevision;

    /// <summary>Rises with everything that may change a path.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>Rises when the ways of the graph or the axes of a space become others; what changes inside of images, and
    /// where no way of the graph ends, leaves it.</summary>
    public long GraphRevision => Volatile.Read(ref _graphRevision);

    /// <summary>The label images among the images where ways of the graph end, with the images that they label.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Labels()
    {
        _gate.EnterReadLock();
        try
        {
            return [.. Catalog.Labels];
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <summary>Tells that a record changed, was made, or is gone.</summary>
    public void Mark(RecordReference reference)
    {
        switch (reference.Kind)
        {
            case RecordKind.Image:
                _images.Outdate(reference.Id);
                break;
            case RecordKind.Array:
                _records.Outdate(reference);
                return;
            case RecordKind.AlignmentVersion or RecordKind.Alignment:
                _records.Outdate(reference);
                break;
            case RecordKind.Space:
                break;
            default:
                return;
        }

        lock (_marking)
        {
            if (_marked.Count <= MaxMarkedRecords)
            {
                _marked.Add(reference);
            }

            _marks++;
        }

        Interlocked.Increment(ref _revision);
    }

    /// <summary>Brings the spaces up to all that was marked before. Where the database cannot be asked, they stay as they
    /// are.</summary>
    public ValueTask CatchUp(CancellationToken cancellationToken)
    {
        var marks = Volatile.Read(ref _marks);
        return Volatile.Read(ref _applied) >= marks ? ValueTask.CompletedTask : new(Read(marks, cancellationToken));
    }

    /// <summary>True when there is something to search among, be it old.</summary>
    public bool IsRead => _catalog is not null;

    /// <summary>How many ways and spaces the graph has; none before it is read.</summary>
    public (int Ways, int Spaces) Size
    {
        get
        {
            _gate.EnterReadLock();
            try
            {
                return _catalog is { Graph: var graph } ? (graph.EdgeCount, graph.SpaceCount) : (0, 0);
            }
            finally
            {
                _gate.ExitReadLock();
            }
        }
    }

    /// <inheritdoc/>
    public override T Search<T>(Func<SpaceGraph, T> search)
    {
        ArgumentNullException.ThrowIfNull(search);
        _gate.EnterReadLock();
        try
        {
            return search(Catalog.Graph);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public override EquatableArray<Axis>? AxesOf(string space)
    {
        _gate.EnterReadLock();
        try
        {
            return Catalog.AxesOf(space);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public override ValueTask<PlacedImage?> Image(string id, CancellationToken cancellationToken) => _images.Get(id,
        async missing => await store.ReadImage(missing, cancellationToken) is { } snapshot
            ? PlacedImage.Of(snapshot)
            : null);

    /// <inheritdoc/>
    public override ValueTask<ArrayRecord?> Array(string id, CancellationToken cancellationToken) =>
        Record<ArrayRecord>(id, cancellationToken);

    /// <inheritdoc/>
    public override async Task<ImmutableArray<string>> Holders(string array, CancellationToken cancellationToken) =>
    [
        .. (await store.ReadReferences(new RecordReference(RecordKind.Array, array), cancellationToken))
            .Where(holder => holder.Kind == RecordKind.Image).Select(holder => holder.Id),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.Dispose();
        _reading.Dispose();
    }

    /// <inheritdoc/>
    protected override async ValueTask<TRecord?> Record<TRecord>(string id, CancellationToken cancellationToken)
        where TRecord : class => (TRecord?)await _records.Get(
            new RecordReference(RecordKinds.Of<TRecord>(), id),
            async missing => await store.Read<TRecord>(missing.Id, cancellationToken));

    private SpaceCatalog Catalog =>
        _catalog ?? throw new InvalidOperationException("The spaces have not been read yet.");

    /// <summary>Reads what was marked, until all of so many marks is in what is kept.</summary>
    private async Task Read(long wanted, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        HashSet<RecordReference> marked = [];
        try
        {
            if (Volatile.Read(ref _applied) >= wanted)
            {
                return;
            }

            long taken;
            lock (_marking)
            {
                // What is marked from here on may be missing in what is read now.
                (marked, _marked, taken) = (_marked, [], _marks);
            }

            var begun = Stopwatch.GetTimestamp();
            var readsAll = _catalog is null || marked.Count > MaxMarkedRecords;
            if (readsAll)
            {
                var all = await reader.ReadAll(cancellationToken);
                Change(() =>
                {
                    _catalog = all;
                    return true;
                });
            }
            else
            {
                var change = await reader.ReadChanged(marked, cancellationToken);
                Change(() => change(Catalog));
            }

            Reading.Record(
                Stopwatch.GetElapsedTime(begun).TotalSeconds,
                Telemetry.Tag("omengff.space_graph.read", readsAll ? "all" : "changed"));
            Volatile.Write(ref _applied, taken);
            Interlocked.Increment(ref _revision);
        }
        catch (Exception failure)
        {
            lock (_marking)
            {
                _marked.UnionWith(marked);
            }

            if (failure is not NpgsqlException || _catalog is null)
            {
                throw;
            }

            LogFailing(logger, failure.Message);
        }
        finally
        {
            _reading.Release();
        }
    }

    private void Change(Func<bool> change)
    {
        _gate.EnterWriteLock();
        try
        {
            if (change())
            {
                Interlocked.Increment(ref _graphRevision);
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>The database could not be asked what changed in the space graph; paths may be older than the catalog.</summary>
    /// <remarks>Look at the database; the next request tries again.</remarks>
    [LoggerMessage(EventId = 3100, EventName = "space-graph-stale", Level = LogLevel.Warning,
        Message = "The spaces cannot be brought up to date; paths are found among what is in memory: {Reason}")]
    private static partial void LogFailing(ILogger logger, string reason);
}
