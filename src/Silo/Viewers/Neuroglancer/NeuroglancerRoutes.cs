using OmeNgff.Client.Problems;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Operations;
using OmeNgff.Silo.Transforms;

namespace OmeNgff.Silo.Viewers.Neuroglancer;

/// <summary><c>/neuroglancer/…</c>: what Neuroglancer is to show, which it reads itself: short links that are always
/// current.</summary>
public static class NeuroglancerRoutes
{
    /// <summary>Maps the states.</summary>
    public static void MapNeuroglancer(this IEndpointRouteBuilder app)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/neuroglancer/{imageId}.json", reads, async (
                HttpContext context, string imageId, ImageStates states, CancellationToken stop) =>
                ServedDocuments.Answer(context, await states.OfImage(
                    Read(context.Request), imageId, ViewRoots.Place(context.Request), stop)))
            .WithTags("viewers").WithSummary("Neuroglancer's state of an image and its labels, in its own or in any space.")
            .TakesQuery("space", "The id of a space, or a reference to any (image:{id}); the image's own if not given.")
            .TakesPath().TakesChannels()
            .Produces(200, contentType: "application/json").Produces(304)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        app.MapMethods("/neuroglancer/viewpoints/{id}.json", reads, async (
                HttpContext context, string id, ImageStates states, CancellationToken stop) =>
                ServedDocuments.Answer(context, await states.OfViewpoint(Read(context.Request), id, stop)))
            .WithTags("viewers").WithSummary("Neuroglancer's state of a viewpoint.")
            .TakesChannels()
            .Produces(200, contentType: "application/json").Produces(304)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    /// <summary>Describes <c>channels</c>.</summary>
    internal static RouteHandlerBuilder TakesChannels(this RouteHandlerBuilder route) =>
        route.TakesQuery("channels", "separate for a layer of its own for every channel.");

    /// <summary>What a request wants to be shown.</summary>
    /// <exception cref="ProblemException">400: <c>channels</c> is something else than <c>separate</c>.</exception>
    internal static StateRequest Read(HttpRequest request) => new(
        PublicAddress.Of(request),
        request.Query["channels"].FirstOrDefault() switch
        {
            null or "" => false,
            "separate" => true,
            _ => throw ProblemException.Invalid("/channels", "channels-unknown", "channels can only be separate."),
        });
}
