using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using OmeNgff.Client.Administration;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Client.Writeback;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Http;

/// <summary>
/// OmeNgff over HTTP. What it refuses arrives as <see cref="ProblemException"/>; when nothing answers, or not OmeNgff,
/// that is a <see cref="ClientException"/>. Safe for use by many threads.
/// </summary>
/// <param name="http">Carries the requests; its base address is that of OmeNgff. It is not disposed of.</param>
/// <param name="time">Waits between looks at an import; the system's clock when null.</param>
public sealed partial class OmeNgffClient(HttpClient http, TimeProvider? time = null)
{
    /// <summary>How long an import is left alone before the first look; doubled each time up to the longest.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>How long requests may take that are still to be made when the caller has cancelled.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly Connection _connection = new(http);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Imports a store or a folder of stores, and waits for the end.</summary>
    /// <param name="request">What to import.</param>
    /// <param name="progress">Told of each look at the import, the last one included.</param>
    /// <param name="cancellationToken">Cancels the import on the server too; what it registered stays.</param>
    /// <returns>The import as it ended: succeeded, failed, or cancelled by someone else.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled, and the server has been told.</exception>
    public async Task<ImportStatus> Import(
        ImportRequest request, IProgress<ImportStatus>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var accepted = await StartUnderCancellation(request, cancellationToken);
        try
        {
            progress?.Report(accepted);
            return await WaitForImport(accepted.Id, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAbandoned(accepted.Id);
            throw;
        }
    }

    /// <summary>Starts an import and does not wait for it.</summary>
    public Task<ImportStatus> StartImport(ImportRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendJson<ImportStatus>(
            HttpMethod.Post, "v1/imports", CatalogJson.Serialize(request), cancellationToken);

    /// <summary>How far an import is.</summary>
    public Task<ImportStatus> GetImport(string id, CancellationToken cancellationToken = default) =>
        _connection.Get<ImportStatus>(ImportPath(id), cancellationToken);

    /// <summary>Waits for the end of an import, which goes on when the wait is cancelled.</summary>
    public async Task<ImportStatus> WaitForImport(
        string id, IProgress<ImportStatus>? progress = null, CancellationToken cancellationToken = default)
    {
        var wait = ShortestWait;
        while (true)
        {
            await Task.Delay(wait, _time, cancellationToken);
            var status = await GetImport(id, cancellationToken);
            progress?.Report(status);
            if (status.IsDone)
            {
                return status;
            }

            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <summary>Cancels an import, which may take a moment to end; what it registered stays.</summary>
    public Task CancelImport(string id, CancellationToken cancellationToken = default) =>
        _connection.Delete(ImportPath(id), cancellationToken);

    /// <summary>Asks the node whether it answers requests; where it does not, its refusal says why.</summary>
    public Task<NodeReadiness> Readiness(CancellationToken cancellationToken = default) =>
        _connection.Get<NodeReadiness>("readyz", cancellationToken);

    /// <summary>Compares every index column and every view with the records, and tells what differs.</summary>
    /// <returns>Progress, differences, and a last line that says that it is done.</returns>
    public IAsyncEnumerable<AdministrationLine> Verify(CancellationToken cancellationToken = default) =>
        _connection.ReadLines<AdministrationLine>(HttpMethod.Get, "v1/admin/verify", cancellationToken);

    /// <summary>Builds the index and the views anew from the records.</summary>
    /// <returns>Progress, and a last line that says that it is done.</returns>
    public IAsyncEnumerable<AdministrationLine> Reindex(CancellationToken cancellationToken = default) =>
        _connection.ReadLines<AdministrationLine>(HttpMethod.Post, "v1/admin/reindex", cancellationToken);

    /// <summary>A record.</summary>
    public Task<TRecord> Get<TRecord>(string id, CancellationToken cancellationToken = default)
        where TRecord : CatalogRecord =>
        _connection.Get<TRecord>(RecordPath(RecordKinds.Of<TRecord>(), id), cancellationToken);

    /// <summary>A record as the JSON that OmeNgff answered with.</summary>
    public Task<RawJson> GetJson(RecordKind kind, string id, CancellationToken cancellationToken = default) =>
        _connection.GetRaw(RecordPath(kind, id), cancellationToken);

    /// <summary>Creates a record whose version is 0, and replaces one that is at the record's version.</summary>
    /// <returns>The record as it now stands.</returns>
    public Task<TRecord> Put<TRecord>(TRecord record, CancellationToken cancellationToken = default)
        where TRecord : CatalogRecord
    {
        ArgumentNullException.ThrowIfNull(record);
        return _connection.SendJson<TRecord>(
            HttpMethod.Put,
            RecordPath(RecordKinds.Of<TRecord>(), record.Id),
            CatalogJson.Serialize(record),
            cancellationToken,
            request => ExpectVersion(request.Headers, record.Version));
    }

    /// <summary>Changes fields of a record (JSON Merge Patch, RFC 7396).</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="version">The version that the change is based on; any other refuses it.</param>
    /// <param name="patch">The fields to change; null takes one away.</param>
    /// <param name="cancellationToken">Cancels the request, not the change.</param>
    /// <returns>The record as it now stands.</returns>
    public Task<TRecord> Patch<TRecord>(
        string id, long version, RawJson patch, CancellationToken cancellationToken = default)
        where TRecord : CatalogRecord
    {
        ArgumentNullException.ThrowIfNull(patch);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return _connection.SendJson<TRecord>(
            HttpMethod.Patch,
            RecordPath(RecordKinds.Of<TRecord>(), id),
            patch.ToString(),
            cancellationToken,
            request => ExpectVersion(request.Headers, version));
    }

    /// <summary>Registers an image per line of JSON; each line succeeds or fails alone. The lines are sent in parts, and
    /// no more than one part is held.</summary>
    /// <param name="lines">The lines; it is not disposed of.</param>
    /// <param name="dryRun">True to check everything and write nothing.</param>
    /// <param name="key">A name for all of it, so that lines which are sent again under it are not registered again;
    /// the lines must be the same. Null for none.</param>
    /// <param name="cancellationToken">Stops; lines on their way may be registered nevertheless.</param>
    /// <returns>An answer per line that is not empty, in their order.</returns>
    public async IAsyncEnumerable<BatchAnswer> RegisterImages(
        Stream lines,
        bool dryRun = false,
        string? key = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var source = new ImageLines(lines);
        long before = 0;
        while (await source.Next(cancellationToken) is { } part)
        {
            var answers = _connection.SendLines<BatchAnswer>(
                "v1/images:batch" + Query(("dryRun", dryRun ? "true" : null)),
                part.Bytes,
                key is null ? null : $"{key}/{Text(before + 1)}",
                cancellationToken);
            await foreach (var answer in answers)
            {
                yield return answer with { Line = before + answer.Line };
            }

            before += part.Count;
        }
    }

    /// <summary>A page of a record's versions, newest first.</summary>
    public Task<Page<HistoryEntry>> History<TRecord>(
        string id, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default)
        where TRecord : CatalogRecord =>
        _connection.Get<Page<HistoryEntry>>(
            RecordPath(RecordKinds.Of<TRecord>(), id) + "/history" + Query(("limit", Text(limit)), ("cursor", cursor)),
            cancellationToken);

    /// <summary>A page of the records that match.</summary>
    /// <param name="query">What is searched.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public Task<SearchAnswer> Search(SearchParameters query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _connection.Get<SearchAnswer>("v1/search" + Query([.. query.Parameters]), cancellationToken);
    }

    /// <summary>All records that match, as they come.</summary>
    /// <param name="query">What is searched; its limit and cursor do not count.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public IAsyncEnumerable<SearchItem> SearchAll(
        SearchParameters query, CancellationToken cancellationToken = default) =>
        _connection.ReadLines<SearchItem>(HttpMethod.Get, ExportPath(query, "ndjson"), cancellationToken);

    /// <summary>Writes all records that match.</summary>
    /// <param name="query">What is searched; its limit and cursor do not count.</param>
    /// <param name="format"><c>ndjson</c> or <c>csv</c>.</param>
    /// <param name="target">Takes them as they come.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public Task ExportSearch(
        SearchParameters query, string format, Stream target, CancellationToken cancellationToken = default) =>
        _connection.CopyTo(ExportPath(query, format), target, cancellationToken);

    private static string ExportPath(SearchParameters query, string format)
    {
        ArgumentNullException.ThrowIfNull(query);
        return "v1/search" + Query(
            [.. (query with { Limit = null, Cursor = null, Facets = [] }).Parameters, ("format", format)]);
    }

    /// <summary>The records that an id, a name, a reference (<c>image:ID</c>) or a source address may mean.</summary>
    public async Task<IReadOnlyList<SearchItem>> Resolve(
        string reference, CancellationToken cancellationToken = default)
    {
        var page = await _connection.Get<Page<SearchItem>>(
            "v1/resolve" + Query(("ref", reference)), cancellationToken);
        return page.Items;
    }

    /// <summary>The OME documents that an image publishes, whole, by Zarr key.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="ome">The OME version, such as <c>0.4</c>; <c>0.5</c> when null.</param>
    /// <param name="layout"><c>consolidated</c> or <c>distributed</c>; consolidated when null.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<RawJson> Metadata(
        string id, string? ome = null, string? layout = null, CancellationToken cancellationToken = default) =>
        _connection.GetRaw(
            RecordPath(RecordKind.Image, id) + "/metadata" + Query(("ome", ome), ("layout", layout)),
            cancellationToken);

