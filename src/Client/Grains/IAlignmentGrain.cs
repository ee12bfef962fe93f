using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Grains;

/// <summary>Owns one alignment: its ends, its versions, its default. Whatever becomes of a version is a change of the
/// alignment too, in the same commit.</summary>
[Alias("omengff.alignment")]
public interface IAlignmentGrain : IRecordGrain<AlignmentRecord>
{
    /// <summary>Adds the next version. Numbers are dense, and however many add at once, none is lost.</summary>
    [Alias("add-version")]
    Task<WrittenVersion> AddVersion(AddVersionCommand command, CancellationToken cancellationToken);

    /// <summary>Sets the status of a version; nothing else of one ever changes. A retraction raises all viewpoints that pin
    /// the version, the images that they show through it, and their spaces, so it may take as long as a commit may.
    /// </summary>
    [Alias("set-status"), ResponseTimeout("00:01:30")]
    Task<WrittenVersion> SetStatus(VersionStatusCommand command, CancellationToken cancellationToken);

    /// <summary>Sets which version is taken where none is pinned.</summary>
    [Alias("set-default")]
    Task<Written<AlignmentRecord>> SetDefault(DefaultVersionCommand command, CancellationToken cancellationToken);
}

/// <summary>A new version of an alignment.</summary>
/// <param name="Version">The version; its number and its ends are those of the alignment, whatever it says.</param>
/// <param name="By">Who writes.</param>
/// <param name="Reason">Why, for the history; null to name the version.</param>
/// <param name="DryRun">True to check everything, tell the outcome, and write nothing.</param>
[GenerateSerializer, Alias("omengff.add-version"), Immutable]
public sealed record AddVersionCommand(
    [property: Id(0)] AlignmentVersionRecord Version,
    [property: Id(1)] string By,
    [property: Id(2)] string? Reason = null,
    [property: Id(3)] bool DryRun = false)
{
    /// <summary>The caller's name for the operation, or null.</summary>
    [Id(4)]
    public OperationName? Operation { get; init; }
}

/// <summary>Another status of a version.</summary>
/// <param name="Number">The number of the version.</param>
/// <param name="Status">Its new status.</param>
/// <param name="ExpectedVersion">The version of the alignment's record that the change was based on.</param>
/// <param name="By">Who writes.</param>
/// <param name="Reason">Why, for the history; null to name version and status.</param>
/// <param name="DryRun">True to check everything, tell the outcome, and write nothing.</param>
[GenerateSerializer, Alias("omengff.version-status"), Immutable]
public sealed record VersionStatusCommand(
    [property: Id(0)] int Number,
    [property: Id(1)] AlignmentStatus Status,
    [property: Id(2)] long ExpectedVersion,
    [property: Id(3)] string By,
    [property: Id(4)] string? Reason = null,
    [property: Id(5)] bool DryRun = false);

/// <summary>Another default version.</summary>
/// <param name="Number">The number of the version, or null for none.</param>
/// <param name="ExpectedVersion">The version of the alignment's record that the change was based on.</param>
/// <param name="By">Who writes.</param>
/// <param name="Reason">Why, for the history; null to name the version.</param>
/// <param name="DryRun">True to check everything, tell the outcome, and write nothing.</param>
[GenerateSerializer, Alias("omengff.default-version"), Immutable]
public sealed record DefaultVersionCommand(
    [property: Id(0)] int? Number,
    [property: Id(1)] long ExpectedVersion,
    [property: Id(2)] string By,
    [property: Id(3)] string? Reason = null,
    [property: Id(4)] bool DryRun = false);

/// <summary>The outcome of a write of an alignment version.</summary>
/// <param name="Version">The version as it now stands.</param>
/// <param name="AlignmentVersion">The version of the alignment's record, which the write raised.</param>
/// <param name="Change">The name of the change in the feed; opaque, ordered.</param>
/// <param name="PendingViews">Ids of affected images that could not be told in time; they follow by the feed.</param>
[GenerateSerializer, Alias("omengff.written-version"), Immutable]
public sealed record WrittenVersion(
    [property: Id(0)] AlignmentVersionRecord Version,
    [property: Id(1)] long AlignmentVersion,
    [property: Id(2)] string Change,
    [property: Id(3)] EquatableArray<string> PendingViews);
