using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Turns;

public sealed class InterleavingTests(TestSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_call_waits_until_the_one_before_has_completed()
    {
        var key = NewKey();
        var grain = Grain<IStepGrain>(key);
        var first = grain.Alone("first");
        await Signals.Reached($"{key} first begun");

        var second = grain.Alone("second");
        await grain.Arrive().InTime();
        Assert.False(Signals.IsReached($"{key} second begun"));
        Signals.Reach($"{key} second may end");
        Signals.Reach($"{key} first may end");

        await Task.WhenAll(first, second).InTime();
        Assert.Equal(["first begun", "first ended", "second begun", "second ended"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task An_interleaved_call_runs_while_another_awaits()
    {
        var key = NewKey();
        var grain = Grain<IStepGrain>(key);
        var alone = grain.Alone("alone");
        await Signals.Reached($"{key} alone begun");

        Signals.Reach($"{key} interleaved may end");
        await grain.Interleaved("interleaved").InTime();
        Signals.Reach($"{key} alone may end");

        await alone.InTime();
        Assert.Equal(["alone begun", "interleaved begun", "interleaved ended", "alone ended"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task Any_call_runs_while_an_interleaved_one_awaits()
    {
        var key = NewKey();
        var grain = Grain<IStepGrain>(key);
        var interleaved = grain.Interleaved("interleaved");
        await Signals.Reached($"{key} interleaved begun");

        Signals.Reach($"{key} alone may end");
        await grain.Alone("alone").InTime();
        Signals.Reach($"{key} interleaved may end");

        await interleaved.InTime();
        Assert.Equal(["interleaved begun", "alone begun", "alone ended", "interleaved ended"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task Read_only_calls_interleave_with_each_other_but_with_no_other_call()
    {
        var key = NewKey();
        var grain = Grain<IStepGrain>(key);
        var first = grain.Read("first");
        var second = grain.Read("second");
        await Signals.Reached($"{key} first begun");
        await Signals.Reached($"{key} second begun");

        var alone = grain.Alone("alone");
        await grain.Arrive().InTime();
        Assert.False(Signals.IsReached($"{key} alone begun"));
        Signals.Reach($"{key} alone may end");
        Signals.Reach($"{key} first may end");
        Signals.Reach($"{key} second may end");

        await Task.WhenAll(first, second, alone).InTime();
        Assert.Equal(["alone begun", "alone ended"], Signals.NotedBy(key).TakeLast(2));
    }
}
