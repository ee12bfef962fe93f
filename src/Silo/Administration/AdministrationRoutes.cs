using System.Runtime.CompilerServices;
using OmeNgff.Catalog.Verification;
using OmeNgff.Client.Administration;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Views;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Administration;

/// <summary>What keeps a catalog honest: comparing the index and the views with the records, and building both anew.
/// </summary>
public static class AdministrationRoutes
{
    /// <summary>Between lines of progress lie this many records.</summary>
    private const int ProgressStep = 500;

    /// <summary>Maps <c>/v1/admin/verify</c> and <c>/v1/admin/reindex</c>.</summary>
    public static void MapAdministration(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/admin/verify", (HttpContext context, CatalogVerification catalog, ViewVerification views) =>
                new NdjsonAnswer<AdministrationLine>(stop => Verify(catalog, views, stop)))
            .WithTags("administration")
            .WithSummary("Compares every index column and every view with the records; lists differences (NDJSON).")
            .Produces<AdministrationLine>(200, "application/x-ndjson");
        app.MapPost("/v1/admin/reindex", (Reindexing reindexing, CatalogVerification catalog, IGrainFactory grains) =>
                new NdjsonAnswer<AdministrationLine>(stop => Reindex(reindexing, catalog, grains, stop)))
            .WithTags("administration")
            .WithSummary("Builds the index and the views anew from the records, while the catalog serves (NDJSON).")
            .Produces<AdministrationLine>(200, "application/x-ndjson");
    }

    private static async IAsyncEnumerable<AdministrationLine> Verify(
        CatalogVerification catalog, ViewVerification views, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = new AdministrationLine { Of = await catalog.Count(cancellationToken) };
        yield return line;
        await foreach (var (record, differences) in catalog.Run(cancellationToken))
        {
            line = line with { Checked = line.Checked + 1 };
            var all = record.Kind == RecordKind.Image
                ? differences.AddRange(await views.Run(record.Id, cancellationToken))
                : differences;
            foreach (var found in all)
            {
                line = line with { Differences = line.Differences + 1 };
                yield return line with
                {
                    Difference = new FoundDifference(found.Record.ToString(), found.What, found.Expected, found.Actual),
                };
            }

            if (line.Checked % ProgressStep == 0)
            {
                yield return line;
            }
        }

        yield return line with { Done = true };
    }

    private static async IAsyncEnumerable<AdministrationLine> Reindex(
        Reindexing reindexing,
        CatalogVerification catalog,
        IGrainFactory grains,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = new AdministrationLine { Of = await catalog.Count(cancellationToken) };
        yield return line;
        await foreach (var (record, revision) in reindexing.Run(cancellationToken))
        {
            line = line with { Checked = line.Checked + 1 };
            if (revision is { } number)
            {
                await grains.GetGrain<IImageGroupGrain>(record.Id).Notice(number);
            }

            if (line.Checked % ProgressStep == 0)
            {
                yield return line;
            }
        }

        yield return line with { Done = true };
    }
}
