using OmeNgff.InProcess.Tests.Grains;
using Orleans.Configuration;

namespace OmeNgff.InProcess.Tests.Activations;

public sealed class SiloLifeTests
{
    [Fact]
    public async Task An_idle_grain_is_deactivated_and_the_next_call_activates_it_again()
    {
        await using var silo = await TestSilo.Start(CollectSoon);
        var grain = silo.Grains.GetGrain<ILifeGrain>("idle");
        var first = await grain.Activation().InTime();

        await silo.Signals.Reached("idle deactivated");

        Assert.Equal(["activated", "deactivated, ActivationIdle"], silo.Signals.NotedBy("idle"));
        Assert.NotEqual(first, await grain.Activation().InTime());
    }

    [Fact]
    public async Task A_grain_with_a_running_call_is_not_idle()
    {
        await using var silo = await TestSilo.Start(CollectSoon);
        var step = silo.Grains.GetGrain<IStepGrain>("busy").Alone("long");
        await silo.Grains.GetGrain<ILifeGrain>("idle").Activation().InTime();

        await silo.Signals.Reached("idle deactivated");
        silo.Signals.Reach("busy long may end");
        await step.InTime();

        Assert.Equal(["long begun", "long ended"], silo.Signals.NotedBy("busy"));
    }

    [Fact]
    public async Task Stopping_the_host_lets_a_running_call_complete_and_refuses_later_ones()
    {
        var silo = await TestSilo.Start(_ => { });
        await using (silo)
        {
            var running = silo.Grains.GetGrain<IStepGrain>("busy").Alone("last");
            await silo.Signals.Reached("busy last begun");

            var stop = silo.Stop();
            silo.Signals.Reach("busy last may end");

            await running.InTime();
            await stop.InTime();
            await Assert.ThrowsAsync<SiloUnavailableException>(
                () => silo.Grains.GetGrain<ILifeGrain>("late").Activation().InTime());
        }
    }

    [Fact]
    public async Task Stopping_the_host_deactivates_every_grain()
    {
        var silo = await TestSilo.Start(_ => { });
        await using (silo)
        {
            await silo.Grains.GetGrain<ILifeGrain>("one").Activation().InTime();
            await silo.Grains.GetGrain<ILifeGrain>("two").Activation().InTime();

            await silo.Stop().InTime();

            Assert.Equal(["activated", "deactivated, ShuttingDown"], silo.Signals.NotedBy("one"));
            Assert.Equal(["activated", "deactivated, ShuttingDown"], silo.Signals.NotedBy("two"));
        }
    }

    private static void CollectSoon(ISiloBuilder silo) => silo.Configure<GrainCollectionOptions>(options =>
    {
        options.CollectionAge = TimeSpan.FromSeconds(1);
        options.CollectionQuantum = TimeSpan.FromMilliseconds(200);
    });
}
