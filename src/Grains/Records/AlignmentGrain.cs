using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one alignment with its versions, which it counts; deleting it deletes them.</summary>
public sealed class AlignmentGrain(IRecordStore store, AlignmentVersions versions, Notices notices, FeedTail feed)
    : RecordGrain<AlignmentRecord>(store, notices, feed), IAlignmentGrain
{
    /// <summary>How often a write is tried while others change the alignment, or what goes with it.</summary>
    private const int MaxAttempts = 500;

    /// <summary>How many versions are read at a time.</summary>
    private const int PageSize = 1000;

    /// <inheritdoc/>
    public async Task<WrittenVersion> AddVersion(AddVersionCommand command, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var alignment = await Standing(cancellationToken);
            var number = await NextNumber(alignment, cancellationToken);
            var version = command.Version with
            {
                Id = AlignmentVersionRecord.IdOf(Id, number),
                Dataset = alignment.Dataset,
                Alignment = Id,
                Number = number,
                Source = alignment.Source,
                Target = alignment.Target,
            };
            try
            {
                return await Write(
                    alignment with { LastVersion = number }, version, 0, command.By,
                    command.Reason ?? $"version {number} added", command.DryRun, command.Operation, [],
                    cancellationToken);
            }
            catch (ProblemException conflict) when (conflict.Problem.Status == 412)
            {
                // Another node, or a commit of several records, came between; the number is taken anew.
            }
        }

        throw Busy();
    }

    /// <inheritdoc/>
    public async Task<WrittenVersion> SetStatus(VersionStatusCommand command, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var alignment = await Standing(command.ExpectedVersion, cancellationToken);
            var id = AlignmentVersionRecord.IdOf(Id, command.Number);
            var version = await Store.Read<AlignmentVersionRecord>(id, cancellationToken)
                ?? throw ProblemException.NotFound("alignment version", id);
            if (command.Status == version.Status)
            {
                return new WrittenVersion(version, alignment.Version, "", []);
            }

            var isRetracted = command.Status == AlignmentStatus.Retracted && version.Status != command.Status;
            var raised = isRetracted ? await new Retraction(Store, id).Raised(cancellationToken) : [];
            try
            {
                return await Write(
                    alignment, version with { Status = command.Status }, version.Version, command.By,
                    command.Reason ?? $"version {command.Number} is {command.Status.ToString().ToLowerInvariant()}",
                    command.DryRun, null, raised, cancellationToken);
            }
            catch (ProblemException conflict) when (isRetracted && conflict.Problem.Status == 412)
            {
                // One of those that follow changed meanwhile, or another viewpoint pins the version now. Where it was the
                // alignment itself, the next look says so.
            }
        }

        throw Busy();
    }

    /// <inheritdoc/>
    public async Task<Written<AlignmentRecord>> SetDefault(
        DefaultVersionCommand command, CancellationToken cancellationToken)
    {
        var alignment = await Standing(command.ExpectedVersion, cancellationToken);
        if (command.Number is { } number
            && await Store.Read<AlignmentVersionRecord>(AlignmentVersionRecord.IdOf(Id, number), cancellationToken) is null)
        {
            throw ProblemException.Invalid(
                "/version", "alignment-version-unknown", $"The alignment '{Id}' has no version {number}.");
        }

        var reason = command.Number is { } named ? $"version {named} is the default" : "no version is the default";
        return await Write(
            new WriteCommand<AlignmentRecord>(
                alignment with { DefaultVersion = command.Number }, command.ExpectedVersion, command.By,
                command.Reason ?? reason)
            {
                DryRun = command.DryRun,
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<RecordChange>> Changes(
        WriteCommand<AlignmentRecord> command, CancellationToken cancellationToken)
    {
        var changes = await base.Changes(command, cancellationToken);
        if (command.Record is { } record && (await Current(cancellationToken))?.Record.Dataset == record.Dataset)
        {
            return changes;
        }

        // Versions go where their alignment goes. One that is added meanwhile raises the alignment's version, which is a
        // conflict.
        var all = new List<RecordChange>(changes);
        for (var last = 0; ;)
        {
            var page = await versions.List(Id, last, PageSize, cancellationToken);
            all.AddRange(page.Select(version => new RecordChange(
                RecordKind.AlignmentVersion, version.Id, version.Version,
                command.Record is { } moved ? version with { Dataset = moved.Dataset } : null, command.Reason)));
            if (page.Length < PageSize)
            {
                return all;
            }

            last = page[^1].Number;
        }
    }

    private ProblemException Busy() => new(new Problem("/problems/busy", "Busy", 503,
        $"The alignment '{Id}' and what goes with it are being changed by too many others; try again."));

    private async Task<AlignmentRecord> Standing(CancellationToken cancellationToken) =>
        (await Current(cancellationToken))?.Record ?? throw ProblemException.NotFound("alignment", Id);

    private async Task<AlignmentRecord> Standing(long expectedVersion, CancellationToken cancellationToken)
    {
        var alignment = await Standing(cancellationToken);
        return alignment.Version == expectedVersion
            ? alignment
            : throw ProblemException.VersionConflict("alignment", Id, expectedVersion, alignment.Version);
    }

    /// <summary>A number never comes back: where a deleted alignment had versions, pins of these are still about.</summary>
    private async Task<int> NextNumber(AlignmentRecord alignment, CancellationToken cancellationToken) =>
        1 + (alignment.LastVersion > 0 ? alignment.LastVersion : await versions.LastNumber(Id, cancellationToken));

    private async Task<WrittenVersion> Write(
        AlignmentRecord alignment,
        AlignmentVersionRecord version,
        long expected,
        string by,
        string reason,
        bool isDryRun,
        OperationName? operation,
        IEnumerable<RecordChange> raised,
        CancellationToken cancellationToken)
    {
        var (result, pending) = await Commit(
            new CommitRequest(
                [
                    RecordChange.Put(alignment, alignment.Version, reason),
                    RecordChange.Put(version, expected, reason),
                    .. raised,
                ],
                by)
            {
                DryRun = isDryRun,
                Operation = operation.By(by),
            },
            cancellationToken);
        return new WrittenVersion(
            result.Record<AlignmentVersionRecord>(version.Id),
            result.Record<AlignmentRecord>(Id).Version,
            isDryRun ? "" : result.Change.ToString(),
            pending);
    }
}
