using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Records;

/// <summary>Reads of records as they were: <c>?version=</c>, <c>?asOf=</c>, and the list of versions.</summary>
internal static class HistoricReads
{
    /// <summary>The record as the request names it, or null where it names neither version nor time.</summary>
    /// <exception cref="ProblemException">404: it did not stand then, or 400: what is named is no version or time.
    /// </exception>
    internal static async Task<TRecord?> Read<TRecord>(
        IRecordStore store, HttpRequest request, string id, CancellationToken cancellationToken)
        where TRecord : CatalogRecord
    {
        if (request.Query["version"].FirstOrDefault() is { } versionText)
        {
            return long.TryParse(versionText, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? await store.ReadVersion<TRecord>(id, version, cancellationToken) ?? throw NotFound()
                : throw ProblemException.Invalid("/version", "version-invalid", "version must be a number.");
        }

        if (request.Query["asOf"].FirstOrDefault() is { } timeText)
        {
            return await store.ReadAsOf<TRecord>(id, Moments.AsOf(timeText), cancellationToken) ?? throw NotFound();
        }

        return null;

        ProblemException NotFound() => ProblemException.NotFound(RecordKinds.Of<TRecord>().Words(), id);
    }

    /// <summary>A page of the versions of a record, newest first; of one that was deleted too.</summary>
    /// <exception cref="ProblemException">404: there never was one.</exception>
    internal static async Task<IResult> List(
        IRecordStore store, HttpContext context, RecordKind kind, string id, CancellationToken cancellationToken)
    {
        var limit = Paging.Limit(context.Request);
        var before = Paging.Cursor<long?>(context.Request);
        var entries = await store.ReadHistory(kind, id, before, limit + 1, cancellationToken);
        return entries.IsEmpty && before is null
            ? throw ProblemException.NotFound(kind.Words(), id)
            : Answers.Json(Paging.Page(context, entries, limit, entry => entry.Version));
    }
}
