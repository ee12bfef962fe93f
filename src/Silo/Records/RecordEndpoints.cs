using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Records;

/// <summary>The verbs that all kinds of records share: list, create, read, put, patch, delete, history.</summary>
public sealed class RecordEndpoints<TRecord>(
    IGrainFactory grains, IRecordStore store, Registration registration, RequestBodies bodies, TimeProvider time)
    where TRecord : CatalogRecord
{
    /// <summary>Who writes, until there are accounts.</summary>
    private const string Principal = "local";

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
        var draft = RecordDraft.Read<TRecord>(body, time);
        if (draft.Record.Id.Length == 0)
        {
            draft = draft with { Record = draft.Record with { Id = RecordId.New(time) } };
        }

        return await Register(context, draft, expectedVersion: 0, "created", cancellationToken);
    }

    /// <summary><c>GET /v1/{kind}s/{id}</c>, also <c>?version=</c> and <c>?asOf=</c></summary>
    public async Task<IResult> Read(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var record = await ReadHistoric(context.Request, id, cancellationToken)
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
        var current = await Current(id, cancellationToken);
        long expected = 0;
        if (current is not null)
        {
            Preconditions.RefuseIfNoneMatch(context.Request, Kind.Text(), id, current.Version);
            expected = Preconditions.RequireMatch(context.Request, Kind.Text(), id, current.Version);
        }
        else if (context.Request.Headers.IfMatch.Count > 0)
        {
            throw NotFound(id);
        }

        var body = await bodies.Read(context.Request, cancellationToken);
        var draft = Draft(body, id, current);
        return expected == 0
            ? await Register(context, draft, 0, "created", cancellationToken)
            : await Replace(context, draft, expected, "put", cancellationToken);
    }

    /// <summary><c>PATCH /v1/{kind}s/{id}</c>, JSON Merge Patch</summary>
    public async Task<IResult> Patch(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var current = await Current(id, cancellationToken) ?? throw NotFound(id);
        var expected = Preconditions.RequireMatch(context.Request, Kind.Text(), id, current.Version);
        var patch = await bodies.Read(context.Request, cancellationToken);
        if (patch.Element.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            throw ProblemException.Invalid("", "object-expected", "A merge patch must be an object.");
        }

        var merged = MergePatch.Apply(RawJson.Parse(CatalogJson.Serialize((TRecord)current.WithoutDerived())), patch);
        return await Replace(context, Draft(merged, id, current), expected, "patched", cancellationToken);
    }

    /// <summary><c>DELETE /v1/{kind}s/{id}</c>, for images also <c>?cascade=true</c></summary>
    public async Task<IResult> Delete(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var current = await Current(id, cancellationToken) ?? throw NotFound(id);
        var expected = Preconditions.RequireMatch(context.Request, Kind.Text(), id, current.Version);
        var written = await Grain(id).Write(
            new WriteCommand<TRecord>(null, expected, Principal, Reason(context.Request, "deleted"))
            {
                Cascade = IsTrue(context.Request, "cascade"),
                DryRun = IsTrue(context.Request, "dryRun"),
            },
            cancellationToken);
        if (written.Change.Length > 0)
        {
            context.Response.Headers["Change"] = written.Change;
        }

        return Answers.Json(new Deletion(written.PendingViews, written.Deleted));
    }

    /// <summary><c>GET /v1/{kind}s/{id}/history</c>, newest first</summary>
    public async Task<IResult> History(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var limit = Paging.Limit(context.Request);
        var before = Paging.Cursor<long?>(context.Request);
        var entries = await store.ReadHistory(Kind, id, before, limit + 1, cancellationToken);
        return entries.IsEmpty && before is null
            ? throw NotFound(id)
            : Answers.Json(Paging.Page(context, entries, limit, entry => entry.Version));
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

    private async Task<TRecord?> Shown(string id, CancellationToken cancellationToken) =>
        await Current(id, cancellationToken) is { } record ? await Complete(record, cancellationToken) : null;

    /// <summary>Adds what only answers carry.</summary>
    private async Task<TRecord> Complete(TRecord record, CancellationToken cancellationToken) =>
        record is ArrayRecord array
            ? (TRecord)(CatalogRecord)(array with
            {
                ReferencedBy = (await store.ReadReferences(new(RecordKind.Array, array.Id), cancellationToken))
                    .Select(holder => holder.Kind == RecordKind.Image ? holder.Id : holder.ToString()).ToEquatableArray(),
            })
            : record;

    private async Task<TRecord?> ReadHistoric(
        HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (request.Query["version"].FirstOrDefault() is { } versionText)
        {
            return long.TryParse(versionText, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? await store.ReadVersion<TRecord>(id, version, cancellationToken) ?? throw NotFound(id)
                : throw ProblemException.Invalid("/version", "version-invalid", "version must be a number.");
        }

        if (request.Query["asOf"].FirstOrDefault() is { } timeText)
        {
            // A plus sign that nobody encoded arrives as a space.
            var end = timeText.LastIndexOf(' ');
            var text = end > 10 ? $"{timeText[..end]}+{timeText[(end + 1)..]}" : timeText;
            return DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? await store.ReadAsOf<TRecord>(id, moment, cancellationToken) ?? throw NotFound(id)
                : throw ProblemException.Invalid("/asOf", "time-invalid", "asOf must be an RFC 3339 time.");
        }

        return null;
    }

    private RecordDraft<TRecord> Draft(RawJson body, string id, TRecord? current)
    {
        var draft = RecordDraft.Read<TRecord>(body, time);
        if (draft.Record.Id.Length > 0 && draft.Record.Id != id)
        {
            throw ProblemException.Invalid("/id", "id-mismatch", $"The id in the body must be '{id}', as in the path.");
        }

        return draft with { Record = Keep(draft.Record with { Id = id }, current) };
    }

    /// <summary>Fields that the server keeps whatever a request says.</summary>
    private static TRecord Keep(TRecord record, CatalogRecord? current) => (CatalogRecord)record switch
    {
        ImageRecord image => (TRecord)(CatalogRecord)(image with
        {
            Diagnostics = (current as ImageRecord)?.Diagnostics,
            OmeVersion = (current as ImageRecord)?.OmeVersion,
        }),
        AlignmentRecord alignment => (TRecord)(CatalogRecord)(alignment with
        {
            DefaultVersion = (current as AlignmentRecord)?.DefaultVersion,
            LastVersion = (current as AlignmentRecord)?.LastVersion ?? 0,
        }),
        _ => record,
    };

    private async Task<IResult> Replace(
        HttpContext context,
        RecordDraft<TRecord> draft,
        long expected,
        string verb,
        CancellationToken cancellationToken)
    {
        // Only a change of this record alone is the grain's; more are one commit, after which the grain gets a notice.
        if (draft.Arrays.Length > 0 || IsTrue(context.Request, "dryRun"))
        {
            return await Register(context, draft, expected, verb, cancellationToken);
        }

        var written = await Grain(draft.Record.Id).Write(
            new WriteCommand<TRecord>(draft.Record, expected, Principal, Reason(context.Request, verb)),
            cancellationToken);
        return await Written(
            context, written.Record!, written.Change, written.PendingViews, StatusCodes.Status200OK, cancellationToken);
    }

    private async Task<IResult> Register(
        HttpContext context,
        RecordDraft<TRecord> draft,
        long expectedVersion,
        string verb,
        CancellationToken cancellationToken)
    {
        var reason = Reason(context.Request, verb);
        var isDryRun = IsTrue(context.Request, "dryRun");
        var record = expectedVersion == 0 ? Keep(draft.Record, null) : draft.Record;
        var request = new CommitRequest(
            [
                .. draft.Arrays.Select(array => RecordChange.Put(array, 0, reason)),
                RecordChange.Put(record, expectedVersion, reason),
            ],
            Principal)
        {
            DryRun = isDryRun,
        };
        if (isDryRun)
        {
            return Answers.Json((await store.Commit(request, cancellationToken)).Record<TRecord>(record.Id));
        }

        var (result, pending) = await registration.Commit(request, cancellationToken);
        var shown = await Grain(record.Id).Get(CancellationToken.None) ?? result.Record<TRecord>(record.Id);
        var status = expectedVersion == 0 ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        if (expectedVersion == 0)
        {
            context.Response.Headers.Location = $"/v1/{Kind.Text()}s/{record.Id}";
        }

        return await Written(context, shown, result.Change.ToString(), pending, status, cancellationToken);
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

    private static string Reason(HttpRequest request, string verb) =>
        request.Query["reason"].FirstOrDefault() is { Length: > 0 } reason ? reason : verb;

    private static bool IsTrue(HttpRequest request, string name) =>
        string.Equals(request.Query[name].FirstOrDefault(), "true", StringComparison.OrdinalIgnoreCase);

    private static ProblemException NotFound(string id) => ProblemException.NotFound(Kind.Text(), id);
}
