using OmeNgff.Client.Writeback;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Writeback;

/// <summary>The paths of writeback and drift.</summary>
public static class WritebackRoutes
{
    /// <summary>Registers what writes to stores.</summary>
    public static IServiceCollection AddWriteback(this IServiceCollection services) => services
        .AddSingleton<StoreTurn>()
        .AddSingleton<StoreDrift>()
        .AddSingleton<StoreWriteback>()
        .AddSingleton<StoreAdoption>()
        .AddSingleton<WritebackEndpoints>();

    /// <summary>Maps writeback and drift.</summary>
    public static void MapWriteback(this IEndpointRouteBuilder app)
    {
        const string image = "/v1/images/{id}";
        app.MapPost($"{image}:writeback", (
            HttpContext context, string id, WritebackEndpoints endpoints, CancellationToken stop) =>
            endpoints.Write(context, id, stop))
        .WithTags("images").WithSummary("Writes the published OME documents to the image's store; keeps the old ones.")
        .Takes<WritebackRequest>().Produces<WritebackAnswer>()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

        app.MapGet($"{image}/drift", (
            HttpContext context, string id, WritebackEndpoints endpoints, CancellationToken stop) =>
            endpoints.Drift(id, stop))
        .WithTags("images").WithSummary("Where the documents in the image's store differ from the catalog.")
        .Produces<DriftReport>().ProducesProblem(404).ProducesProblem(409);

        app.MapPost($"{image}:reconcile", (
            HttpContext context, string id, WritebackEndpoints endpoints, CancellationToken stop) =>
            endpoints.Reconcile(context, id, stop))
        .WithTags("images").WithSummary("Ends a drift: the store is written anew, or the catalog takes it over.")
        .Takes<ReconcileRequest>().Produces<ReconcileAnswer>()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
    }
}
