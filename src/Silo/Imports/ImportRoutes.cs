using OmeNgff.Catalog.Imports;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Idempotency;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Imports;

/// <summary>The paths of imports.</summary>
public static class ImportRoutes
{
    /// <summary>Registers imports.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<SourceCrawler>()
        .AddSingleton<GroupImport>()
        .AddSingleton<CollectionDrift>()
        .AddSingleton<CollectionImport>()
        .AddSingleton<SceneImport>()
        .AddSingleton<ImportQueue>()
        .AddHostedService(provider => provider.GetRequiredService<ImportQueue>());

    /// <summary>Maps imports.</summary>
    public static void MapImports(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/imports", async (
            HttpContext context, RequestBodies bodies, ImportQueue queue, CancellationToken cancellationToken) =>
        {
            var request = RequestBodies.Bind<ImportRequest>(await bodies.Read(context.Request, cancellationToken));
            if (string.IsNullOrWhiteSpace(request.Source))
            {
                throw ProblemException.Invalid("/source", "source-missing", "Say what to import.");
            }

            return Accepted(
                context,
                await queue.Accept(request, Caller.Local, context.NamedOperation(), cancellationToken));
        })
        .RestoresAnswer(async (context, known, cancellationToken) =>
        {
            var id = known.Versions.Keys.Single()["import:".Length..];
            var imports = context.RequestServices.GetRequiredService<ImportStore>();
            return Accepted(
                context,
                await imports.Read(id, cancellationToken) ?? throw ProblemException.NotFound("import", id));
        })
        .WithTags("imports").WithSummary("Imports a store or a folder of stores.")
        .Takes<ImportRequest>().Produces<ImportStatus>(202).ProducesProblem(400).ProducesProblem(422);

        app.MapGet("/v1/imports/{id}", async (
            string id, ImportStore imports, CancellationToken cancellationToken) =>
            Answers.Json(await imports.Read(id, cancellationToken) ?? throw ProblemException.NotFound("import", id)))
        .WithTags("imports").WithSummary("How far an import is.")
        .Produces<ImportStatus>().ProducesProblem(404);

        app.MapGet("/v1/imports/{id}/events", async (
            string id, HttpContext context, ImportStore imports, TimeProvider time, IHostApplicationLifetime node,
            CancellationToken cancellationToken) =>
        {
            var status = await imports.Read(id, cancellationToken) ?? throw ProblemException.NotFound("import", id);

            // To a browser, 204 says not to come back again.
            return status.IsDone && context.Request.Headers["Last-Event-ID"] == ImportEvents.LastEvent
                ? Results.NoContent()
                : new ImportEvents(imports, status, time, node.ApplicationStopping);
        })
        .WithTags("imports").WithSummary("The status of an import as Server-Sent Events, until it ends.")
        .Produces<string>(200, "text/event-stream").Produces(204).ProducesProblem(404);

        app.MapDelete("/v1/imports/{id}", async (
            string id, ImportQueue queue, CancellationToken cancellationToken) =>
            await queue.Cancel(id, cancellationToken)
                ? Results.StatusCode(StatusCodes.Status202Accepted)
                : throw ProblemException.NotFound("import", id))
        .WithTags("imports").WithSummary("Cancels an import; what it registered stays.")
        .Produces(202).ProducesProblem(404);
    }

    private static IResult Accepted(HttpContext context, ImportStatus status)
    {
        context.Response.Headers.Location = $"/v1/imports/{status.Id}";
        return Answers.Json(status, StatusCodes.Status202Accepted);
    }
}
