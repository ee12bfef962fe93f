using System.Collections.Immutable;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>The one door to the records: every write goes through <see cref="Commit"/>.</summary>
public interface IRecordStore
{
    /// <summary>
    /// Writes any number of records with history, change feed and index in one transaction: all or none.
    /// </summary>
    /// <exception cref="Client.Problems.ProblemException">A version is not the expected one, a reference leads
    /// nowhere, a record still referred to is to be deleted, or an image would have no consistent axes.</exception>
    Task<CommitResult> Commit(CommitRequest request, CancellationToken cancellationToken);

    /// <summary>The current record, or null.</summary>
    Task<TRecord?> Read<TRecord>(string id, CancellationToken cancellationToken)
        where TRecord : CatalogRecord;

    /// <summary>Those of some records that stand.</summary>
    Task<ImmutableDictionary<RecordReference, CatalogRecord>> Read(
        IReadOnlyCollection<RecordReference> references, CancellationToken cancellationToken);

    /// <summary>An image with all that its view depends on from one snapshot, or null.</summary>
    Task<ImageSnapshot?> ReadImage(string id, CancellationToken cancellationToken);

    /// <summary>The records that refer to one, in order.</summary>
    Task<ImmutableArray<RecordReference>> ReadReferences(RecordReference target, CancellationToken cancellationToken);

    /// <summary>The records that refer to some, in order.</summary>
    Task<ILookup<RecordReference, RecordReference>> ReadHolders(
        IReadOnlyCollection<RecordReference> targets, CancellationToken cancellationToken);

    /// <summary>A version of a record, or null when there is none or it is a deletion.</summary>
    Task<TRecord?> ReadVersion<TRecord>(string id, long version, CancellationToken cancellationToken)
        where TRecord : CatalogRecord;

    /// <summary>The record as it was at a time, or null.</summary>
    Task<TRecord?> ReadAsOf<TRecord>(string id, DateTimeOffset time, CancellationToken cancellationToken)
        where TRecord : CatalogRecord;

    /// <summary>The versions of a record, newest first.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="id">The id.</param>
    /// <param name="before">Only versions below this one; null for all.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<ImmutableArray<HistoryEntry>> ReadHistory(
        RecordKind kind, string id, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>The change that made a version of a record, a deletion too, or null when there is none.</summary>
    Task<ChangeEntry?> ReadChange(RecordReference reference, long version, CancellationToken cancellationToken);

    /// <summary>Records of a kind in the order of their ids.</summary>
    /// <param name="dataset">Only those of this dataset; null for all.</param>
    /// <param name="after">Only ids after this one; null from the start.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<ImmutableArray<TRecord>> List<TRecord>(
        string? dataset, string? after, int limit, CancellationToken cancellationToken)
        where TRecord : CatalogRecord;

    /// <summary>The change feed after a change, oldest first. It stops at the oldest transaction still running, so
    /// that a change read later never sorts before one read earlier.</summary>
    Task<ImmutableArray<ChangeEntry>> ReadChanges(
        ChangeName? after, int limit, CancellationToken cancellationToken);
}

/// <summary>Changes of records that are committed together or not at all.</summary>
/// <param name="Changes">At most one per record.</param>
/// <param name="By">Who writes.</param>
public sealed record CommitRequest(ImmutableArray<RecordChange> Changes, string By)
{
    /// <summary>The sources that images among the changes are taken over from.</summary>
    public ImmutableArray<TakenSource> Sources { get; init; } = [];

    /// <summary>Versions at which other records have to stand, though they do not change: what the request was computed
    /// from.</summary>
    public ImmutableArray<ExpectedVersion> Expected { get; init; } = [];

    /// <summary>True to check everything, tell the outcome, and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The caller's name for what it asks, or null: a repeat is refused with <c>/problems/operation-repeated</c>,
    /// and <see cref="Operations.OperationStore"/> knows the first answer.</summary>
    public NamedOperation? Operation { get; init; }
}

