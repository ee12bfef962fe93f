using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Viewers;

namespace OmeNgff.Silo.Collections;

/// <summary>The paths that only collections have.</summary>
public static class CollectionRoutes
{
    /// <summary>Maps the published documents.</summary>
    public static void MapCollections(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/collections/{id}/metadata", async (
            string id, string? ome, IGrainFactory grains, HttpContext context, CancellationToken cancellationToken) =>
        {
            var version = ome ?? "0.5";
            ViewRoots.Check(new ViewRoot(version));
            var document = RecordId.IsValid(id)
                ? await grains.GetGrain<ICollectionGrain>(id).Metadata(version, cancellationToken)
                : null;
            return document is null
                ? throw ProblemException.NotFound("collection", id)
                : ServedDocuments.Answer(context, document);
        })
        .WithTags("collections")
        .WithSummary("The published OME documents of a plate with its wells, a well, a series or a scene, by Zarr key; "
            + "those of the images are with the images, and the alignments of a scene are there in their default versions.")
        .Produces<Dictionary<string, object>>()
        .ProducesProblem(400)
        .ProducesProblem(404)
        .ProducesProblem(409);
}
