using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Turns;

public sealed class TurnTests(TestSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Turns_of_interleaved_calls_never_run_in_parallel()
    {
        var grain = Grain<IStepGrain>(NewKey());

        var most = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => grain.ParallelTurns(200))).InTime();

        Assert.All(most, each => Assert.Equal(1, each));
    }

    [Fact]
    public async Task Code_after_an_await_stays_on_the_scheduler_of_its_activation() =>
        Assert.True(await Grain<IStepGrain>(NewKey()).StaysOnItsScheduler().AsTask().InTime());

    [Fact]
    public async Task Two_grains_run_in_parallel()
    {
        var barrier = NewKey();

        var met = await Task.WhenAll(
            Grain<IStepGrain>(NewKey()).Meet(barrier),
            Grain<IStepGrain>(NewKey()).Meet(barrier)).InTime();

        Assert.Equal([true, true], met);
    }

    [Fact]
    public async Task A_grain_that_calls_itself_waits_until_the_call_times_out()
    {
        var grain = Grain<IStepGrain>(NewKey());

        await Assert.ThrowsAsync<TimeoutException>(() => grain.CallSelf().InTime());
        await grain.CallThere("", andBack: false).InTime();
    }

    [Fact]
    public async Task Calls_in_a_circle_wait_until_one_times_out()
    {
        var grain = Grain<IStepGrain>(NewKey());
        var other = NewKey();

        await Assert.ThrowsAsync<TimeoutException>(() => grain.CallThere(other, andBack: true).InTime());
        await grain.CallThere(other, andBack: false).InTime();
    }

    [Fact]
    public async Task Of_two_writers_with_the_same_version_one_wins()
    {
        var grain = Grain<IVersionGrain>(NewKey());
        await grain.Write(0, "first").InTime();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(writer => Task.Run(() => grain.Write(1, $"writer {writer}")))).InTime();

        var winner = Assert.Single(results, result => result.Accepted);
        Assert.All(results, result => Assert.Equal((2, winner.Text), (result.Version, result.Text)));
    }
}
