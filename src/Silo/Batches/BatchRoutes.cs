using OmeNgff.Client.Records;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Idempotency;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Batches;

/// <summary>The path of batches.</summary>
public static class BatchRoutes
{
    /// <summary>The media type of lines of JSON.</summary>
    public const string ContentType = "application/x-ndjson";

    /// <summary>Registers batches.</summary>
    public static IServiceCollection AddBatches(this IServiceCollection services) =>
        services.AddSingleton<LineRegistration>();

    /// <summary>Maps batches.</summary>
    public static void MapBatches(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/images:batch", async (
            HttpContext context, LineRegistration registration, SiloOptions options,
            IHostApplicationLifetime lifetime) =>
        {
            var run = new BatchRun(context, OperationKey.Read(context.Request), registration, options);
            run.LiftLimits();
            context.Response.ContentType = ContentType;
            await run.Run(lifetime.ApplicationStopping);
        })
        .WithMetadata(new OperationPerLine())
        .WithTags("images").WithSummary("Registers an image per line; each line succeeds or fails alone.")
        .Takes<ImageRecord>(ContentType)
        .Produces<BatchAnswer>(200, ContentType).ProducesProblem(400);
}