/// <summary>The version at which a record has to stand.</summary>
/// <param name="Reference">The record.</param>
/// <param name="Version">Its version.</param>
public sealed record ExpectedVersion(RecordReference Reference, long Version);

/// <summary>An operation that its caller named, so that asking again does nothing twice.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Key">The caller's name for it.</param>
/// <param name="Digest">SHA-256 of all that was asked, in hexadecimal.</param>
public sealed record NamedOperation(string Caller, string Key, string Digest);

/// <summary>What one record is to become.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Id">The id.</param>
/// <param name="ExpectedVersion">The version that the change was based on; 0 when the record must not exist.</param>
/// <param name="Record">The new record, or null to delete it.</param>
/// <param name="Reason">Why, for the history.</param>
public sealed record RecordChange(
    RecordKind Kind, string Id, long ExpectedVersion, CatalogRecord? Record, string Reason)
{
    /// <summary>True when <see cref="RecordRules.Complete"/> has checked the record, which is not done twice.</summary>
    internal bool IsComplete { get; init; }

    /// <summary>A change that raises the version of a record and leaves it as it is; it is not checked again.</summary>
    public static RecordChange Raise(CatalogRecord record, string reason)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Put(record, record.Version, reason) with { IsComplete = true };
    }

    /// <summary>A change that puts a record.</summary>
    public static RecordChange Put(CatalogRecord record, long expectedVersion, string reason) =>
        new(record.Kind, record.Id, expectedVersion, record, reason);
}

/// <summary>A source as it is taken over with a commit.</summary>
/// <param name="Address">The canonical address of the Zarr group.</param>
/// <param name="Multiscale">The index in <c>multiscales</c>.</param>
/// <param name="Image">The id of the image that stands for it.</param>
/// <param name="Digest">SHA-256 of its documents, in hexadecimal.</param>
public sealed record TakenSource(string Address, int Multiscale, string Image, string Digest);

/// <summary>The outcome of a commit.</summary>
/// <param name="Change">The name of its last change.</param>
/// <param name="Records">The records as they now stand, with those that follow from them; deleted ones are absent.</param>
/// <param name="Versions">The new version of every record that changed, deleted ones too.</param>
/// <param name="Views">The images whose views changed, with their new revision; deleted ones too.</param>
public sealed record CommitResult(
    ChangeName Change,
    ImmutableArray<CatalogRecord> Records,
    ImmutableSortedDictionary<RecordReference, long> Versions,
    ImmutableSortedDictionary<string, long> Views)
{
    /// <summary>The record of a kind and id as it now stands.</summary>
    public TRecord Record<TRecord>(string id)
        where TRecord : CatalogRecord =>
        Records.OfType<TRecord>().Single(record => string.Equals(record.Id, id, StringComparison.Ordinal));
}

/// <summary>An image with all that its view depends on, as it was at one moment.</summary>
/// <param name="Image">The image.</param>
/// <param name="Arrays">The arrays in the order of the levels.</param>
/// <param name="Revision">The revision of the view.</param>
public sealed record ImageSnapshot(ImageRecord Image, ImmutableArray<ArrayRecord> Arrays, long Revision)
{
    /// <summary>The default versions of the alignments that end at the image.</summary>
    public ImmutableArray<AlignmentVersionRecord> Defaults { get; init; } = [];
}

/// <summary>One entry of the change feed.</summary>
/// <param name="Change">Its name.</param>
/// <param name="At">When it was committed.</param>
/// <param name="By">Who committed it.</param>
/// <param name="Kind">The kind of the record.</param>
/// <param name="Id">The id of the record.</param>
/// <param name="Version">The record's version.</param>
/// <param name="Reason">Why.</param>
public sealed record ChangeEntry(
    ChangeName Change, DateTimeOffset At, string By, RecordKind Kind, string Id, long Version, string Reason);
