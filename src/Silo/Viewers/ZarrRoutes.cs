using Microsoft.AspNetCore.Routing.Patterns;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Views;
using OmeNgff.Silo.Http;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Viewers;

/// <summary>
/// <c>/zarr/…</c>: every image as a virtual, read-only Zarr hierarchy, in each OME version; under <c>/proxied/zarr/…</c>
/// the same, with every chunk streamed through. Absent keys are 404 with an empty body, whatever asks for them: clients
/// probe for many names.
/// </summary>
public static class ZarrRoutes
{
    private const string Hierarchies = "/zarr";
    private const string Proxied = "/proxied/zarr";
    private const string AnyPath = "/{**path}";

    /// <summary>What <c>/zarr/…</c> is called where requests are counted and traced.</summary>
    internal static readonly Endpoint Route = new RouteEndpointBuilder(
        _ => Task.CompletedTask, RoutePatternFactory.Parse(Hierarchies + AnyPath), order: 0).Build();

    /// <summary>True for the path of a hierarchy or of a key in one.</summary>
    public static bool Contain(PathString path) =>
        path.StartsWithSegments(Hierarchies, StringComparison.Ordinal)
        || path.StartsWithSegments(Proxied, StringComparison.Ordinal);

    /// <summary>What follows <c>/zarr/</c> in a path that is written as the routes are; else null.</summary>
    internal static string? KeyOf(PathString path) =>
        path.Value is { } text && text.StartsWith(Hierarchies + "/", StringComparison.Ordinal)
            && !text.Contains('%', StringComparison.Ordinal)
            ? text[(Hierarchies.Length + 1)..]
            : null;

    /// <summary>Maps the hierarchies.</summary>
    public static void MapZarr(this IEndpointRouteBuilder app)
    {
        Map(app, Hierarchies, isProxied: false)
            .WithSummary(
                "A key of a virtual Zarr hierarchy: {0.4|0.5|0.6}/[distributed/]{imageId}.zarr/{key}, in a space "
                + "{ome}/in/{spaceId}/[pin/{alignmentId}@{version}/]…[at/{time}/]{imageId}.zarr/{key}, of a collection "
                + "{ome}/collections/{collectionId}.zarr/{key}. A chunk is streamed, or 307 to the store that has it.")
            .Produces(307);
        Map(app, Proxied, isProxied: true)
            .WithSummary("The same as /zarr/{path}, with every chunk streamed.");
    }

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder app, string hierarchies, bool isProxied) =>
        app.MapMethods(
            hierarchies + AnyPath,
            [HttpMethods.Get, HttpMethods.Head],
            (string? path, HttpContext context, ImageReads images, GrainsOf<ICollectionGrain> collections,
                StoreFactory stores, CancellationToken stop) =>
                Serve(path, isProxied, context, images, collections, stores, stop))
            .WithTags("viewers")
            .Produces(200).Produces(206).Produces(304).Produces(404).Produces(412).Produces(416)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> Serve(
        string? path,
        bool isProxied,
        HttpContext context,
        ImageReads images,
        GrainsOf<ICollectionGrain> collections,
        StoreFactory stores,
        CancellationToken cancellationToken)
    {
        if (!ZarrPath.TryParse(path ?? "", out var asked))
        {
            return Results.NotFound();
        }

        ViewRoots.Check(asked.Root);
        var served = asked.IsCollection
            ? await collections[asked.Id].Read(asked.Root.Ome, asked.Key, cancellationToken)
            : await images.Read(asked.Id, asked.Root, asked.Key, cancellationToken);
        var isOwn = true;
        while (true)
        {
            switch (served)
            {
                case { Problem.Status: 404 } when !isOwn:
                    // A label image or a member that is gone is an absent key of its parent.
                    return Results.NotFound();
                case { Problem: { } problem }:
                    throw new ProblemException(problem);
                case { Document: { } document }:
                    return ServedDocuments.Answer(context, document);
                case { Chunk: { } chunk }:
                    return new ChunkAnswer(stores, chunk, isProxied);
                case { Image: { } image }:
                    isOwn = false;
                    served = await images.Read(image.Id, asked.Root, image.Key, cancellationToken);
                    continue;
                default:
                    return Results.NotFound();
            }
        }
    }
}
