using OmeNgff.Client.Commits;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Commits;

/// <summary>The path of commits.</summary>
public static class CommitRoutes
{
    /// <summary>Registers commits.</summary>
    public static IServiceCollection AddCommits(this IServiceCollection services) => services
        .AddSingleton<CommitReading>()
        .AddSingleton<CommitEndpoint>();

    /// <summary>Maps commits.</summary>
    public static void MapCommits(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/commits", (HttpContext context, CommitEndpoint endpoint, CancellationToken stop) =>
                endpoint.Commit(context, stop))
            .WithTags("commits").WithSummary("Changes many records of any kind in one transaction: all or none.")
            .Takes<CommitInput>().Produces<CommitAnswer>()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422);
}