    /// <summary>Where the documents in an image's store differ from the catalog.</summary>
    public Task<DriftReport> Drift(string id, CancellationToken cancellationToken = default) =>
        _connection.Get<DriftReport>(RecordPath(RecordKind.Image, id) + "/drift", cancellationToken);

    /// <summary>Writes the documents that an image publishes to the store that it lies in.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="version">The image's version; any other refuses it.</param>
    /// <param name="request">What to write.</param>
    /// <param name="isDryRun">True to be told what would be written.</param>
    /// <param name="cancellationToken">Cancels the request, not the writing.</param>
    public Task<WritebackAnswer> Writeback(
        string id,
        long version,
        WritebackRequest request,
        bool isDryRun = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return _connection.SendJson<WritebackAnswer>(
            HttpMethod.Post,
            RecordPath(RecordKind.Image, id) + ":writeback" + Query(("dryRun", isDryRun ? "true" : null)),
            CatalogJson.Serialize(request),
            cancellationToken,
            message => ExpectVersion(message.Headers, version));
    }

    /// <summary>The OME documents that a collection's groups publish, by Zarr key.</summary>
    /// <param name="id">The collection's id.</param>
    /// <param name="ome">The OME version, such as <c>0.4</c>; <c>0.5</c> when null.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<RawJson> CollectionMetadata(
        string id, string? ome = null, CancellationToken cancellationToken = default) =>
        _connection.GetRaw(
            RecordPath(RecordKind.Collection, id) + "/metadata" + Query(("ome", ome)), cancellationToken);

    /// <summary>A page of the versions of an alignment, by number.</summary>
    public Task<Page<AlignmentVersion>> AlignmentVersions(
        string alignment, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.Get<Page<AlignmentVersion>>(
            VersionsPath(alignment) + Query(("limit", Text(limit)), ("cursor", cursor)), cancellationToken);

    /// <summary>One version of an alignment.</summary>
    public Task<AlignmentVersion> GetAlignmentVersion(
        string alignment, int number, CancellationToken cancellationToken = default) =>
        _connection.Get<AlignmentVersion>($"{VersionsPath(alignment)}/{Text(number)}", cancellationToken);

    /// <summary>Adds the next version of an alignment; its number and all else that is derived is the server's.</summary>
    /// <returns>The version as it stands.</returns>
    public Task<AlignmentVersion> AddAlignmentVersion(
        string alignment, AlignmentVersion version, CancellationToken cancellationToken = default) =>
        _connection.SendJson<AlignmentVersion>(
            HttpMethod.Post, VersionsPath(alignment), CatalogJson.Serialize(version), cancellationToken);

    /// <summary>Takes a file of a registration pipeline over as the next version of an alignment.</summary>
    /// <param name="alignment">The alignment's id.</param>
    /// <param name="import">The file, and what it does not say of itself.</param>
    /// <param name="isDryRun">True to be told what version there would be.</param>
    /// <param name="cancellationToken">Cancels the request, not the change.</param>
    /// <returns>The version as it stands, or would.</returns>
    public Task<AlignmentVersion> ImportAlignment(
        string alignment, AlignmentImport import, bool isDryRun = false, CancellationToken cancellationToken = default) =>
        _connection.SendJson<AlignmentVersion>(
            HttpMethod.Post,
            RecordPath(RecordKind.Alignment, alignment) + ":import" + Query(("dryRun", isDryRun ? "true" : null)),
            CatalogJson.Serialize(import),
            cancellationToken);

    /// <summary>Sets the status of a version, which is all of it that changes.</summary>
    /// <param name="alignment">The alignment, as it was read: any other version of its record refuses the change.</param>
    /// <param name="number">The number of the version.</param>
    /// <param name="status">The new status.</param>
    /// <param name="cancellationToken">Cancels the request, not the change.</param>
    /// <returns>The version as it stands.</returns>
    public Task<AlignmentVersion> SetAlignmentStatus(
        AlignmentRecord alignment, int number, AlignmentStatus status, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alignment);
        return _connection.SendJson<AlignmentVersion>(
            HttpMethod.Patch,
            $"{VersionsPath(alignment.Id)}/{Text(number)}",
            CatalogJson.Serialize(new { status }),
            cancellationToken,
            request => ExpectVersion(request.Headers, alignment.Version));
    }

    /// <summary>Sets the version that is taken where none is pinned.</summary>
    /// <param name="alignment">The alignment, as it was read: any other version of its record refuses the change.</param>
    /// <param name="number">The number of a published version, or null for none.</param>
    /// <param name="cancellationToken">Cancels the request, not the change.</param>
    /// <returns>The alignment as it stands.</returns>
    public Task<AlignmentRecord> SetAlignmentDefault(
        AlignmentRecord alignment, int? number, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alignment);
        return _connection.SendJson<AlignmentRecord>(
            HttpMethod.Put,
            RecordPath(RecordKind.Alignment, alignment.Id) + "/default",
            $$"""{"version":{{Text(number) ?? "null"}}}""",
            cancellationToken,
            request => ExpectVersion(request.Headers, alignment.Version));
    }

    /// <summary>Cancelling right away would leave an import behind whose id is not known yet.</summary>
    private async Task<ImportStatus> StartUnderCancellation(
        ImportRequest request, CancellationToken cancellationToken)
    {
        using var impatience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var cancelled = cancellationToken.Register(() => impatience.CancelAfter(LastWords));
        return await StartImport(request, impatience.Token);
    }

    private async Task CancelAbandoned(string id)
    {
        using var impatience = new CancellationTokenSource(LastWords, _time);
        try
        {
            await CancelImport(id, impatience.Token);
        }
        catch (Exception failure) when (failure is ClientException or ProblemException or OperationCanceledException)
        {
            throw new ClientException(
                $"The import {id} may go on, for it could not be cancelled: {failure.Message}", failure);
        }
    }

    private static void ExpectVersion(HttpRequestHeaders headers, long version)
    {
        if (version == 0)
        {
            headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }
        else
        {
            headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version.ToString(CultureInfo.InvariantCulture)}\""));
        }
    }

    private static string ImportPath(string id) => $"v1/imports/{Escape(id)}";

    private static string RecordPath(RecordKind kind, string id) =>
        kind == RecordKind.AlignmentVersion && AlignmentVersionRecord.TryParseId(id, out var alignment, out var number)
            ? $"{VersionsPath(alignment)}/{Text(number)}"
            : $"v1/{kind.Text()}s/{Escape(id)}";

    private static string VersionsPath(string alignment) => RecordPath(RecordKind.Alignment, alignment) + "/versions";

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = "";
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return query;
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A segment of a path, which <c>..</c> would leave.</summary>
    private static string Escape(string id) => RecordId.IsValid(id)
        ? id
        : throw new ArgumentException($"'{id}' is no id: {RecordId.Rule}.", nameof(id));
}
