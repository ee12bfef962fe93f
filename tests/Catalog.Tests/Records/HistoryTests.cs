using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Records;

public sealed class HistoryTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task History_lists_versions_newest_first_with_the_pointers_of_what_changed()
    {
        var first = (await catalog.Put(CatalogFixture.Array("told"))).Record<ArrayRecord>("told");
        await catalog.Commit(RecordChange.Put(
            first with { CoordinateTransformations = [new ScaleTransformation([1, 2])] }, 1, "recalibrated"));

        var history = await catalog.Store.ReadHistory(RecordKind.Array, "told", null, 10, None);

        Assert.Equal([2, 1], history.Select(entry => entry.Version));
        Assert.Equal("/coordinateTransformations/0/scale/1", Assert.Single(history[0].Changed));
        Assert.Equal("recalibrated", history[0].Reason);
        Assert.True(history[0].At > history[1].At);
    }

    [Fact]
    public async Task A_record_can_be_read_as_it_was_at_a_time_and_at_a_version()
    {
        var first = (await catalog.Put(CatalogFixture.Array("past"))).Record<ArrayRecord>("past");
        var second = (await catalog.Put(
            first with { CoordinateTransformations = [new ScaleTransformation([5, 5])] })).Record<ArrayRecord>("past");

        Assert.Equal(first, await catalog.Store.ReadVersion<ArrayRecord>("past", 1, None));
        Assert.Equal(first, await catalog.Store.ReadAsOf<ArrayRecord>("past", first.UpdatedAt, None));
        Assert.Equal(second, await catalog.Store.ReadAsOf<ArrayRecord>("past", second.UpdatedAt, None));
        Assert.Null(await catalog.Store.ReadAsOf<ArrayRecord>("past", first.UpdatedAt.AddMicroseconds(-1), None));
    }

    [Fact]
    public async Task Concurrent_read_modify_writes_lose_nothing_and_leave_a_dense_history()
    {
        const int Writers = 8;
        const int WritesEach = 25;
        await catalog.Put(CatalogFixture.Array("busy-0"), CatalogFixture.Image("busy", "busy-0"));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var written = 0; written < WritesEach;)
            {
                var current = (await catalog.Store.Read<ArrayRecord>("busy-0", None))!;
                var scale = ((ScaleTransformation)current.CoordinateTransformations[0]).Scale[0] + 1;
                try
                {
                    await catalog.Put(current with
                    {
                        CoordinateTransformations = [new ScaleTransformation([scale, scale])],
                    });
                    written++;
                }
                catch (Client.Problems.ProblemException refusal) when (refusal.Problem.Status == 412)
                {
                    // Another was faster; read again.
                }
            }
        }));

        var stored = (await catalog.Store.Read<ArrayRecord>("busy-0", None))!;
        Assert.Equal(1 + (Writers * WritesEach), stored.Version);
        Assert.Equal(
            new ScaleTransformation([1 + (Writers * WritesEach), 1 + (Writers * WritesEach)]),
            stored.CoordinateTransformations[0]);
        var history = await catalog.Store.ReadHistory(RecordKind.Array, "busy-0", null, 1000, None);
        Assert.Equal(Enumerable.Range(1, (int)stored.Version).Reverse(), history.Select(entry => (int)entry.Version));
        Assert.Equal(stored.Version, (await catalog.Store.ReadImage("busy", None))!.Revision);
    }

    [Fact]
    public async Task Commits_over_the_same_records_in_any_order_wait_for_each_other_and_never_deadlock()
    {
        string[] ids = ["cross-0", "cross-1", "cross-2", "cross-3"];
        await catalog.Put([.. ids.Select(id => CatalogFixture.Array(id)), CatalogFixture.Image("cross", ids)]);

        var random = new Random(7);
        var orders = Enumerable.Range(0, 60).Select(_ => ids.OrderBy(_ => random.Next()).Take(3).ToArray()).ToList();
        var committed = await Task.WhenAll(orders.Select(async order =>
        {
            while (true)
            {
                var records = new List<CatalogRecord>();
                foreach (var id in order)
                {
                    records.Add((await catalog.Store.Read<ArrayRecord>(id, None))!);
                }

                try
                {
                    await catalog.Put([.. records]);
                    return order.Length;
                }
                catch (Client.Problems.ProblemException refusal) when (refusal.Problem.Status == 412)
                {
                    // Another was faster; read again.
                }
            }
        }));

        var versions = 0L;
        foreach (var id in ids)
        {
            versions += (await catalog.Store.Read<ArrayRecord>(id, None))!.Version - 1;
        }

        Assert.Equal(committed.Sum(), versions);
    }

    [Fact]
    public async Task The_feed_meets_every_change_once_and_in_order_while_commits_run()
    {
        // The feed waits for whatever transaction runs on the server, also for those of other tests.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var stop = new CancellationTokenSource();
        var seen = new List<ChangeEntry>();
        var reader = Task.Run(async () =>
        {
            ChangeName? after = null;
            while (true)
            {
                var last = stop.IsCancellationRequested;
                var page = await catalog.Store.ReadChanges(after, 7, None);
                seen.AddRange(page);
                after = page.IsEmpty ? after : page[^1].Change;
                if (last && page.IsEmpty && (Fed(seen).Count() == 80 || patience.IsCancellationRequested))
                {
                    return;
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 40).Select(index => catalog.Put(
            CatalogFixture.Array($"feed-{index}"), CatalogFixture.Image($"feed-{index}", $"feed-{index}"))));
        await stop.CancelAsync();
        await reader;

        var names = seen.Select(entry => entry.Change.ToString()).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(names.Count, names.Distinct().Count());
        var fed = Fed(seen).ToList();
        Assert.Equal(80, fed.Count);
        Assert.Equal(40, fed.Where(entry => entry.Kind == RecordKind.Image).Select(entry => entry.Id).Distinct().Count());

        static IEnumerable<ChangeEntry> Fed(IEnumerable<ChangeEntry> entries) =>
            entries.Where(entry => entry.Id.StartsWith("feed-", StringComparison.Ordinal));
    }
}
