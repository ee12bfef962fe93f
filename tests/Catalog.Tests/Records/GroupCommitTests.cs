using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Records;

/// <summary>Commits that are in flight together share transactions, and nothing else.</summary>
public sealed class GroupCommitTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Commits_in_flight_together_share_transactions_and_each_has_a_change_of_its_own()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(index =>
            catalog.Put(CatalogFixture.Array($"together-{index}"))));

        Assert.Equal(200, results.Select(result => result.Change).Distinct().Count());
        Assert.True(results.Select(result => result.Change.Transaction).Distinct().Count() < 100);
        Assert.All(results, result => Assert.Single(result.Versions));
    }

    [Fact]
    public async Task What_is_amiss_with_one_never_reaches_another()
    {
        await catalog.Put(CatalogFixture.Array("stale-member"), CatalogFixture.Array("ends"), CatalogFixture.Image("held", "ends"));
        var stale = CatalogFixture.Array("stale-member") with { Version = 7 };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 90).Select(async index =>
        {
            try
            {
                await ((index % 9) switch
                {
                    1 => catalog.Put(stale),
                    3 => catalog.Put(CatalogFixture.Array($"lost-{index}") with { Dataset = "nowhere" }),
                    5 => catalog.Put(CatalogFixture.Image($"lost-{index}", "nowhere")),
                    7 => catalog.Commit(new RecordChange(RecordKind.Array, "ends", 1, null, "away")),
                    _ => catalog.Put(CatalogFixture.Array($"sound-{index}")),
                });
                return 200;
            }
            catch (ProblemException refusal)
            {
                return refusal.Problem.Status;
            }
        }));

        int[] expected = [200, 412, 200, 400, 200, 400, 200, 409, 200];
        Assert.Equal(Enumerable.Range(0, 90).Select(index => expected[index % 9]), outcomes);
        Assert.Equal(1, (await catalog.Store.Read<ArrayRecord>("ends", None))!.Version);
    }

    [Fact]
    public async Task Writers_of_one_record_take_turns_and_one_of_each_version_wins()
    {
        await catalog.Put(CatalogFixture.Array("turns"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async index =>
        {
            try
            {
                return (await catalog.Put(CatalogFixture.Array("turns", index + 2) with { Version = 1 })).Versions.Count;
            }
            catch (ProblemException refusal) when (refusal.Problem.Status == 412)
            {
                return 0;
            }
        }));

        Assert.Equal(1, outcomes.Sum());
        Assert.Equal(2, (await catalog.Store.Read<ArrayRecord>("turns", None))!.Version);
    }

    [Fact]
    public async Task Random_commits_over_shared_arrays_never_deadlock_and_lose_nothing()
    {
        const int Arrays = 12, Images = 8, Writers = 8, Rounds = 30;
        await catalog.Put([.. Enumerable.Range(0, Arrays).Select(index => CatalogFixture.Array($"web-{index}"))]);
        await catalog.Put([.. Enumerable.Range(0, Images).Select(index => CatalogFixture.Image(
            $"web-{index}", $"web-{index}", $"web-{(index + 3) % Arrays}", $"web-{(index * 5) % Arrays}"))]);
        var written = new long[Arrays];

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var random = new Random(writer);
            for (var round = 0; round < Rounds; round++)
            {
                var chosen = Enumerable.Range(0, Arrays).OrderBy(_ => random.Next()).Take(1 + random.Next(4)).ToList();
                var records = new List<ArrayRecord>();
                foreach (var index in chosen)
                {
                    records.Add((await catalog.Store.Read<ArrayRecord>($"web-{index}", None))!);
                }

                try
                {
                    await catalog.Put([.. records.Select(record => record with
                    {
                        CoordinateTransformations = [new ScaleTransformation([round + 1, round + 1])],
                    })]);
                    chosen.ForEach(index => Interlocked.Increment(ref written[index]));
                }
                catch (ProblemException refusal) when (refusal.Problem.Status == 412)
                {
                    // Another writer was faster; nothing of this commit stands.
                }
            }
        }));

        for (var index = 0; index < Arrays; index++)
        {
            Assert.Equal(written[index] + 1, (await catalog.Store.Read<ArrayRecord>($"web-{index}", None))!.Version);
        }

        await using var command = catalog.Source.CreateCommand(
            "select deadlocks from pg_stat_database where datname = current_database()");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_commit_that_was_cancelled_before_its_turn_is_not_carried_out()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catalog.Store.Commit(
            new CommitRequest([RecordChange.Put(CatalogFixture.Array("never"), 0, "test")], "tester"), cancelled.Token));

        Assert.Null(await catalog.Store.Read<ArrayRecord>("never", None));
    }

    [Fact]
    public async Task A_commit_holds_to_the_versions_of_records_that_it_was_computed_from()
    {
        await catalog.Put(CatalogFixture.Array("read"));
        await catalog.Put(CatalogFixture.Array("read") with { Version = 1 });

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Store.Commit(
            new CommitRequest([RecordChange.Put(CatalogFixture.Array("computed"), 0, "test")], "tester")
            {
                Expected = [new ExpectedVersion(new RecordReference(RecordKind.Array, "read"), 1)],
            },
            None));

        Assert.Equal(412, refusal.Problem.Status);
        Assert.Equal("array:read", refusal.Problem.Errors[0].Path);
        Assert.Null(await catalog.Store.Read<ArrayRecord>("computed", None));
    }

    [Fact]
    public async Task Commits_whose_connection_is_cut_are_carried_out_once_or_told_as_failed()
    {
        const int Writers = 4;
        await catalog.Put([.. Enumerable.Range(0, Writers).Select(writer => CatalogFixture.Array($"cut-{writer}"))]);
        using var stop = new CancellationTokenSource();
        var cutting = Task.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(catalog.Source.ConnectionString);
            while (!stop.IsCancellationRequested)
            {
                await using var own = catalog.Source.CreateCommand(
                    """
                    select count(pg_terminate_backend(pid)) from pg_stat_activity
                    where pid <> pg_backend_pid() and datname = current_database() and state <> 'idle'
                    """);
                try
                {
                    await own.ExecuteScalarAsync();
                }
                catch (NpgsqlException)
                {
                    // Cut as well.
                }
            }
        });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteWhileCut($"cut-{writer}")));

        await stop.CancelAsync();
        await cutting;
        for (var writer = 0; writer < Writers; writer++)
        {
            var (acknowledged, unknown) = outcomes[writer];
            var id = $"cut-{writer}";
            var version = await Patiently(async () => (await catalog.Store.Read<ArrayRecord>(id, None))!.Version);
            Assert.InRange(version, acknowledged + 1, acknowledged + unknown + 1);
            Assert.Equal(version, (await Patiently(
                () => catalog.Store.ReadHistory(RecordKind.Array, id, null, 1000, None))).Length);
        }
    }

    /// <summary>Nobody else writes the record, so a conflict would be a write that stands and was told as refused.</summary>
    private async Task<(int Acknowledged, int Unknown)> WriteWhileCut(string id)
    {
        var (acknowledged, unknown) = (0, 0);
        for (var round = 0; round < 40; round++)
        {
            try
            {
                var current = (await catalog.Store.Read<ArrayRecord>(id, None))!;
                await catalog.Put(current with
                {
                    CoordinateTransformations = [new ScaleTransformation([round + 2, round + 2])],
                });
                acknowledged++;
            }
            catch (ProblemException refusal) when (refusal.Problem.Type == "/problems/outcome-unknown")
            {
                unknown++;
            }
            catch (NpgsqlException)
            {
                // Cut before the commit: it does not stand.
            }
        }

        return (acknowledged, unknown);
    }

    /// <summary>Pooled connections that were cut fail once each.</summary>
    private static async Task<T> Patiently<T>(Func<Task<T>> read)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (NpgsqlException)
            {
                // The next connection may stand.
            }
        }
    }
}
