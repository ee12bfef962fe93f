using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using Orleans.Concurrency;

namespace OmeNgff.Client.Grains;

/// <summary>The authority for one record. Refusals arrive as <see cref="Problems.ProblemException"/>.</summary>
public interface IRecordGrain<TRecord> : IGrainWithStringKey
    where TRecord : CatalogRecord
{
    /// <summary>The current record, or null when there is none.</summary>
    [AlwaysInterleave, Alias("get")]
    Task<TRecord?> Get(CancellationToken cancellationToken);

    /// <summary>Replaces, creates or deletes the record. When it returns, the next read of every affected view
    /// includes the change, but for those named in <see cref="Written{TRecord}.PendingViews"/>.</summary>
    [Alias("write")]
    Task<Written<TRecord>> Write(WriteCommand<TRecord> command, CancellationToken cancellationToken);

    /// <summary>Tells that what the grain holds is out of date below this number, so that the next read rebuilds it.
    /// The number is the record's version, or the view's revision for an image.</summary>
    [AlwaysInterleave, Alias("notice")]
    Task Notice(long number);
}

/// <summary>A change of one record.</summary>
/// <param name="Record">What the record is to be, or null to delete it.</param>
/// <param name="ExpectedVersion">The version it was based on; 0 when the record must not exist yet.</param>
/// <param name="By">Who writes.</param>
/// <param name="Reason">Why, for the history.</param>
[GenerateSerializer, Alias("omengff.write`1"), Immutable]
public sealed record WriteCommand<TRecord>(
    [property: Id(0)] TRecord? Record,
    [property: Id(1)] long ExpectedVersion,
    [property: Id(2)] string By,
    [property: Id(3)] string Reason)
    where TRecord : CatalogRecord
{
    /// <summary>True to take away, with an image, the arrays that no other image references.</summary>
    [Id(4)]
    public bool Cascade { get; init; }

    /// <summary>True to check everything, tell the outcome, and write nothing.</summary>
    [Id(5)]
    public bool DryRun { get; init; }

    /// <summary>The caller's name for the operation, or null.</summary>
    [Id(6)]
    public OperationName? Operation { get; init; }
}

/// <summary>The name that a caller gave an operation, so that asking again does nothing twice.</summary>
/// <param name="Key">The caller's name for it.</param>
/// <param name="Digest">SHA-256 of all that was asked, in hexadecimal.</param>
[GenerateSerializer, Alias("omengff.operation-name"), Immutable]
public sealed record OperationName([property: Id(0)] string Key, [property: Id(1)] string Digest);

/// <summary>The outcome of a write.</summary>
/// <param name="Record">The record as it now stands, or null after a deletion.</param>
/// <param name="Change">The name of the change in the feed; opaque, ordered.</param>
/// <param name="PendingViews">Ids of affected images that could not be told in time; they follow by the feed.</param>
[GenerateSerializer, Alias("omengff.written`1"), Immutable]
public sealed record Written<TRecord>(
    [property: Id(0)] TRecord? Record,
    [property: Id(1)] string Change,
    [property: Id(2)] EquatableArray<string> PendingViews)
    where TRecord : CatalogRecord
{
    /// <summary>References (<c>array:{id}</c>) of all records that the write deleted, in order.</summary>
    [Id(3)]
    public EquatableArray<string> Deleted { get; init; } = [];
}

/// <summary>Owns one array: shape, location, axes and transformation.</summary>
[Alias("omengff.array")]
public interface IArrayGrain : IRecordGrain<ArrayRecord>;

/// <summary>Owns one dataset.</summary>
[Alias("omengff.dataset")]
public interface IDatasetGrain : IRecordGrain<DatasetRecord>;

/// <summary>Owns one catalogued space.</summary>
[Alias("omengff.space")]
public interface ISpaceGrain : IRecordGrain<SpaceRecord>;

/// <summary>Owns one viewpoint.</summary>
[Alias("omengff.viewpoint")]
public interface IViewpointGrain : IRecordGrain<ViewpointRecord>;
