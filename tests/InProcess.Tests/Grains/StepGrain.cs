using Orleans.Concurrency;

namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>A grain whose calls say where they are and wait to be let on.</summary>
[Alias("test.step")]
public interface IStepGrain : IGrainWithStringKey
{
    /// <summary>Reaches <c>{step} begun</c>, awaits <c>{step} may end</c>, and notes both.</summary>
    [Alias("alone")]
    Task Alone(string step);

    [AlwaysInterleave]
    [Alias("interleaved")]
    Task Interleaved(string step);

    [ReadOnly]
    [Alias("read")]
    Task Read(string step);

    /// <summary>Completes once every call sent before has come to the grain.</summary>
    [AlwaysInterleave]
    [Alias("arrive")]
    Task Arrive();

    /// <summary>How many turns were seen to run at once; 1 is right.</summary>
    [AlwaysInterleave]
    [Alias("turns")]
    Task<int> ParallelTurns(int count);

    /// <summary>Whether code after an await runs on the scheduler that ran the code before it.</summary>
    [Alias("scheduler")]
    ValueTask<bool> StaysOnItsScheduler();

    /// <summary>Blocks a thread until as many grains as the barrier counts are here at once.</summary>
    [Alias("meet")]
    Task<bool> Meet(string barrier);

    [ResponseTimeout("00:00:01")]
    [Alias("self")]
    Task CallSelf();

    [ResponseTimeout("00:00:01")]
    [Alias("other")]
    Task CallThere(string other, bool andBack);
}

internal sealed class StepGrain(Signals signals, Barriers barriers) : Grain, IStepGrain
{
    private int _inside;

    public Task Alone(string step) => Step(step);

    public Task Interleaved(string step) => Step(step);

    public Task Read(string step) => Step(step);

    public Task Arrive() => Task.CompletedTask;

    public async Task<int> ParallelTurns(int count)
    {
        var most = 0;
        for (var turn = 0; turn < count; turn++)
        {
            most = Math.Max(most, Interlocked.Increment(ref _inside));
            Thread.SpinWait(100);
            Interlocked.Decrement(ref _inside);
            await Task.Yield();
        }

        return most;
    }

    public async ValueTask<bool> StaysOnItsScheduler()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current;
        await Task.Run(() => { });
        return before != TaskScheduler.Default && afterYield == before && TaskScheduler.Current == before;
    }

    public Task<bool> Meet(string barrier) => Task.FromResult(barriers.Get(barrier).SignalAndWait(Patience.Limit));

    public Task CallSelf() => CallThere(this.GetPrimaryKeyString(), andBack: false);

    public Task CallThere(string other, bool andBack) => other.Length == 0
        ? Task.CompletedTask
        : GrainFactory.GetGrain<IStepGrain>(other).CallThere(andBack ? this.GetPrimaryKeyString() : "", andBack: false);

    private async Task Step(string step)
    {
        var key = this.GetPrimaryKeyString();
        signals.Note(key, $"{step} begun");
        signals.Reach($"{key} {step} begun");
        await signals.Reached($"{key} {step} may end");
        signals.Note(key, $"{step} ended");
    }
}
