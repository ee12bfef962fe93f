using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Saved;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Feed;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Search;

/// <summary>Reads and writes saved searches, carries them out, and tells what newly matches them.</summary>
public sealed class SavedSearchEndpoints(
    SavedSearchStore store, SearchPlaces places, SearchEndpoints search, RequestBodies bodies, FeedTail feed, TimeProvider time)
{
    private const string Kind = "saved search";

    /// <summary><c>GET /v1/searches</c></summary>
    public async Task<IResult> List(HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var limit = Paging.Limit(context.Request);
        var searches = await store.List(Paging.Cursor<string>(context.Request), limit + 1, cancellationToken);
        return Answers.Json(Paging.Page(context, searches, limit, saved => saved.Name));
    }

    /// <summary><c>GET /v1/searches/{name}</c></summary>
    public async Task<IResult> Get(HttpContext context, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Answer(context, await Find(name, cancellationToken));
    }

    /// <summary><c>PUT /v1/searches/{name}</c></summary>
    public async Task<IResult> Put(HttpContext context, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!RecordId.IsValid(name))
        {
            throw ProblemException.Invalid("/name", "id-invalid", $"The name of a saved search matches {RecordId.Rule}.");
        }

        var standing = await store.Read(name, cancellationToken);
        if (standing is not null)
        {
            Preconditions.RefuseIfNoneMatch(context.Request, Kind, name, standing.Version);
            Preconditions.RequireMatch(context.Request, Kind, name, standing.Version);
        }

        var saved = Draft(name, await bodies.Read(context.Request, cancellationToken));
        var request = await Request(saved, cancellationToken);
        var written = await store.Put(saved, standing?.Version ?? 0, Caller.Local, request, cancellationToken)
            ?? throw ProblemException.VersionConflict(
                Kind, name, standing?.Version ?? 0, (await store.Read(name, cancellationToken))?.Version ?? 0);
        context.Response.StatusCode = standing is null ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return Answer(context, written, context.Response.StatusCode);
    }

    /// <summary><c>DELETE /v1/searches/{name}</c></summary>
    public async Task<IResult> Delete(HttpContext context, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var standing = await Find(name, cancellationToken);
        Preconditions.RequireMatch(context.Request, Kind, name, standing.Version);
        return await store.Delete(name, standing.Version, cancellationToken)
            ? Answers.Json(new JsonEmpty())
            : throw ProblemException.VersionConflict(
                Kind, name, standing.Version, (await store.Read(name, cancellationToken))?.Version ?? 0);
    }

    /// <summary><c>GET /v1/searches/{name}/items</c></summary>
    public async Task<IResult> Items(HttpContext context, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var saved = await Find(name, cancellationToken);
        var own = SearchQuery.Searched.FirstOrDefault(context.Request.Query.ContainsKey);
        return own is not null
            ? throw ProblemException.Invalid($"/{own}", "parameter-saved", "What is searched is saved; GET /v1/search takes all.")
            : await search.Search(
                context,
                new QueryCollection(context.Request.Query.Concat(Parameters(saved)).ToDictionary(
                    pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)),
                cancellationToken);
    }

    /// <summary><c>GET /v1/searches/{name}/matches</c></summary>
    public async Task<IResult> Matches(HttpContext context, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var query = context.Request.Query;
        var after = SearchQuery.Text(query, "after") is not { } text ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw ProblemException.Invalid("/after", "after-invalid", "after is the next of the page before.");
        var (limit, patience) = (Paging.Limit(context.Request), FeedRoutes.Patience(SearchQuery.Text(query, "wait")));
        var begin = time.GetTimestamp();
        while (true)
        {
            var saved = await Find(name, cancellationToken);
            var seen = feed.Settled;
            var matches = await store.Matches(
                name, await Request(saved, cancellationToken), after, limit, cancellationToken);
            var left = patience - time.GetElapsedTime(begin);
            if (!matches.IsEmpty || left <= TimeSpan.Zero || !await feed.WaitForMore(seen, left, cancellationToken))
            {
                return Answers.Json(new Page<SearchMatch>(
                    matches, (matches.IsEmpty ? after : matches[^1].Number).ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    private static IResult Answer(HttpContext context, SavedSearch saved, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{saved.Version}\"");
        return Answers.Json(saved, status);
    }

    private static SavedSearch Draft(string name, RawJson body)
    {
        if (body.Element.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid("", "body-invalid", "A saved search is an object.");
        }

        var query = ImmutableDictionary.CreateBuilder<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var member in body.Member("query") is { ValueKind: JsonValueKind.Object } given
            ? given.EnumerateObject()
            : throw ProblemException.Invalid("/query", "query-missing", "query has the parameters of a search, by name."))
        {
            if (!SearchQuery.Searched.Contains(member.Name))
            {
                throw ProblemException.Invalid($"/query/{Escaped(member.Name)}", "parameter-unknown",
                    $"A saved search has no parameter '{member.Name}'; there are {string.Join(", ", SearchQuery.Searched)}.");
            }

            query[member.Name] = [.. Texts(member)];
        }

        return new SavedSearch
        {
            Name = body.Member("name") is not { } own || (own.ValueKind == JsonValueKind.String && own.GetString() == name)
                ? name
                : throw ProblemException.Invalid("/name", "id-mismatch", $"The address says '{name}'."),
            Description = body.Member("description") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null,
            Query = query.ToImmutable(),
        };
    }

    private static IEnumerable<string> Texts(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.String => [member.Value.GetString()!],
        JsonValueKind.Object when member.Name == "filter" => [member.Value.GetRawText()],
        JsonValueKind.Array when member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            member.Value.EnumerateArray().Select(item => item.GetString()!),
        _ => throw ProblemException.Invalid($"/query/{Escaped(member.Name)}", "parameter-invalid",
            "A parameter is a text, or a list of texts."),
    };

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, StringValues>> Parameters(SavedSearch saved) =>
        saved.Query.Select(pair => KeyValuePair.Create(pair.Key, new StringValues([.. pair.Value])));

    private Task<SearchRequest> Request(SavedSearch saved, CancellationToken cancellationToken)
    {
        var query = new QueryCollection(Parameters(saved).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));
        return places.Find(SearchQuery.Read(query), query, cancellationToken);
    }

    private async Task<SavedSearch> Find(string name, CancellationToken cancellationToken) =>
        await store.Read(name, cancellationToken) ?? throw ProblemException.NotFound(Kind, name);

    private sealed record JsonEmpty;
}
