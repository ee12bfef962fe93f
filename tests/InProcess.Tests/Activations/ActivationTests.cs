using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Activations;

public sealed class ActivationTests(TestSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Concurrent_first_calls_meet_one_activation()
    {
        var key = NewKey();
        var calls = Enumerable.Range(0, 100).Select(_ => Task.Run(() => Grain<ILifeGrain>(key).Activation()));

        var activations = await Task.WhenAll(calls).InTime();

        Assert.Single(activations.Distinct());
        Assert.Equal(["activated"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task Each_key_has_an_activation_of_its_own()
    {
        var first = await Grain<ILifeGrain>(NewKey()).Activation().InTime();
        var second = await Grain<ILifeGrain>(NewKey()).Activation().InTime();

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_reference_alone_activates_nothing()
    {
        var key = NewKey();

        var reference = Grain<ILifeGrain>(key);

        Assert.Equal(key, reference.GetPrimaryKeyString());
        Assert.Empty(Signals.NotedBy(key));
        await reference.Activation().InTime();
        Assert.Equal(["activated"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task An_exception_on_activation_reaches_the_caller_and_the_next_call_tries_again()
    {
        var grain = Grain<IFailingOnceGrain>(NewKey());

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Answer().InTime());

        Assert.Equal("The first activation fails.", exception.Message);
        Assert.Equal("here", await grain.Answer().InTime());
    }

    [Fact]
    public async Task A_failing_activation_fails_every_call_that_waits_for_it()
    {
        var key = NewKey();
        Signals.Reach($"{key} must fail");

        var calls = Enumerable.Range(0, 20).Select(_ => Grain<ILifeGrain>(key).Activation()).ToArray();

        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => call.InTime());
        }
    }

    [Fact]
    public void An_interface_without_a_grain_class_is_refused() =>
        Assert.Throws<ArgumentException>(() => Grain<INobodysGrain>(NewKey()));

    [Alias("test.nobody")]
    public interface INobodysGrain : IGrainWithStringKey;
}
