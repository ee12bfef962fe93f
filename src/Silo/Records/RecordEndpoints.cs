using OmeNgff.Catalog.Operations;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Idempotency;

namespace OmeNgff.Silo.Records;

/// <summary>The verbs that all kinds of records share: list, create, read, put, patch, delete, history.</summary>
public sealed class RecordEndpoints<TRecord>(
    IGrainFactory grains,
    LostCalls calls,
    IRecordStore store,
    Registration registration,
    RequestBodies bodies,
    RecordDrafts drafts)
    where TRecord : CatalogRecord
{
    private static readonly RecordKind Kind = RecordKinds.Of<TRecord>();

    /// <summary><c>GET /v1/{kind}s</c></summary>
    public async Task<IResult> List(HttpContext context, CancellationToken cancellationToken)
    {
        var limit = Paging.Limit(context.Request);
        var after = Paging.Cursor<string>(context.Request);
        var dataset = context.Request.Query["dataset"].FirstOrDefault();
        var records = await store.List<TRecord>(dataset, after, limit + 1, cancellationToken);
        return Answers.Json(Paging.Page(context, records, limit, record => record.Id));
    }

    /// <summary><c>POST /v1/{kind}s</c></summary>
    public async Task<IResult> Create(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await bodies.Read(context.Request, cancellationToken);
        return await Register(
            context, drafts.Create(Kind, body, WriteOptions.Reason(context.Request, "created")), cancellationToken);
    }

    /// <summary><c>GET /v1/{kind}s/{id}</c>, also <c>?version=</c> and <c>?asOf=</c></summary>
    public async Task<IResult> Read(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var record = await HistoricReads.Read<TRecord>(store, context.Request, id, cancellationToken)
            ?? await Shown(id, cancellationToken)
            ?? throw NotFound(id);
        var tag = RecordTag.Of(record);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        return Preconditions.IsNotModified(context.Request, tag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Answers.Json(record);
    }

    /// <summary><c>PUT /v1/{kind}s/{id}</c></summary>
    public async Task<IResult> Put(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var current = await Base(id, cancellationToken);
        if (current is not null)
        {
            Preconditions.RefuseIfNoneMatch(context.Request, Kind.Text(), id, current.Version);
            Preconditions.RequireMatch(context.Request, Kind.Text(), id, current.Version);
        }
        else if (context.Request.Headers.IfMatch.Count > 0)
        {
            throw NotFound(id);
        }

        var body = await bodies.Read(context.Request, cancellationToken);
        var reason = WriteOptions.Reason(context.Request, current is null ? "created" : "put");
        return await Write(context, drafts.Put(Kind, id, body, current, reason), cancellationToken);
    }

    /// <summary><c>PATCH /v1/{kind}s/{id}</c>, JSON Merge Patch</summary>
    public async Task<IResult> Patch(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var current = await Base(id, cancellationToken) ?? throw NotFound(id);
        Preconditions.RequireMatch(context.Request, Kind.Text(), id, current.Version);
        var patch = await bodies.Read(context.Request, cancellationToken);
        return await Write(
            context,
            drafts.Patch(current, patch, WriteOptions.Reason(context.Request, "patched")),
            cancellationToken);
    }

    /// <summary><c>DELETE /v1/{kind}s/{id}</c>, for images also <c>?cascade=true</c></summary>
    public async Task<IResult> Delete(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var current = await Base(id, cancellationToken) ?? throw NotFound(id);
        var expected = Preconditions.RequireMatch(context.Request, Kind.Text(), id, current.Version);
        var written = await CarryOut(
            id,
            new WriteCommand<TRecord>(
                null, expected, Caller.Local, WriteOptions.Reason(context.Request, "deleted"))
            {
                Cascade = WriteOptions.IsTrue(context.Request, "cascade"),
                DryRun = WriteOptions.IsDryRun(context.Request),
            },
            cancellationToken);
        if (written.Change.Length > 0)
        {
            context.Response.Headers["Change"] = written.Change;
        }

        return Answers.Json(new Deletion(written.PendingViews, written.Deleted));
    }

    /// <summary><c>GET /v1/{kind}s/{id}/history</c>, newest first</summary>
    public Task<IResult> History(HttpContext context, string id, CancellationToken cancellationToken) =>
        HistoricReads.List(store, context, Kind, id, cancellationToken);

    /// <summary>The answer to a <c>POST</c> of a record that was carried out, when the first one was lost.</summary>
    public async Task<IResult> RestoreCreated(
        HttpContext context, KnownOperation known, CancellationToken cancellationToken)
    {
        var (reference, version) = known.Versions.Single(pair =>
            pair.Key.StartsWith(Kind.Text() + ":", StringComparison.Ordinal));
        var id = reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var record = await OfVersion(id, version, cancellationToken) ?? throw NotFound(id);
        return await Created(context, record, known.Change, [], cancellationToken);
    }

    private IRecordGrain<TRecord> Grain(string id) => Kind switch
    {
        RecordKind.Array => (IRecordGrain<TRecord>)grains.GetGrain<IArrayGrain>(id),
        RecordKind.Dataset => (IRecordGrain<TRecord>)grains.GetGrain<IDatasetGrain>(id),
        RecordKind.Image => (IRecordGrain<TRecord>)grains.GetGrain<IImageGroupGrain>(id),
        RecordKind.Collection => (IRecordGrain<TRecord>)grains.GetGrain<ICollectionGrain>(id),
        RecordKind.Space => (IRecordGrain<TRecord>)grains.GetGrain<ISpaceGrain>(id),
        RecordKind.Alignment => (IRecordGrain<TRecord>)grains.GetGrain<IAlignmentGrain>(id),
        RecordKind.Viewpoint => (IRecordGrain<TRecord>)grains.GetGrain<IViewpointGrain>(id),
        _ => throw new InvalidOperationException($"{Kind} has no grain."),
    };

    private async Task<TRecord?> Current(string id, CancellationToken cancellationToken) =>
        RecordId.IsValid(id) ? await Grain(id).Get(cancellationToken) : null;

    /// <summary>The record that a change is based on.</summary>
    private Task<TRecord?> Base(string id, CancellationToken cancellationToken) =>
        calls.Read(() => Current(id, cancellationToken), cancellationToken);

    private async Task<TRecord?> OfVersion(string id, long version, CancellationToken cancellationToken) =>
        await Base(id, cancellationToken) is { } current && current.Version == version
            ? current
            : await store.ReadVersion<TRecord>(id, version, cancellationToken);

    private async Task<TRecord?> Shown(string id, CancellationToken cancellationToken) =>
        await Current(id, cancellationToken) is { } record ? await Complete(record, cancellationToken) : null;

    /// <summary>Adds what only answers carry.</summary>
    private async Task<TRecord> Complete(TRecord record, CancellationToken cancellationToken) =>
        record is ArrayRecord array
            ? (TRecord)(CatalogRecord)array.HeldBy(
                await store.ReadReferences(new RecordReference(RecordKind.Array, array.Id), cancellationToken))
            : record;

    private async Task<IResult> Write(
        HttpContext context, RequestedChange requested, CancellationToken cancellationToken)
    {
        // Only a change of this record alone is the grain's; more are one commit, after which the grain gets a notice.
        var change = requested.Change;
        if (change.ExpectedVersion == 0 || requested.Arrays.Length > 0 || WriteOptions.IsDryRun(context.Request))
        {
            return await Register(context, requested, cancellationToken);
        }

        var written = await CarryOut(
            change.Id,
            new WriteCommand<TRecord>((TRecord)change.Record!, change.ExpectedVersion, Caller.Local, change.Reason),
            cancellationToken);
        return await Written(
            context, written.Record!, written.Change, written.PendingViews, StatusCodes.Status200OK, cancellationToken);
    }

    /// <summary>Has the record's grain carry a change out.</summary>
    private Task<Written<TRecord>> CarryOut(string id, WriteCommand<TRecord> command, CancellationToken cancellationToken) =>
        calls.Write(
            () => Grain(id).Write(command, cancellationToken),
            () => Settled(id, command, cancellationToken),
            cancellationToken);

    /// <summary>What a change has brought about whose answer was lost, and whose version has passed; null where another change
    /// did that.</summary>
    /// <exception cref="ProblemException">503: which of both it was cannot be told.</exception>
    private async Task<Written<TRecord>?> Settled(
        string id, WriteCommand<TRecord> command, CancellationToken cancellationToken)
    {
        var reference = new RecordReference(Kind, id);
        var next = await store.ReadChange(reference, command.ExpectedVersion + 1, cancellationToken);
        if (next is null || next.By != command.By || next.Reason != command.Reason)
        {
            return null;
        }

        // Who asked for the very same at the same time is told the same: it stands.
        var record = await OfVersion(id, next.Version, cancellationToken);
        return !command.Cascade && IsSame(record, command.Record)
            ? new Written<TRecord>(record, next.Change.ToString(), [])
            {
                Deleted = record is null ? [reference.ToString()] : [],
            }
            : throw ProblemException.Unavailable();
    }

    /// <summary>Whether a record that was written is what a change asked for, but for what every commit sets.</summary>
    private static bool IsSame(TRecord? written, TRecord? asked) => written is null || asked is null
        ? written is null && asked is null
        : Plain(written) == Plain(asked);

    private static CatalogRecord Plain(TRecord record) => record.WithoutDerived() with
    {
        Version = 0,
        CreatedAt = default,
        CreatedBy = "",
        UpdatedAt = default,
        UpdatedBy = "",
    };

    private async Task<IResult> Register(
        HttpContext context, RequestedChange requested, CancellationToken cancellationToken)
    {
        var request = new CommitRequest(requested.All, Caller.Local)
        {
            DryRun = WriteOptions.IsDryRun(context.Request),
            Operation = context.NamedOperation(),
        };
        var id = requested.Change.Id;
        if (request.DryRun)
        {
            return Answers.Json((await store.Commit(request, cancellationToken)).Record<TRecord>(id));
        }

        var (result, pending) = await registration.Commit(request, cancellationToken);
        var shown = await Base(id, CancellationToken.None) ?? result.Record<TRecord>(id);
        var change = result.Change.ToString();
        return requested.Change.ExpectedVersion == 0
            ? await Created(context, shown, change, pending, cancellationToken)
            : await Written(context, shown, change, pending, StatusCodes.Status200OK, cancellationToken);
    }

    private Task<IResult> Created(
        HttpContext context,
        TRecord record,
        string change,
        EquatableArray<string> pending,
        CancellationToken cancellationToken)
    {
        context.Response.Headers.Location = $"/v1/{Kind.Text()}s/{record.Id}";
        return Written(context, record, change, pending, StatusCodes.Status201Created, cancellationToken);
    }

    private async Task<IResult> Written(
        HttpContext context,
        TRecord record,
        string change,
        EquatableArray<string> pending,
        int status,
        CancellationToken cancellationToken)
    {
        var shown = await Complete(record, cancellationToken);
        context.Response.Headers["Change"] = change;
        context.Response.Headers.ETag = RecordTag.Of(shown);
        return Answers.Json(pending.IsEmpty ? shown : shown with { PendingViews = pending }, status);
    }

    private static ProblemException NotFound(string id) => ProblemException.NotFound(Kind.Text(), id);
}
