using Microsoft.Net.Http.Headers;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Commits;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Records;

namespace OmeNgff.Silo.Commits;

/// <summary>Reads the changes of a commit, and checks each against what stands; all that is amiss is told at once.
/// </summary>
public sealed class CommitReading(IRecordStore store, RecordDrafts drafts)
{
    /// <summary>How many changes a commit may have (limit <c>MaxCommitChanges</c>).</summary>
    public const int MaxCommitChanges = 10_000;

    /// <summary>The changes, in their order.</summary>
    /// <param name="input">What is asked.</param>
    /// <param name="reason">Why, where the caller says nothing but what is done.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ProblemException">409 where a precondition fails, else 400.</exception>
    public async Task<IReadOnlyList<RequestedChange>> Read(
        CommitInput input, Func<string, string> reason, CancellationToken cancellationToken)
    {
        var changes = input.Changes;
        if (changes.IsEmpty || changes.Count > MaxCommitChanges)
        {
            throw ProblemException.Invalid("/changes", changes.IsEmpty ? "changes-missing" : "changes-too-many",
                $"A commit has 1 to {MaxCommitChanges} changes (limit MaxCommitChanges); there are {changes.Count}.");
        }

        var faults = new CommitFaults();
        var targets = Targets(changes, faults);
        var standing = await store.Read([.. targets.Distinct()], cancellationToken);
        var requested = new List<RequestedChange>();
        for (var index = 0; index < changes.Count; index++)
        {
            try
            {
                requested.Add(Read(changes[index], targets[index], standing.GetValueOrDefault(targets[index]), reason));
            }
            catch (ProblemException refusal)
            {
                faults.Add(index, refusal);
            }
        }

        faults.Throw();
        RefuseRepeated(requested, faults);
        await RefuseUnknownDatasets(requested, faults, cancellationToken);
        return requested;
    }

    /// <summary>The database would refuse them too, but not say whose they are.</summary>
    private async Task RefuseUnknownDatasets(
        List<RequestedChange> requested, CommitFaults faults, CancellationToken cancellationToken)
    {
        var given = requested.Select(change => change.Change.Record).OfType<CatalogRecord>()
            .Select(record => new RecordReference(RecordKind.Dataset, record.Dataset)).Distinct().ToList();
        var known = (await store.Read(given, cancellationToken)).Keys.Concat(requested
            .Where(change => change.Change.Record is DatasetRecord)
            .Select(change => new RecordReference(RecordKind.Dataset, change.Change.Id))).ToHashSet();
        for (var index = 0; index < requested.Count; index++)
        {
            if (requested[index].Change.Record is { } record
                && !known.Contains(new RecordReference(RecordKind.Dataset, record.Dataset)))
            {
                faults.Add(
                    $"/changes/{index}/body/dataset", "dataset-unknown", $"There is no dataset '{record.Dataset}'.");
            }
        }

        faults.Throw();
    }

    /// <summary>The records that the changes name.</summary>
    private static List<RecordReference> Targets(EquatableArray<CommitChange> changes, CommitFaults faults)
    {
        var targets = new List<RecordReference>();
        for (var index = 0; index < changes.Count; index++)
        {
            if (changes[index].Method is not ("PUT" or "PATCH" or "DELETE"))
            {
                faults.Add($"/changes/{index}/method", "method-unknown", "The method is PUT, PATCH or DELETE.");
            }

            if (!RecordPath.TryParse(changes[index].Path, out var target))
            {
                faults.Add($"/changes/{index}/path", "path-invalid",
                    "The path is that of one record, such as /v1/images/{id}.");
            }

            targets.Add(target);
        }

        faults.Throw();
        return targets;
    }

    private RequestedChange Read(
        CommitChange change, RecordReference target, CatalogRecord? current, Func<string, string> reason)
    {
        if (current is not null)
        {
            Preconditions.RequireMatch(Tags(change.IfMatch), target.Kind.Text(), target.Id, current.Version);
        }
        else if (change.Method != "PUT" || change.IfMatch is not null)
        {
            throw ProblemException.NotFound(target.Kind.Text(), target.Id);
        }

        var requested = change.Method switch
        {
            "DELETE" => new RequestedChange(
                new RecordChange(target.Kind, target.Id, current!.Version, null, reason("deleted")), []),
            "PATCH" => drafts.Patch(current!, Body(change), reason("patched")),
            _ => drafts.Put(
                target.Kind, target.Id, Body(change), current, reason(current is null ? "created" : "put")),
        };

        // Here, where it is known which of the changes breaks a rule.
        return requested with { Change = RecordRules.Complete(requested.Change) };
    }

    private static RawJson Body(CommitChange change) => change.Body
        ?? throw ProblemException.Invalid("", "body-missing", $"A {change.Method} needs a body.");

    /// <summary>An ETag as it was got, or a version alone.</summary>
    private static List<EntityTagHeaderValue>? Tags(string? ifMatch)
    {
        if (ifMatch is null)
        {
            return null;
        }

        // What is no tag matches nothing.
        return EntityTagHeaderValue.TryParse(ifMatch, out var tag)
            || EntityTagHeaderValue.TryParse($"\"{ifMatch}\"", out tag) ? [tag] : [new EntityTagHeaderValue("\"\"")];
    }

    private static void RefuseRepeated(List<RequestedChange> requested, CommitFaults faults)
    {
        var seen = new HashSet<RecordReference>();
        for (var index = 0; index < requested.Count; index++)
        {
            foreach (var (pointer, change) in CommitFaults.Places(index, requested[index]))
            {
                if (!seen.Add(new RecordReference(change.Kind, change.Id)))
                {
                    faults.Add(pointer, "record-repeated",
                        $"The {change.Kind.Text()} '{change.Id}' stands twice in one commit.");
                }
            }
        }

        faults.Throw();
    }
}
