using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Http;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Viewers;

/// <summary>
/// <c>/zarr/…</c>: every image as a virtual, read-only Zarr hierarchy, in each OME version. Absent keys are 404 with an
/// empty body, whatever asks for them: clients probe for many names.
/// </summary>
public static class ZarrRoutes
{
    /// <summary>Maps the hierarchies.</summary>
    public static void MapZarr(this IEndpointRouteBuilder app) =>
        app.MapMethods("/zarr/{**path}", [HttpMethods.Get, HttpMethods.Head], Serve)
            .WithTags("viewers")
            .WithSummary(
                "A key of a virtual Zarr hierarchy: {0.4|0.5|0.6}/[distributed/]{imageId}.zarr/{key}, in a space "
                + "{ome}/in/{spaceId}/[pin/{alignmentId}@{version}/]…[at/{time}/]{imageId}.zarr/{key}, of a collection "
                + "{ome}/collections/{collectionId}.zarr/{key}.")
            .Produces(200).Produces(206).Produces(304).Produces(404).ProducesProblem(409);

    private static async Task<IResult> Serve(
        string? path,
        HttpContext context,
        IGrainFactory grains,
        StoreFactory stores,
        CancellationToken cancellationToken)
    {
        if (!ZarrPath.TryParse(path ?? "", out var asked))
        {
            return Results.NotFound();
        }

        ViewRoots.Check(asked.Root);
        var served = asked.IsCollection
            ? await grains.GetGrain<ICollectionGrain>(asked.Id).Read(asked.Root.Ome, asked.Key, cancellationToken)
            : await grains.GetGrain<IImageGroupGrain>(asked.Id).Read(asked.Root, asked.Key, cancellationToken);
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
                    return new StoredObjectAnswer((range, stop) => Open(stores, chunk, range, stop));
                case { Image: { } image }:
                    isOwn = false;
                    served = await grains.GetGrain<IImageGroupGrain>(image.Id)
                        .Read(asked.Root, image.Key, cancellationToken);
                    continue;
                default:
                    return Results.NotFound();
            }
        }
    }

    private static async Task<StoreObject?> Open(
        StoreFactory stores, ServedChunk chunk, ByteRange? range, CancellationToken cancellationToken)
    {
        try
        {
            return await stores.Open(chunk.Store).Open(chunk.Key, range, cancellationToken);
        }
        catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreUnreadable)
        {
            throw new ProblemException(new Problem(
                "/problems/store", "The store cannot be used", 503, $"{refusal.Message} ({refusal.Rule})"));
        }
        catch (StoreException)
        {
            // Gone, or not to be read from here: to a viewer the chunk is absent.
            return null;
        }
    }
}
