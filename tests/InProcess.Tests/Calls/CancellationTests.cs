using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Calls;

public sealed class CancellationTests(TestSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Cancelling_a_call_reaches_the_grain_and_the_caller()
    {
        var key = NewKey();
        using var source = new CancellationTokenSource();
        var call = Grain<ICallGrain>(key).Wait(source.Token);
        await Signals.Reached($"{key} waiting");

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.InTime());
        await Signals.Reached($"{key} cancelled");
    }

    [Fact]
    public async Task A_caller_that_cancels_does_not_wait_for_the_grain()
    {
        var key = NewKey();
        using var source = new CancellationTokenSource();
        var call = Grain<ICallGrain>(key).Hold(source.Token);
        await Signals.Reached($"{key} holding");

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.InTime());
        await Signals.Reached($"{key} told");
        Signals.Reach($"{key} let go");
        await Grain<ICallGrain>(key).Note("next", CancellationToken.None).InTime();
        Assert.Equal(["held", "next"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_never_reaches_the_grain()
    {
        var key = NewKey();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Grain<ICallGrain>(key).Note("cancelled", new CancellationToken(canceled: true)).InTime());

        await Grain<ICallGrain>(key).Note("after", CancellationToken.None).InTime();
        Assert.Equal(["after"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_is_not_executed()
    {
        var key = NewKey();
        using var source = new CancellationTokenSource();
        var hold = Grain<ICallGrain>(key).Hold(CancellationToken.None);
        await Signals.Reached($"{key} holding");
        var running = Grain<ICallGrain>(key).Wait(source.Token);
        await Signals.Reached($"{key} waiting");
        var waiting = Grain<ICallGrain>(key).Note("cancelled", source.Token);

        // The caller hears of it first; the grain has heard of both calls when it has heard of the older one.
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.InTime());
        await Signals.Reached($"{key} cancelled");
        Signals.Reach($"{key} let go");

        await hold.InTime();
        await Grain<ICallGrain>(key).Note("after", CancellationToken.None).InTime();
        Assert.Equal(["held", "after"], Signals.NotedBy(key));
    }

    [Fact]
    public async Task A_call_without_an_answer_in_time_fails_and_is_cancelled()
    {
        var key = NewKey();

        await Assert.ThrowsAsync<TimeoutException>(
            () => Grain<ICallGrain>(key).WaitASecond(CancellationToken.None).InTime());

        await Signals.Reached($"{key} cancelled");
    }
}
