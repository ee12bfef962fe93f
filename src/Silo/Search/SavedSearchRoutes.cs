using OmeNgff.Client.Http;
using OmeNgff.Client.Search;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Search;

/// <summary>Searches that have names, and what newly matches them.</summary>
public static class SavedSearchRoutes
{
    /// <summary>Maps them.</summary>
    public static void MapSavedSearches(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/searches", (HttpContext context, CancellationToken stop) => Endpoints(context).List(context, stop))
            .WithTags("searches").WithSummary("Saved searches by name.").TakesPaging()
            .Produces<Page<SavedSearch>>();
        app.MapGet("/v1/searches/{name}", (HttpContext context, string name, CancellationToken stop) =>
                Endpoints(context).Get(context, name, stop))
            .WithTags("searches").WithSummary("A saved search.")
            .Produces<SavedSearch>().ProducesProblem(404);
        app.MapPut("/v1/searches/{name}", (HttpContext context, string name, CancellationToken stop) =>
                Endpoints(context).Put(context, name, stop))
            .WithTags("searches")
            .WithSummary("Saves a search; one that stands needs If-Match. What matches now is taken for known.")
            .Takes<SavedSearch>().Produces<SavedSearch>().Produces<SavedSearch>(201)
            .ProducesProblem(400).ProducesProblem(412).ProducesProblem(428);
        app.MapDelete("/v1/searches/{name}", (HttpContext context, string name, CancellationToken stop) =>
                Endpoints(context).Delete(context, name, stop))
            .WithTags("searches").WithSummary("Deletes a saved search; needs If-Match.")
            .ProducesProblem(404).ProducesProblem(412).ProducesProblem(428);
        app.MapGet("/v1/searches/{name}/items", (HttpContext context, string name, CancellationToken stop) =>
                Endpoints(context).Items(context, name, stop))
            .WithTags("searches").WithSummary("What matches a saved search, as GET /v1/search answers.")
            .TakesQuery("facets", "Properties whose values are counted.")
            .TakesQuery("count", "exact to count all matches.")
            .TakesQuery("format", "ndjson or csv: everything that matches, as a stream.")
            .TakesPaging()
            .Produces<SearchAnswer>().ProducesProblem(400).ProducesProblem(404);
        app.MapGet("/v1/searches/{name}/matches", (HttpContext context, string name, CancellationToken stop) =>
                Endpoints(context).Matches(context, name, stop))
            .WithTags("searches").WithSummary("What came to match since the search was saved, oldest first; waits for it.")
            .TakesQuery("after", "The number after which to go on, next of the page before.")
            .TakesQuery("wait", "How many seconds to wait where there is nothing yet.")
            .TakesQuery("limit", "How many at the most, 1 to 1000; 50 if not given.")
            .Produces<Page<SearchMatch>>().ProducesProblem(400).ProducesProblem(404);
    }

    private static SavedSearchEndpoints Endpoints(HttpContext context) =>
        ActivatorUtilities.CreateInstance<SavedSearchEndpoints>(context.RequestServices);
}
