using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Writeback;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Records;

namespace OmeNgff.Silo.Writeback;

/// <summary>Writeback and drift as HTTP has them.</summary>
public sealed class WritebackEndpoints(
    IRecordStore store,
    IGrainFactory grains,
    RequestBodies bodies,
    StoreTurn turn,
    StoreDrift drift,
    StoreWriteback writeback,
    StoreAdoption adoption)
{
    private const string Kind = "image";

    /// <summary><c>GET /v1/images/{id}/drift</c></summary>
    public async Task<IResult> Drift(string id, CancellationToken cancellationToken) =>
        Answers.Json(await drift.Report(await Snapshot(id, cancellationToken), cancellationToken));

    /// <summary><c>POST /v1/images/{id}:writeback</c></summary>
    public async Task<IResult> Write(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var (version, request) = await Request<WritebackRequest>(context, id, cancellationToken);
        var (answer, commit) = await turn.Take(
            async () => await writeback.Write(
                await Snapshot(id, version, cancellationToken),
                request,
                WriteOptions.IsDryRun(context.Request),
                Caller.Local,
                cancellationToken),
            cancellationToken);
        Tell(context, commit);
        return Answers.Json(answer);
    }

    /// <summary><c>POST /v1/images/{id}:reconcile</c></summary>
    public async Task<IResult> Reconcile(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var (version, request) = await Request<ReconcileRequest>(context, id, cancellationToken);
        var keep = request.Keep
            ?? throw ProblemException.Invalid("/keep", "keep-missing", "Say which side to keep: catalog or store.");
        var isDryRun = WriteOptions.IsDryRun(context.Request);
        return await turn.Take(
            async () =>
            {
                var catalog = await Snapshot(id, version, cancellationToken);
                if (keep == KeptSide.Store)
                {
                    var (adopted, pending) = await adoption.Adopt(catalog, isDryRun, Caller.Local, cancellationToken);
                    return isDryRun
                        ? Answers.Json(new ReconcileAnswer(adopted.Record<ImageRecord>(id)))
                        : await Answer(context, id, adopted, pending, null);
                }

                var (answer, commit) = await writeback.Write(
                    catalog, new WritebackRequest(), isDryRun, Caller.Local, cancellationToken);
                return await Answer(context, id, commit, [], answer);
            },
            cancellationToken);
    }

    private async Task<IResult> Answer(
        HttpContext context,
        string id,
        CommitResult? commit,
        EquatableArray<string> pending,
        WritebackAnswer? written)
    {
        Tell(context, commit);
        var image = await grains.GetGrain<IImageGroupGrain>(id).Get(CancellationToken.None) ?? throw NotFound(id);
        context.Response.Headers.ETag = RecordTag.Of(image);
        return Answers.Json(new ReconcileAnswer(pending.IsEmpty ? image : image with { PendingViews = pending })
        {
            Writeback = written,
        });
    }

    private static void Tell(HttpContext context, CommitResult? commit)
    {
        if (commit is not null)
        {
            context.Response.Headers["Change"] = commit.Change.ToString();
        }
    }

    /// <summary>The version that the request is based on, and its body; checked in this order.</summary>
    private async Task<(long Version, T Request)> Request<T>(
        HttpContext context, string id, CancellationToken cancellationToken)
    {
        var current = (await Snapshot(id, cancellationToken)).Image.Version;
        var version = Preconditions.RequireMatch(context.Request, Kind, id, current);
        return (version, RequestBodies.Bind<T>(await bodies.Read(context.Request, cancellationToken)));
    }

    private async Task<ImageSnapshot> Snapshot(string id, CancellationToken cancellationToken) =>
        RecordId.IsValid(id) && await store.ReadImage(id, cancellationToken) is { } snapshot
            ? snapshot
            : throw NotFound(id);

    private async Task<ImageSnapshot> Snapshot(string id, long version, CancellationToken cancellationToken)
    {
        var snapshot = await Snapshot(id, cancellationToken);
        return snapshot.Image.Version == version
            ? snapshot
            : throw ProblemException.VersionConflict(Kind, id, version, snapshot.Image.Version);
    }

    private static ProblemException NotFound(string id) => ProblemException.NotFound(Kind, id);
}
