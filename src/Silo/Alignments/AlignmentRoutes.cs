using Microsoft.OpenApi;
using OmeNgff.Client.Http;
using OmeNgff.Client.Records;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Alignments;

/// <summary>The paths that only alignments have.</summary>
public static class AlignmentRoutes
{
    private const string List = "/v1/alignments/{id}/versions";
    private const string One = $"{List}/{{n}}";

    /// <summary>Maps versions and default.</summary>
    public static void MapAlignments(this IEndpointRouteBuilder app)
    {
        app.MapGet(List, (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).List(context, id, stop))
            .WithTags("alignments").WithSummary("The versions of an alignment, by number.").TakesPaging()
            .Produces<Page<AlignmentVersion>>().ProducesProblem(404);
        app.MapPost(List, (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Add(context, id, stop))
            .WithTags("alignments").WithSummary("Adds the next version of an alignment.").TakesWriteOptions()
            .Takes<AlignmentVersion>().Produces<AlignmentVersion>(201).ProducesProblem(400).ProducesProblem(404);
        app.MapPost("/v1/alignments/{id}:import", (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).Import(context, id, stop))
            .WithTags("alignments")
            .WithSummary(
                "Adds the next version of an alignment from a file of ITK, ANTs, elastix, BigDataViewer, NGFF or a matrix.")
            .TakesWriteOptions()
            .Takes<AlignmentImport>().Produces<AlignmentVersion>(201)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        app.MapGet(One, (HttpContext context, string id, string n, CancellationToken stop) =>
                Endpoints(context).Read(context, id, n, stop))
            .WithTags("alignments").WithSummary("One version of an alignment; also ?version= and ?asOf=.")
            .TakesQuery(
                "version", "The version of its own record, which every status begins.", JsonSchemaType.Integer)
            .TakesQuery("asOf", "The time to read as of (RFC 3339).")
            .Produces<AlignmentVersion>().Produces(304).ProducesProblem(404);
        app.MapGet($"{One}/history", (HttpContext context, string id, string n, CancellationToken stop) =>
                Endpoints(context).History(context, id, n, stop))
            .WithTags("alignments").WithSummary("What became of a version of an alignment, newest first.").TakesPaging()
            .Produces<Page<HistoryEntry>>().ProducesProblem(404);
        app.MapPatch(One, (HttpContext context, string id, string n, CancellationToken stop) =>
                Endpoints(context).SetStatus(context, id, n, stop))
            .WithTags("alignments")
            .WithSummary("Sets the status of a version; If-Match is that of the alignment, or of the version.")
            .TakesIfMatch().TakesWriteOptions()
            .Takes<VersionPatch>("application/merge-patch+json").Produces<AlignmentVersion>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
        app.MapPut("/v1/alignments/{id}/default", (HttpContext context, string id, CancellationToken stop) =>
                Endpoints(context).SetDefault(context, id, stop))
            .WithTags("alignments").WithSummary("Sets the version that is taken where none is pinned, or none (null).")
            .TakesIfMatch().TakesWriteOptions()
            .Takes<DefaultChoice>().Produces<AlignmentRecord>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
    }

    private static AlignmentEndpoints Endpoints(HttpContext context) =>
        ActivatorUtilities.CreateInstance<AlignmentEndpoints>(
            context.RequestServices, ActivatorUtilities.CreateInstance<AlignmentEnds>(context.RequestServices));
}
