using OmeNgff.Catalog.Records;
using OmeNgff.Client.Commits;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Idempotency;
using OmeNgff.Silo.Records;

namespace OmeNgff.Silo.Commits;

/// <summary><c>POST /v1/commits</c>: many records, one transaction.</summary>
public sealed class CommitEndpoint(
    CommitReading reading, IRecordStore store, Registration registration, RequestBodies bodies)
{
    /// <summary>Commits all changes or none.</summary>
    public async Task<IResult> Commit(HttpContext context, CancellationToken cancellationToken)
    {
        var input = RequestBodies.Bind<CommitInput>(await bodies.Read(context.Request, cancellationToken));
        var requested = await reading.Read(
            input, done => WriteOptions.Reason(context.Request, done), cancellationToken);
        var request = new CommitRequest([.. requested.SelectMany(change => change.All)], Caller.Local)
        {
            DryRun = WriteOptions.IsDryRun(context.Request),
            Operation = context.NamedOperation(),
        };
        try
        {
            var (result, pending) = request.DryRun
                ? (await store.Commit(request, cancellationToken), [])
                : await registration.Commit(request, cancellationToken);
            return await Answer(context, requested, result, pending, request.DryRun);
        }
        catch (ProblemException refusal)
        {
            throw new CommitFaults(requested).Of(refusal);
        }
    }

    private async Task<IResult> Answer(
        HttpContext context,
        IReadOnlyList<RequestedChange> requested,
        CommitResult result,
        EquatableArray<string> pending,
        bool isDryRun)
    {
        var asked = requested.Select(change => new RecordReference(change.Change.Kind, change.Change.Id)).ToList();
        var records = result.Records.ToDictionary(record => new RecordReference(record.Kind, record.Id));
        var holders = await store.ReadHolders(
            [.. records.Keys.Where(reference => reference.Kind == RecordKind.Array)], CancellationToken.None);
        var answer = new CommitAnswer(
            isDryRun ? null : result.Change.ToString(),
            asked.Concat(result.Versions.Keys.Except(asked)).Select(Shown).ToEquatableArray())
        {
            PendingViews = pending,
        };
        if (!isDryRun)
        {
            context.Response.Headers["Change"] = answer.Change;
        }

        return Answers.Json(answer);

        CommittedRecord Shown(RecordReference reference)
        {
            var record = records.GetValueOrDefault(reference);
            return new CommittedRecord(RecordPath.Of(reference), result.Versions[reference])
            {
                ETag = record is null || isDryRun ? null : RecordTag.Of(record switch
                {
                    ArrayRecord array => array.HeldBy(holders[reference]),
                    ImageRecord image => image with { View = new() { Revision = result.Views[image.Id] } },
                    _ => record,
                }),
                Record = isDryRun ? record : null,
            };
        }
    }
}
