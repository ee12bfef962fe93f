using Microsoft.OpenApi;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Idempotency;
using OmeNgff.Silo.Operations;
using OmeNgff.Silo.Transforms;
using OmeNgff.Silo.Viewers;

namespace OmeNgff.Silo.Records;

/// <summary>The paths of records.</summary>
public static class RecordRoutes
{
    /// <summary>Maps all kinds of records.</summary>
    public static void MapRecords(this IEndpointRouteBuilder app)
    {
        app.MapKind<DatasetRecord>();
        app.MapKind<ArrayRecord>();
        app.MapKind<ImageRecord>();
        app.MapKind<CollectionRecord>();
        app.MapKind<SpaceRecord>();
        app.MapKind<AlignmentRecord>();
        app.MapKind<ViewpointRecord>();
    }

    /// <summary>Maps what only images have.</summary>
    public static void MapImages(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/images/{id}/metadata", async (
            string id, string? ome, string? layout, IGrainFactory grains, HttpContext context,
            CancellationToken cancellationToken) =>
        {
            var root = new ViewRoot(ome ?? "0.5", layout switch
            {
                null or "consolidated" => false,
                "distributed" => true,
                _ => throw ProblemException.Invalid(
                    "/layout", "layout-unknown", "layout must be consolidated or distributed."),
            })
            {
                Place = ViewRoots.Place(context.Request),
            };
            ViewRoots.Check(root);
            var document = RecordId.IsValid(id)
                ? await grains.GetGrain<IImageGroupGrain>(id).Metadata(root, cancellationToken)
                : null;
            return document is null
                ? throw ProblemException.NotFound("image", id)
                : ServedDocuments.Answer(context, document);
        })
        .WithTags("images")
        .WithSummary("The published OME documents, whole, by Zarr key; in the image's own space, or in another.")
        .TakesQuery("space", "The id of the space to publish the image in; its own if not given.")
        .TakesPath()
        .Produces<Dictionary<string, object>>()
        .ProducesProblem(404)
        .ProducesProblem(409);

    private static void MapKind<TRecord>(this IEndpointRouteBuilder app)
        where TRecord : CatalogRecord
    {
        var kind = RecordKinds.Of<TRecord>().Text();
        var article = RecordKinds.WithArticle(kind);
        var list = $"/v1/{kind}s";
        var one = $"{list}/{{id}}";
        RecordEndpoints<TRecord> Endpoints(HttpContext context) =>
            ActivatorUtilities.CreateInstance<RecordEndpoints<TRecord>>(context.RequestServices);

        app.MapGet(list, (HttpContext context, CancellationToken stop) => Endpoints(context).List(context, stop))
            .WithTags($"{kind}s").WithSummary($"All {kind}s, by id.").TakesPaging()
            .TakesQuery("dataset", "Only those of this dataset.").Produces<Page<TRecord>>();
        app.MapPost(list, (HttpContext context, CancellationToken stop) => Endpoints(context).Create(context, stop))
            .WithTags($"{kind}s").WithSummary($"Creates {article}.").TakesWriteOptions()
            .Takes<TRecord>().Produces<TRecord>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .RestoresAnswer((context, known, stop) => Endpoints(context).RestoreCreated(context, known, stop));
        app.MapGet(one, (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Read(context, id, stop))
            .WithTags($"{kind}s").WithSummary($"One {kind}; also ?version= and ?asOf=.")
            .TakesQuery("version", "The version to read.", JsonSchemaType.Integer)
            .TakesQuery("asOf", "The time to read as of (RFC 3339).")
            .Produces<TRecord>().Produces(304).ProducesProblem(404);
        app.MapPut(one, (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Put(context, id, stop))
            .WithTags($"{kind}s").WithSummary($"Creates or replaces {article}.")
            .TakesIfMatch(isRequired: false).TakesWriteOptions()
            .Takes<TRecord>().Produces<TRecord>().Produces<TRecord>(201)
            .ProducesProblem(400).ProducesProblem(412).ProducesProblem(428);
        app.MapPatch(one, (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Patch(context, id, stop))
            .WithTags($"{kind}s").WithSummary($"Changes fields of {article} (JSON Merge Patch, RFC 7396).")
            .TakesIfMatch().TakesWriteOptions()
            .Takes<TRecord>("application/merge-patch+json").Produces<TRecord>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(412).ProducesProblem(428);
        app.MapDelete(one, (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Delete(context, id, stop))
            .WithTags($"{kind}s").WithSummary($"Deletes {article}; its history stays.")
            .TakesIfMatch().TakesWriteOptions().TakesCascade(kind)
            .Produces<Deletion>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
        app.MapGet($"{one}/history", (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).History(context, id, stop))
            .WithTags($"{kind}s").WithSummary("Its versions, newest first.").TakesPaging()
            .Produces<Page<HistoryEntry>>().ProducesProblem(404);
    }

    private static RouteHandlerBuilder TakesCascade(this RouteHandlerBuilder route, string kind) =>
        kind == RecordKind.Image.Text()
            ? route.TakesQuery(
                "cascade", "true to delete the arrays too that nothing else refers to.", JsonSchemaType.Boolean)
            : route;
}
