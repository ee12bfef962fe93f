using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Search;
using OmeNgff.Grains.Feed;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Search;

/// <summary>Answers searches: a page with its counts, or all that matches as a stream.</summary>
public sealed class SearchEndpoints(
    RecordSearch search,
    FacetSearch facets,
    SearchPlaces places,
    SearchCursors cursors,
    SearchReplica replica,
    FeedTail feed)
{
    private const int ExportPage = 1000;

    /// <summary>How many seconds the answer may be behind the database, where it was made in a replica.</summary>
    private const string ReplicaLag = "Replica-Lag";

    /// <summary><c>GET /v1/search</c></summary>
    public Task<IResult> Search(HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Search(context, context.Request.Query, cancellationToken);
    }

    /// <summary>A search with parameters that do not all come from the request.</summary>
    public async Task<IResult> Search(HttpContext context, IQueryCollection query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(query);
        var request = await places.Find(SearchQuery.Read(query), query, cancellationToken);
        if (replica.Lag(WantedChange.Current) is { } lag)
        {
            request = request with { InReplica = true };
            context.Response.Headers[ReplicaLag] = lag.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        }

        var export = SearchExport.FormatOf(context.Request);
        if (export is not null)
        {
            // What is amiss is said before the first line.
            var first = await search.Search(request, null, ExportPage, countsAll: false, cancellationToken);
            return new SearchExport(export, stop => All(request, first, stop));
        }

        var limit = Paging.Limit(context.Request);
        var counted = Facet.Parse(SearchQuery.Text(query, "facets"));
        var identity = Identity(query);
        var after = SearchQuery.Text(query, "cursor") is { } cursor
            ? await cursors.Read(cursor, identity, cancellationToken)
            : null;
        var change = feed.Settled?.ToString();
        var searching = search.Search(request, after, limit, CountsAll(query), cancellationToken);
        var counting = facets.Count(request, counted, cancellationToken);
        await Task.WhenAll(searching, counting);
        var page = await searching;
        var next = page.Next is { } end ? await cursors.Write(end, identity, cancellationToken) : null;
        if (next is not null)
        {
            context.Response.Headers.Link = $"<{QueryHelpers.AddQueryString(
                context.Request.Path, context.Request.Query.Where(pair => pair.Key != "cursor").SelectMany(pair => pair.Value.Select(value =>
                    KeyValuePair.Create(pair.Key, value))).Append(KeyValuePair.Create("cursor", (string?)next)))}>; rel=\"next\"";
        }

        return Answers.Json(new SearchAnswer(page.Items, page.Matched, next)
        {
            Facets = counted.IsEmpty ? null : await counting,
            Change = request.InReplica ? null : change,
        });
    }

    /// <summary>All that says what is searched, so that a cursor belongs to it alone.</summary>
    private static string Identity(IQueryCollection query) => string.Join('\n', SearchQuery.Searched.SelectMany(name =>
        query[name].Select(value => $"{name}={Uri.EscapeDataString(value ?? "")}")));

    private static bool CountsAll(IQueryCollection query) => SearchQuery.Text(query, "count") switch
    {
        null => false,
        "exact" => true,
        _ => throw ProblemException.Invalid("/count", "count-invalid", "count is exact, or is left out."),
    };

    private async IAsyncEnumerable<SearchItem> All(
        SearchRequest request, SearchPage first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = first; ;
            page = await search.Search(request, page.Next, ExportPage, countsAll: false, cancellationToken))
        {
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.Next is null)
            {
                yield break;
            }
        }
    }
}
