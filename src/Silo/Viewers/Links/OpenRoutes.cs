using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Versions;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Operations;
using OmeNgff.Silo.Transforms;
using OmeNgff.Silo.Viewers.Neuroglancer;

namespace OmeNgff.Silo.Viewers.Links;

/// <summary><c>/open/…</c>: leads to a viewer with an image or a viewpoint open in it. What the viewer could not show is
/// refused here, where the reason can be said.</summary>
public static class OpenRoutes
{
    /// <summary>Maps the links.</summary>
    public static void MapOpen(this IEndpointRouteBuilder app)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/open/{imageId}", reads, OpenImage)
            .WithTags("viewers").WithSummary("Leads to a viewer that shows an image.")
            .TakesQuery("viewer", "neuroglancer (if not given), vizarr or validator.")
            .TakesQuery("space", "The id of the space to show it in; the image's own if not given.")
            .TakesPath().TakesChannels()
            .Produces(302).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        app.MapMethods("/open/viewpoints/{id}", reads, async (
                HttpContext context, string id, ImageStates states, ViewerAddresses viewers, CancellationToken stop) =>
            {
                await states.OfViewpoint(NeuroglancerRoutes.Read(context.Request), id, stop);
                return Leads(context, ToState(context, viewers, $"viewpoints/{id}"));
            })
            .WithTags("viewers").WithSummary("Leads to Neuroglancer with a viewpoint.")
            .TakesChannels()
            .Produces(302).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> OpenImage(
        HttpContext context, string imageId, ImageStates states, IGrainFactory grains, ViewerAddresses viewers,
        CancellationToken cancellationToken)
    {
        var place = ViewRoots.Place(context.Request);
        switch (context.Request.Query["viewer"].FirstOrDefault())
        {
            case null or "" or "neuroglancer":
                await states.OfImage(NeuroglancerRoutes.Read(context.Request), imageId, place, cancellationToken);
                return Leads(context, ToState(context, viewers, imageId));
            case "vizarr":
                return Leads(context, WithSource(viewers.Vizarr,
                    await Root(context, grains, imageId, place, cancellationToken)));
            case "validator":
                return Leads(context, WithSource(viewers.Validator,
                    await Root(context, grains, imageId, place, cancellationToken)));
            default:
                throw ProblemException.Invalid(
                    "/viewer", "viewer-unknown", "viewer must be neuroglancer, vizarr or validator.");
        }
    }

    /// <summary>The link to Neuroglancer: it reads the state itself.</summary>
    private static string ToState(HttpContext context, ViewerAddresses viewers, string name)
    {
        var catalog = PublicAddress.Of(context.Request);
        var query = QueryString.Create(context.Request.Query.Where(pair => pair.Key is not "viewer"));
        return $"{viewers.Neuroglancer(catalog)}#!{catalog}/neuroglancer/{name}.json{query.ToUriComponent()}";
    }

    private static string WithSource(string viewer, string source) =>
        $"{viewer}{(viewer.Contains('?', StringComparison.Ordinal) ? '&' : '?')}source={Uri.EscapeDataString(source)}";

    /// <summary>The hierarchy that suits the image: OME 0.4 for Zarr v2 data and 0.5 for v3, the other where that cannot be
    /// said.</summary>
    private static async Task<string> Root(
        HttpContext context, IGrainFactory grains, string id, ViewPlace? place, CancellationToken cancellationToken)
    {
        if (!RecordId.IsValid(id)
            || await grains.GetGrain<IImageGroupGrain>(id).Get(cancellationToken) is not { } image)
        {
            throw ProblemException.NotFound("image", id);
        }

        if (place is not null && !RecordId.IsValid(place.Space))
        {
            throw ProblemException.Invalid("/space", "space-not-catalogued",
                "A hierarchy lies in a space of the catalog: say its id. Only Neuroglancer shows an image in that of another.");
        }

        Problem? refusal = null;
        foreach (var version in await SuitedVersions.Of(grains, image, cancellationToken))
        {
            var root = new ViewRoot(version.Text()) { Place = place };
            var served = await grains.GetGrain<IImageGroupGrain>(id).Read(
                root, version.ZarrFormat() == 2 ? ".zattrs" : "zarr.json", cancellationToken);
            if (served.Problem is not { } problem)
            {
                return $"{PublicAddress.Of(context.Request)}/zarr/{root.PathOf(id).TrimEnd('/')}";
            }

            refusal ??= problem;
        }

        throw new ProblemException(refusal!);
    }

    private static IResult Leads(HttpContext context, string address)
    {
        // What suits an image may change with it.
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Redirect(address);
    }
}
