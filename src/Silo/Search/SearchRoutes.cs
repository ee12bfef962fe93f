using OmeNgff.Catalog.Search;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Search;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Operations;
using OmeNgff.Silo.Transforms;

namespace OmeNgff.Silo.Search;

/// <summary>Finding records: by what they say and where they lie, and by what a reference may mean.</summary>
public static class SearchRoutes
{
    /// <summary>Maps search, queryables and resolve.</summary>
    public static void MapSearch(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/search", (HttpContext context, CancellationToken stop) =>
                context.RequestServices.GetRequiredService<SearchEndpoints>().Search(context, stop))
            .WithTags("search")
            .WithSummary("Records by words, by what they are (CQL2) and by where they lie.")
            .TakesQuery("q", "Words: all must be there; \"quotes\" keep words together, - excludes, or means either.")
            .TakesQuery("filter", "A filter in OGC CQL2; /v1/queryables says by what.")
            .TakesQuery("filterLang", "cql2-text or cql2-json; told from the filter if not given.")
            .TakesQuery("bbox", "A box: minima and then maxima, in the order and units of the space's axes; without a space "
                + "in each image's own, x and y, or x, y and z, or x, y, z and t, in metres and seconds.")
            .TakesQuery("point", "A point, instead of a box.")
            .TakesQuery("space", "The space of the box: an id, or image:ID or array:ID. Alone: images that it can be reached from.")
            .TakesQuery("overlaps", "image:ID: what meets the box that this image fills.")
            .TakesPath()
            .TakesQuery("kind", "Kinds, by commas; all but array and alignmentVersion if not given.")
            .TakesQuery("dataset", "Only records of this dataset.")
            .TakesQuery("sort", "Properties, by commas; - before one for the greatest first.")
            .TakesQuery("facets", "Properties whose values are counted, by commas: dataset, modality, axes, unit, dataType, "
                + "space, kind, omeVersion, diagnostics, or any other of texts and numbers.")
            .TakesQuery("count", "exact to count all matches; else up to 1000.")
            .TakesQuery("format", "ndjson or csv: everything that matches, as a stream.")
            .TakesPaging()
            .Produces<SearchAnswer>().ProducesProblem(400).ProducesProblem(503);
        app.MapGet("/v1/queryables", () => Results.Json(QueryablesDocument.Create(), contentType: "application/schema+json"))
            .WithTags("search").WithSummary("What records can be searched by, as a JSON Schema.");
        app.MapGet("/v1/resolve", Resolve).WithTags("search")
            .WithSummary("The records that an id, a name, a reference or a source address may mean.")
            .Produces<Page<SearchItem>>().ProducesProblem(400);
    }

    private static async Task<IResult> Resolve(
        string? @ref, ReferenceSearch search, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(@ref)
            ? throw ProblemException.Invalid("/ref", "reference-missing", "Say what to resolve: ?ref=.")
            : Answers.Json(new Page<SearchItem>(await search.Resolve(@ref, cancellationToken), null));
}
