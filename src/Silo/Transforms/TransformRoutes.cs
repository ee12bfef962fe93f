using Microsoft.OpenApi;
using OmeNgff.Client.Http;
using OmeNgff.Client.Transforms;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Transforms;

/// <summary>The paths that lead from one coordinate space to another.</summary>
public static class TransformRoutes
{
    /// <summary>Maps them.</summary>
    public static void MapTransforms(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/transforms", (HttpContext context, CancellationToken stop) => Endpoints(context).Get(context, stop))
            .WithTags("transforms")
            .WithSummary("How points come from one coordinate space to another: the best path, step by step.")
            .TakesQuery("from", "The space that points come from: array:{id}, image:{id} or space:{id}. Required.")
            .TakesQuery("to", "The space that points go to. Required.")
            .TakesPath()
            .TakesQuery("alternatives", "true to list other paths with as few alignments.", JsonSchemaType.Boolean)
            .Produces<TransformAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapPost("/v1/transforms/points", (HttpContext context, CancellationToken stop) =>
                Endpoints(context).Points(context, stop))
            .WithTags("transforms").WithSummary("Carries points, up to 100 000 a call.")
            .Takes<PointsRequest>().Produces<PointsAnswer>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapPost("/v1/transforms/boxes", (HttpContext context, CancellationToken stop) =>
                Endpoints(context).Boxes(context, stop))
            .WithTags("transforms")
            .WithSummary("Carries boxes: the smallest box around each, exact for maps along the axes.")
            .Takes<BoxesRequest>().Produces<BoxesAnswer>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/v1/images/{id}/extent", (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Extent(context, id, stop))
            .WithTags("images").WithSummary("The box that an image fills in a space; in its own space if none is named.")
            .TakesQuery("space", "The id of the space, or a reference to any.")
            .TakesPath()
            .Produces<ExtentAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/v1/alignments/{id}/impact", (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Impact(context, id, stop))
            .WithTags("alignments")
            .WithSummary("The images, spaces and viewpoints that resolve through an alignment.").TakesPaging()
            .Produces<Page<Impact>>().ProducesProblem(404);
    }

    /// <summary>Describes <c>pin</c> and <c>asOf</c>.</summary>
    internal static RouteHandlerBuilder TakesPath(this RouteHandlerBuilder route) => route
        .TakesQuery("pin", "A version that the path must take, alignment@version; may repeat.")
        .TakesQuery("asOf", "The time to look at (RFC 3339); now if not given.");

    private static TransformEndpoints Endpoints(HttpContext context) =>
        ActivatorUtilities.CreateInstance<TransformEndpoints>(context.RequestServices);
}
