using Npgsql;

namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>Three silos under mixed load, whose database fails: nothing acknowledged is lost, and it goes on by itself.</summary>
public sealed class DatabaseFaultTests
{
    [LongFact]
    public async Task A_database_that_is_restarted_killed_or_has_no_connection_left_loses_nothing()
    {
        const int seed = 4;
        await using var cluster = new SiloCluster(3);
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, seed);
        await load.Begin();

        await cluster.StopDatabase();
        await cluster.StartDatabase();
        await load.GoesOn();

        await cluster.KillDatabase();
        await cluster.StartDatabase();
        await load.GoesOn();

        // Longer than reads and writes wait for an answer, and than membership does.
        await cluster.Signal("STOP");
        await cluster.UntilNobodyIsReady();
        await cluster.Signal("CONT");
        await load.GoesOn();

        var taken = await AllConnections(cluster.Database);
        await cluster.KillSilo(0);
        foreach (var connection in taken)
        {
            await connection.DisposeAsync();
        }

        await cluster.StartSilo(0);
        await load.GoesOn();
        await cluster.UntilAllAreMembers();
        await load.End();
    }

    [LongFact]
    public async Task A_database_that_is_slow_loses_nothing_and_goes_on_when_it_is_fast_again()
    {
        await using var cluster = new SiloCluster(3) { HasLink = true };
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, 8);
        await load.Begin();

        // Every statement takes a fifth of a second more: slower, and nothing else.
        cluster.Link.Delay = TimeSpan.FromMilliseconds(100);
        await load.GoesOn();

        // Longer than reads and writes wait for an answer.
        var faltering = load.Falters(requests: 3);
        cluster.Link.Delay = TimeSpan.FromSeconds(4);
        await faltering;
        await cluster.UntilNobodyIsReady();

        cluster.Link.Delay = TimeSpan.Zero;
        await load.GoesOn();
        await cluster.UntilAllAreMembers();
        await load.End();
    }

    [FactWithMounts]
    public async Task A_database_whose_disk_is_full_loses_nothing_and_goes_on_when_there_is_room()
    {
        await using var cluster = new SiloCluster(3) { DiskMegabytes = 300 };
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, 7);
        await load.Begin();
        cluster.FillDisk();
        await load.Falters();
        await cluster.EmptyDisk();
        await load.GoesOn();
        await load.End();
    }

    /// <summary>Takes every connection that is free.</summary>
    private static async Task<List<NpgsqlConnection>> AllConnections(string database)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString;
        for (var taken = new List<NpgsqlConnection>(); ;)
        {
            var connection = new NpgsqlConnection(unpooled);
            try
            {
                await connection.OpenAsync();
                taken.Add(connection);
            }
            catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                return taken;
            }
        }
    }
}
