using System.Collections.Immutable;
using OmeNgff.Catalog.Search;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Search;

/// <summary>Finding records: by words, and by what a reference may mean.</summary>
public static class SearchRoutes
{
    /// <summary>How many characters a query may have (limit <c>MaxQueryLength</c>).</summary>
    public const int MaxQueryLength = 1000;

    /// <summary>Maps search and resolve.</summary>
    public static void MapSearch(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/search", Search).WithTags("search")
            .WithSummary("Records by words; names also by substring.")
            .Produces<SearchAnswer>().ProducesProblem(400);
        app.MapGet("/v1/resolve", Resolve).WithTags("search")
            .WithSummary("The records that an id, a name, a reference or a source address may mean.")
            .Produces<Page<SearchItem>>().ProducesProblem(400);
    }

    private static async Task<IResult> Search(
        string? q, string? kind, string? dataset, HttpContext context, WordSearch search,
        CancellationToken cancellationToken)
    {
        if (q?.Length > MaxQueryLength)
        {
            throw ProblemException.Invalid("/q", "query-too-long",
                $"q has at most {MaxQueryLength} characters (limit MaxQueryLength).");
        }

        var limit = Paging.Limit(context.Request);
        var page = await search.Search(
            new SearchRequest(q, limit + 1)
            {
                Kinds = Kinds(kind),
                Dataset = dataset,
                After = Paging.Cursor<SearchItem>(context.Request),
            },
            cancellationToken);
        var answer = Paging.Page(
            context, page.Items, limit, item => item with { Highlight = null, Name = "", Dataset = "" });
        return Answers.Json(new SearchAnswer(answer.Items, page.Matched, answer.Next));
    }

    private static async Task<IResult> Resolve(
        string? @ref, WordSearch search, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(@ref)
            ? throw ProblemException.Invalid("/ref", "reference-missing", "Say what to resolve: ?ref=.")
            : Answers.Json(new Page<SearchItem>(await search.Resolve(@ref, cancellationToken), null));

    private static ImmutableArray<RecordKind> Kinds(string? text) => string.IsNullOrEmpty(text)
        ? []
        : [.. text.Split(',').Select(name => RecordKinds.TryParse(name, out var kind)
            ? kind
            : throw ProblemException.Invalid("/kind", "kind-unknown", $"There is no kind '{name}'."))];
}
