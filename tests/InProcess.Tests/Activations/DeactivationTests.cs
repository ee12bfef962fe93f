using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Activations;

public sealed class DeactivationTests(TestSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task After_DeactivateOnIdle_the_next_call_meets_a_new_activation()
    {
        var key = NewKey();

        var first = await Grain<ILifeGrain>(key).Leave().InTime();
        var second = await Grain<ILifeGrain>(key).Activation().InTime();

        Assert.NotEqual(first, second);
        Assert.Equal(["activated", "deactivated, ApplicationRequested", "activated"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task A_call_that_arrives_during_deactivation_is_answered_by_the_next_activation()
    {
        var key = NewKey();
        var grain = Grain<ILifeGrain>(key);
        await grain.Linger().InTime();
        var first = await grain.Leave().InTime();
        await Signals.Reached($"{key} deactivating");

        var late = grain.Activation();
        Assert.Equal(["activated"], Signals.NotedBy(key));
        Signals.Reach($"{key} may go");

        Assert.NotEqual(first, await late.InTime());
        Assert.Equal(["activated", "deactivated, ApplicationRequested", "activated"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task While_a_grain_comes_and_goes_no_two_activations_meet_and_no_call_hangs()
    {
        var key = NewKey();
        async Task Caller()
        {
            for (var call = 0; call < 50; call++)
            {
                try
                {
                    var grain = Grain<ILifeGrain>(key);
                    await (call % 5 == 0 ? grain.Leave() : grain.Activation());
                }
                catch (OrleansMessageRejectionException)
                {
                    // Allowed: Orleans refuses a call that met the end of an activation several times.
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Caller))).InTime();

        var lives = Signals.NotedBy(key);
        Assert.True(lives.Count > 2);
        Assert.All(
            lives.Index(),
            life => Assert.StartsWith(life.Index % 2 == 0 ? "activated" : "deactivated", life.Item));
    }
}
