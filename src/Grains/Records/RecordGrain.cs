using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff;

namespace OmeNgff.Grains.Records;

/// <summary>What a grain holds in memory; replaced as a whole, never changed in place.</summary>
/// <param name="Record">The record as it is shown.</param>
/// <param name="Number">Its version, or its view's revision: a lower number never replaces a higher one.</param>
public record RecordState<TRecord>(TRecord Record, long Number)
    where TRecord : CatalogRecord;

/// <summary>
/// The authority for one record. Reads interleave and are answered from memory; writes take turns and are durable
/// before anyone is answered. Activating loads nothing, and absence is never kept: the next read asks again.
/// </summary>
public abstract class RecordGrain<TRecord>(IRecordStore store, Notices notices, FeedTail feed)
    : Grain, IRecordGrain<TRecord>, IHeldRecord
    where TRecord : CatalogRecord
{
    // Set by the grain, and read on any thread.
    private volatile RecordState<TRecord>? _state;
    private Task<RecordState<TRecord>?>? _loading;

    // Raised by calls, and by the tail of the feed on its own thread.
    private long _outdatedBelow;

    /// <summary>The record's id.</summary>
    protected string Id => this.GetPrimaryKeyString();

    /// <summary>What the grain holds, unless it is out of date. On any thread: who has caught up with the feed needs no call
    /// for it.</summary>
    internal RecordState<TRecord>? Held =>
        _state is { } state && state.Number >= Volatile.Read(ref _outdatedBelow) ? state : null;

    /// <summary>The store of records.</summary>
    protected IRecordStore Store => store;

    private RecordReference Own => new(RecordKinds.Of<TRecord>(), Id);

    /// <inheritdoc/>
    public async Task<TRecord?> Get(CancellationToken cancellationToken) =>
        (await Current(cancellationToken))?.Record;

    /// <inheritdoc/>
    public async Task<Written<TRecord>> Write(WriteCommand<TRecord> command, CancellationToken cancellationToken)
    {
        var changes = await Changes(command, cancellationToken);
        return await CarryOut(
            new CommitRequest([.. changes], command.By)
            {
                DryRun = command.DryRun,
                Operation = command.Operation.By(command.By),
            },
            cancellationToken);
    }

    /// <summary>Commits, tells all that are affected, and returns what the record now is.</summary>
    protected async Task<Written<TRecord>> CarryOut(CommitRequest request, CancellationToken cancellationToken)
    {
        var (result, pending) = await Commit(request, cancellationToken);
        var deleted = request.Changes.Where(change => change.Record is null)
            .Select(change => new RecordReference(change.Kind, change.Id)).Order().ToList();
        var committed = result.Records.OfType<TRecord>().FirstOrDefault(record => record.Id == Id);

        // Somebody else may have deleted it since: then it is told as it was written.
        var shown = request.DryRun
            ? committed
            : deleted.Contains(Own) ? null : (await Current(CancellationToken.None))?.Record ?? committed;
        return new Written<TRecord>(shown, request.DryRun ? "" : result.Change.ToString(), pending)
        {
            Deleted = deleted.Select(reference => reference.ToString()).ToEquatableArray(),
        };
    }

    /// <inheritdoc/>
    public Task Notice(long number)
    {
        Outdate(number);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Outdate(long number)
    {
        for (var seen = Volatile.Read(ref _outdatedBelow); seen < number;)
        {
            var found = Interlocked.CompareExchange(ref _outdatedBelow, number, seen);
            seen = found == seen ? number : found;
        }
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        feed.Held.Enter(Own, this);
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        feed.Held.Leave(Own, this);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>What the grain holds, read from the store when it holds nothing or something out of date.</summary>
    protected async Task<RecordState<TRecord>?> Current(CancellationToken cancellationToken)
    {
        await feed.CatchUp(cancellationToken);
        while (true)
        {
            if (Held is { } state)
            {
                return state;
            }

            // A load that began before this call, or before the last notice, may tell what is out of date already:
            // then load once more.
            var expected = Volatile.Read(ref _outdatedBelow);
            var isOwn = _loading is null;
            var loaded = await (_loading ??= LoadOnce()).WaitAsync(cancellationToken);
            if (loaded is null && isOwn && expected == Volatile.Read(ref _outdatedBelow))
            {
                return null;
            }
        }
    }

    /// <summary>Reads the state from the store, or null when there is no such record.</summary>
    protected virtual async Task<RecordState<TRecord>?> Load() =>
        await store.Read<TRecord>(Id, CancellationToken.None) is { } record
            ? new RecordState<TRecord>(record, record.Version)
            : null;

    /// <summary>Commits changes of the record and of others that go with it, and notifies.</summary>
    /// <returns>The result, and the ids of images that could not be told in time.</returns>
    protected async Task<(CommitResult Result, EquatableArray<string> PendingViews)> Commit(
        CommitRequest request, CancellationToken cancellationToken)
    {
        CommitResult result;
        try
        {
            result = await store.Commit(request, cancellationToken);
        }
        catch
        {
            // Whatever the reason, what is held may be older than what stands.
            _state = null;
            throw;
        }

        if (request.DryRun)
        {
            return (result, []);
        }

        // The write stands: from here on nothing may be cancelled, or readers would go on seeing the old state.
        await Notice(Own.Kind == RecordKind.Image
            ? result.Views.GetValueOrDefault(Id)
            : result.Versions.GetValueOrDefault(Own));
        Take(result);
        return (result, await notices.Send(result, Own));
    }

    /// <summary>The changes that a command means.</summary>
    protected virtual Task<IReadOnlyList<RecordChange>> Changes(
        WriteCommand<TRecord> command, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RecordChange>>(
        [
            new RecordChange(
                RecordKinds.Of<TRecord>(), Id, command.ExpectedVersion, command.Record, command.Reason),
        ]);

    /// <summary>Holds what was committed, so that nobody has to read it back. What an image publishes takes its arrays
    /// too.</summary>
    private void Take(CommitResult result)
    {
        if (Own.Kind != RecordKind.Image
            && result.Records.OfType<TRecord>().FirstOrDefault(record => record.Id == Id) is { } record
            && !(_state?.Number > record.Version))
        {
            _state = new RecordState<TRecord>(record, record.Version);
        }
    }

    private async Task<RecordState<TRecord>?> LoadOnce()
    {
        try
        {
            // Leaves the caller first, so that the task is known to other readers before it can end.
            await Task.Yield();
            var loaded = await Load();
            if (loaded is null || _state is null || loaded.Number > _state.Number)
            {
                _state = loaded;
            }

            return loaded;
        }
        finally
        {
            _loading = null;
        }
    }
}
