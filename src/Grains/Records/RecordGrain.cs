using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
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
public abstract class RecordGrain<TRecord>(IRecordStore store, Notices notices) : Grain, IRecordGrain<TRecord>
    where TRecord : CatalogRecord
{
    private RecordState<TRecord>? _state;
    private Task<RecordState<TRecord>?>? _loading;
    private long _outdatedBelow;

    /// <summary>The record's id.</summary>
    protected string Id => this.GetPrimaryKeyString();

    /// <summary>The store of records.</summary>
    protected IRecordStore Store => store;

    /// <inheritdoc/>
    public async Task<TRecord?> Get(CancellationToken cancellationToken) =>
        (await Current(cancellationToken))?.Record;

    /// <inheritdoc/>
    public async Task<Written<TRecord>> Write(WriteCommand<TRecord> command, CancellationToken cancellationToken)
    {
        var changes = await Changes(command, cancellationToken);
        var (result, pending) = await Commit(
            new CommitRequest([.. changes], command.By) { DryRun = command.DryRun }, cancellationToken);
        var shown = command.DryRun
            ? result.Records.OfType<TRecord>().FirstOrDefault(record => record.Id == Id)
            : command.Record is null ? null : (await Current(CancellationToken.None))?.Record;
        return new Written<TRecord>(shown, command.DryRun ? "" : result.Change.ToString(), pending)
        {
            Deleted = changes.Where(change => change.Record is null)
                .Select(change => new RecordReference(change.Kind, change.Id)).Order()
                .Select(reference => reference.ToString()).ToEquatableArray(),
        };
    }

    /// <inheritdoc/>
    public Task Notice(long number)
    {
        _outdatedBelow = Math.Max(_outdatedBelow, number);
        return Task.CompletedTask;
    }

    /// <summary>What the grain holds, read from the store when it holds nothing or something out of date.</summary>
    protected async Task<RecordState<TRecord>?> Current(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_state is { } state && state.Number >= _outdatedBelow)
            {
                return state;
            }

            // A load that began before this call, or before the last notice, may tell what is out of date already:
            // then load once more.
            var expected = _outdatedBelow;
            var isOwn = _loading is null;
            var loaded = await (_loading ??= LoadOnce()).WaitAsync(cancellationToken);
            if (loaded is null && isOwn && expected == _outdatedBelow)
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
        var own = new RecordReference(RecordKinds.Of<TRecord>(), Id);
        await Notice(own.Kind == RecordKind.Image ? result.Views.GetValueOrDefault(Id) : result.Versions[own]);
        return (result, await notices.Send(result, own));
    }

    /// <summary>The changes that a command means.</summary>
    protected virtual Task<IReadOnlyList<RecordChange>> Changes(
        WriteCommand<TRecord> command, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RecordChange>>(
        [
            new RecordChange(
                RecordKinds.Of<TRecord>(), Id, command.ExpectedVersion, command.Record, command.Reason),
        ]);

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
