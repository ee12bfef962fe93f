using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Records;
using OmeNgff.Zarr.Fields;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Alignments;

/// <summary>
/// The versions of an alignment and its default. The tag of a version is <c>"{version of the alignment}-{version of the
/// version's own record}"</c>, so that the tag of the alignment and that of any of its versions both serve as
/// <c>If-Match</c>.
/// </summary>
public sealed class AlignmentEndpoints(
    IGrainFactory grains,
    LostCalls calls,
    IRecordStore store,
    AlignmentVersions versions,
    AlignmentEnds ends,
    ArrayParameters matrices,
    FieldFit fields,
    FieldSurvey survey,
    RequestBodies bodies)
{
    /// <summary><c>GET /v1/alignments/{id}/versions</c></summary>
    public async Task<IResult> List(HttpContext context, string id, CancellationToken cancellationToken)
    {
        await Standing(id, cancellationToken);
        var limit = Paging.Limit(context.Request);
        var after = Paging.Cursor<int>(context.Request);
        var page = await versions.List(id, after, limit + 1, cancellationToken);
        return Answers.Json(Paging.Page(
            context, [.. page.Select(AlignmentVersion.Of)], limit, version => version.Version));
    }

    /// <summary><c>POST /v1/alignments/{id}/versions</c></summary>
    public async Task<IResult> Add(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var alignment = await Standing(id, cancellationToken);
        var body = RequestBodies.Bind<AlignmentVersion>(await bodies.Read(context.Request, cancellationToken));
        var (source, _) = await ends.Of(alignment, cancellationToken);
        return await Add(context, id, source, new AlignmentVersionRecord
        {
            CoordinateTransformation = body.CoordinateTransformation ?? throw ProblemException.Invalid(
                "/coordinateTransformation", "transformation-missing", "A version has a coordinateTransformation."),
            Provenance = body.Provenance,
            Quality = body.Quality,
            Status = body.Status,
            Comment = body.Comment,
        }, cancellationToken);
    }

    /// <summary><c>POST /v1/alignments/{id}:import</c></summary>
    public async Task<IResult> Import(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var alignment = await Standing(id, cancellationToken);
        var body = RequestBodies.Bind<AlignmentImport>(await bodies.Read(context.Request, cancellationToken));
        var (source, target) = await ends.Of(alignment, cancellationToken);
        return await Add(context, id, source, ImportedVersion.Of(body, source, target), cancellationToken);
    }

    private async Task<IResult> Add(
        HttpContext context,
        string id,
        AlignmentAxes source,
        AlignmentVersionRecord record,
        CancellationToken cancellationToken)
    {
        var (reason, isDryRun) = (WriteOptions.Reason(context.Request), WriteOptions.IsDryRun(context.Request));
        record = record with
        {
            CoordinateTransformation = await Checked(record.CoordinateTransformation, source, cancellationToken),
        };
        record = isDryRun ? record : await survey.Surveyed(record, cancellationToken);
        var command = new AddVersionCommand(record, Caller.Local, reason, isDryRun) { Operation = LostCalls.NameOf(context) };
        var written = await calls.Write(
            () => Grain(id).AddVersion(command, cancellationToken),
            () => Added(command, id, cancellationToken),
            cancellationToken);
        if (isDryRun)
        {
            return Answers.Json(AlignmentVersion.Of(written.Version));
        }

        context.Response.Headers.Location =
            string.Create(CultureInfo.InvariantCulture, $"/v1/alignments/{id}/versions/{written.Version.Number}");
        return Answer(context, written, StatusCodes.Status201Created);
    }

    /// <summary>A matrix that lies in an array is taken over into the version, which never changes, as the array may; a field
    /// stays where it is, and has to fit the source.</summary>
    private async Task<CoordinateTransformation> Checked(
        CoordinateTransformation transformation, AlignmentAxes source, CancellationToken cancellationToken)
    {
        try
        {
            await fields.Demand(transformation, source.OfCoordinates, cancellationToken);
            return await matrices.Inline(transformation, cancellationToken);
        }
        catch (NgffException refusal)
        {
            throw ProblemException.Invalid(refusal, "/coordinateTransformation");
        }
        catch (StoreException refusal) when (refusal.Rule is StoreRules.StoreUnsupported or StoreRules.AddressInvalid)
        {
            // Which addresses there may be is a rule of versions.
            return transformation;
        }
        catch (StoreException refusal)
        {
            throw ProblemException.Invalid("/coordinateTransformation", refusal.Rule, refusal.Message);
        }
    }

    /// <summary><c>GET /v1/alignments/{id}/versions/{n}</c>, also <c>?version=</c> and <c>?asOf=</c>: the version of its
    /// own record, which counts what its status was</summary>
    public async Task<IResult> Read(HttpContext context, string id, string number, CancellationToken cancellationToken)
    {
        if (await HistoricReads.Read<AlignmentVersionRecord>(
            store, context.Request, $"{id}@{number}", cancellationToken) is { } historic)
        {
            // The tag of no version of the alignment: what was cannot be changed.
            return Shown(context, historic, Tag(0, historic));
        }

        // The alignment first: a tag that is older than what it stands for is a conflict at the worst.
        var alignment = await Standing(id, cancellationToken);
        var version = await StandingVersion(id, number, cancellationToken);
        return Shown(context, version, Tag(alignment.Version, version));
    }

    /// <summary><c>GET /v1/alignments/{id}/versions/{n}/history</c>, newest first</summary>
    public Task<IResult> History(
        HttpContext context, string id, string number, CancellationToken cancellationToken) =>
        HistoricReads.List(store, context, RecordKind.AlignmentVersion, $"{id}@{number}", cancellationToken);

    /// <summary><c>PATCH /v1/alignments/{id}/versions/{n}</c>, of <c>status</c> alone</summary>
    public async Task<IResult> SetStatus(
        HttpContext context, string id, string number, CancellationToken cancellationToken)
    {
        var alignment = await Standing(id, cancellationToken);
        var version = await StandingVersion(id, number, cancellationToken);
        var expected = Preconditions.RequireMatch(context.Request, "alignment", id, alignment.Version);
        var patch = RequestBodies.Bind<VersionPatch>(await bodies.Read(context.Request, cancellationToken));
        var (reason, isDryRun) = (WriteOptions.Reason(context.Request), WriteOptions.IsDryRun(context.Request));
        var command = new VersionStatusCommand(
            version.Number,
            patch.Status ?? throw ProblemException.Invalid(
                "/status", "status-missing", "A version is immutable but for its status."),
            expected, Caller.Local, reason, isDryRun);
        var written = await calls.Write(
            () => Grain(id).SetStatus(command, cancellationToken), Unknown<WrittenVersion>, cancellationToken);
        return isDryRun
            ? Answers.Json(AlignmentVersion.Of(written.Version))
            : Answer(context, written, StatusCodes.Status200OK);
    }

    /// <summary><c>PUT /v1/alignments/{id}/default</c></summary>
    public async Task<IResult> SetDefault(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var alignment = await Standing(id, cancellationToken);
        var expected = Preconditions.RequireMatch(context.Request, "alignment", id, alignment.Version);
        var body = await bodies.Read(context.Request, cancellationToken);
        var choice = RequestBodies.Bind<DefaultChoice>(body);
        if (body.Member("version") is null)
        {
            throw ProblemException.Invalid(
                "/version", "version-missing", "Say the number of the version, or null for none.");
        }

        var (reason, isDryRun) = (WriteOptions.Reason(context.Request), WriteOptions.IsDryRun(context.Request));
        var command = new DefaultVersionCommand(choice.Version, expected, Caller.Local, reason, isDryRun);
        var written = await calls.Write(
            () => Grain(id).SetDefault(command, cancellationToken), Unknown<Written<AlignmentRecord>>, cancellationToken);
        if (isDryRun)
        {
            return Answers.Json(written.Record);
        }

        context.Response.Headers["Change"] = written.Change;
        context.Response.Headers.ETag = RecordTag.Of(written.Record!);
        return Answers.Json(Pending(written.PendingViews) is { } pending
            ? written.Record! with { PendingViews = pending }
            : written.Record);
    }

    private static IResult Shown(HttpContext context, AlignmentVersionRecord version, string tag)
    {
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        return Preconditions.IsNotModified(context.Request, tag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Answers.Json(AlignmentVersion.Of(version));
    }

    private static IResult Answer(HttpContext context, WrittenVersion written, int status)
    {
        if (written.Change.Length > 0)
        {
            context.Response.Headers["Change"] = written.Change;
        }

        context.Response.Headers.ETag = Tag(written.AlignmentVersion, written.Version);
        return Answers.Json(
            AlignmentVersion.Of(written.Version) with { PendingViews = Pending(written.PendingViews) }, status);
    }

    private static EquatableArray<string>? Pending(EquatableArray<string> views) => views.IsEmpty ? null : views;

    private static string Tag(long alignment, AlignmentVersionRecord version) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{alignment}-{version.Version}\"");

    /// <summary>The version that a command has added whose answer was lost, or null.</summary>
    private async Task<WrittenVersion?> Added(AddVersionCommand command, string id, CancellationToken cancellationToken)
    {
        if (await calls.Find(command.Operation!, cancellationToken) is not { } known)
        {
            return null;
        }

        var version = known.Versions.Keys.Single(key =>
            key.StartsWith($"{RecordKind.AlignmentVersion.Text()}:", StringComparison.Ordinal));
        var number = version[(version.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return await store.Read<AlignmentVersionRecord>(number, cancellationToken) is { } added
            ? new WrittenVersion(added, known.Versions[$"{RecordKind.Alignment.Text()}:{id}"], known.Change, [])
            : null;
    }

    /// <summary>Whether it was the command itself that made its version pass cannot be told.</summary>
    private static Task<T?> Unknown<T>()
        where T : class => throw ProblemException.Unavailable();

    private IAlignmentGrain Grain(string id) => grains.GetGrain<IAlignmentGrain>(id);

    private async Task<AlignmentRecord> Standing(string id, CancellationToken cancellationToken) =>
        (RecordId.IsValid(id) ? await calls.Read(() => Grain(id).Get(cancellationToken), cancellationToken) : null)
        ?? throw ProblemException.NotFound("alignment", id);

    private async Task<AlignmentVersionRecord> StandingVersion(
        string alignment, string number, CancellationToken cancellationToken)
    {
        var id = $"{alignment}@{number}";
        return (AlignmentVersionRecord.TryParseId(id, out _, out _)
                ? await store.Read<AlignmentVersionRecord>(id, cancellationToken)
                : null)
            ?? throw ProblemException.NotFound("alignment version", id);
    }
}

/// <summary>The body of a <c>PATCH</c> of an alignment version.</summary>
/// <param name="Status">The new status; required.</param>
public sealed record VersionPatch(AlignmentStatus? Status = null);

/// <summary>The body of a <c>PUT</c> of an alignment's default.</summary>
/// <param name="Version">The number of a published version, or null for no default; required.</param>
public sealed record DefaultChoice(int? Version = null);
