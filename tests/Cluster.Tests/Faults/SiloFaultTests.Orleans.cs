namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>Three silos under mixed load, of which some fail: nothing acknowledged is lost, and it goes on by itself.</summary>
public sealed class SiloFaultTests
{
    [Fact]
    public async Task Silos_that_are_killed_lose_nothing_and_the_others_go_on()
    {
        const int seed = 1;
        await using var cluster = new SiloCluster(3);
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, seed);
        await load.Begin();

        // Each in turn, so also the one that owns the record that is asked for most.
        for (var silo = 0; silo < cluster.Size; silo++)
        {
            await cluster.KillSilo(silo);
            await load.GoesOn();
            await cluster.StartSilo(silo);
            await cluster.UntilAllAreMembers();
        }

        // Two, of which the second has not come back when the first is missed.
        await cluster.KillSilo(0);
        await cluster.KillSilo(1);
        await load.GoesOn();
        await Task.WhenAll(cluster.StartSilo(0), cluster.StartSilo(1));
        await cluster.UntilAllAreMembers();
        await load.End();
    }

    [LongFact]
    public async Task A_silo_that_stood_still_until_it_was_given_up_does_no_harm_when_it_goes_on()
    {
        const int seed = 2;
        await using var cluster = new SiloCluster(3);
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, seed);
        await load.Begin();
        for (var silo = 0; silo < 2; silo++)
        {
            await cluster.Silo(silo).Signal("STOP");
            await cluster.UntilIsGivenUp(silo);
            await load.GoesOn();
            await cluster.Silo(silo).Signal("CONT");

            // It learns that the others have gone on without it, and ends; who runs it starts it again.
            Assert.NotEqual(0, await cluster.Silo(silo).Ended());
            await cluster.KillSilo(silo);
            await cluster.StartSilo(silo);
            await cluster.UntilAllAreMembers();
        }

        await load.End();
    }

    [LongFact]
    public async Task No_request_fails_while_each_silo_is_restarted_in_turn()
    {
        await using var cluster = new SiloCluster(3);
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, 3) { FailsNothing = true };
        await load.Begin();
        for (var silo = 0; silo < cluster.Size; silo++)
        {
            Assert.Equal(0, await cluster.StopSilo(silo));
            await load.GoesOn();
            await cluster.StartSilo(silo);
            await cluster.UntilAllAreMembers();
        }

        await load.End();
    }
}
