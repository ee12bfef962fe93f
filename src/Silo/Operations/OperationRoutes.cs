using Npgsql;
using OmeNgff.Catalog.Feed;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Feed;
using OmeNgff.Silo.Cluster;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Operations;

/// <summary>What those who run a node ask it.</summary>
public static class OperationRoutes
{
    /// <summary>True for the paths that a node answers under whatever name it is known.</summary>
    internal static bool Contain(PathString path) => path.Value is "/healthz" or "/readyz" or "/metrics";

    /// <summary>Maps <c>/healthz</c> and <c>/readyz</c>.</summary>
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Answers.Json(new { status = "alive" }))
            .WithTags("operations").WithSummary("The process is alive.").Produces(200);
        app.MapGet("/readyz", async (
            NpgsqlDataSource database,
            NodeLock nodeLock,
            FeedTail feed,
            ClusterStatus cluster,
            Departure departure,
            CancellationToken cancellationToken) =>
        {
            if (departure.HasBegun)
            {
                throw NotReady("The node is about to stop.");
            }

            if (!cluster.IsMember)
            {
                throw NotReady("The node is no member of the cluster.");
            }

            // First: it knows at once of a database that does not answer.
            if (!await feed.CatchUp(cancellationToken))
            {
                throw NotReady($"The change feed cannot be read: {feed.Failure}");
            }

            if (!await DatabaseAnswers(database, cancellationToken))
            {
                throw NotReady("The database does not answer.");
            }

            if (!await nodeLock.IsHeld().WaitAsync(cancellationToken))
            {
                throw NotReady("The node has lost its lock on the database.");
            }

            var holding = await HoldingTransaction.Find(database, HoldingTransaction.MaxAge, cancellationToken);
            return Answers.Json(new Readiness("ready", cluster.Silos, holding));
        })
        .WithTags("operations").WithSummary("Requests are answered.").Produces<Readiness>().ProducesProblem(503);
    }

    private static async Task<bool> DatabaseAnswers(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            command.CommandTimeout = 5;
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static ProblemException NotReady(string detail) =>
        new(new Problem("/problems/not-ready", "Not ready", 503, detail));
}

/// <summary>What a node that is ready says.</summary>
/// <param name="Status">Always <c>ready</c>.</param>
/// <param name="Silos">How many nodes the cluster has, as far as this one knows; 1 for a node alone.</param>
/// <param name="FeedHeldBackBy">The transaction that keeps the public change feed from going on, if one has run for
/// longer than <see cref="HoldingTransaction.MaxAge"/>.</param>
public sealed record Readiness(string Status, int Silos, HoldingTransaction? FeedHeldBackBy);
