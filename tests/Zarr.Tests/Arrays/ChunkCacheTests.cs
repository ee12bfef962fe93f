using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Zarr.Tests.Arrays;

public sealed class ChunkCacheTests
{
    [Fact]
    public void It_never_keeps_more_than_its_bound_and_always_answers() =>
        Prop.ForAll(
            Gen.Choose(0, 6).ArrayOf().ToArbitrary(),
            asked =>
            {
                var cache = new ChunkCache(30, TimeSpan.MaxValue, TimeProvider.System);
                foreach (var key in asked)
                {
                    // A key has one size always.
                    var bytes = key * 7;
                    var value = cache.Get($"{key}", _ => Task.FromResult($"v{key}"), _ => bytes, default).AsTask().Result;
                    Assert.Equal($"v{key}", value);
                    Assert.InRange(cache.Bytes, 0, 30);
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task What_was_not_asked_for_longest_goes_first()
    {
        var cache = new ChunkCache(30, TimeSpan.MaxValue, TimeProvider.System);
        var loads = new List<string>();
        foreach (var key in new[] { "a", "b", "c", "a", "d", "a", "c", "b" })
        {
            await Get(key);
        }

        // d took the place of b, and b that of d.
        Assert.Equal(["a", "b", "c", "d", "b"], loads);
        Assert.Equal(30, cache.Bytes);

        ValueTask<string> Get(string key) => cache.Get(
            key,
            _ =>
            {
                loads.Add(key);
                return Task.FromResult(key);
            },
            _ => 10,
            default);
    }

    [Fact]
    public async Task However_many_ask_it_is_loaded_once()
    {
        var cache = new ChunkCache();
        var loads = 0;
        var gate = new TaskCompletionSource<string>();
        var all = Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await cache.Get(
            "x",
            _ =>
            {
                Interlocked.Increment(ref loads);
                return gate.Task;
            },
            _ => 1,
            default))).ToList();
        gate.SetResult("value");

        Assert.All(await Task.WhenAll(all), value => Assert.Equal("value", value));
        Assert.Equal(1, loads);
        Assert.Equal(1, cache.Bytes);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var cache = new ChunkCache();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.Get<string>(
            "x", _ => throw new InvalidOperationException(), _ => 1, default));

        Assert.Equal("value", await cache.Get("x", _ => Task.FromResult("value"), _ => 1, default));
    }

    [Fact]
    public async Task What_is_too_large_is_answered_and_not_kept()
    {
        var cache = new ChunkCache(10, TimeSpan.MaxValue, TimeProvider.System);

        Assert.Equal("value", await cache.Get("x", _ => Task.FromResult("value"), _ => 11, default));
        Assert.Equal(0, cache.Bytes);
        Assert.Equal("other", await cache.Get("x", _ => Task.FromResult("other"), _ => 1, default));
    }

    [Fact]
    public async Task A_load_goes_on_while_somebody_waits_and_is_cancelled_when_nobody_does()
    {
        var cache = new ChunkCache();
        var begun = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var one = cache.Get("x", Load, _ => 1, first.Token).AsTask();
        await begun.Task;
        var two = cache.Get("x", Load, _ => 1, second.Token).AsTask();

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(cancelled.Task.IsCompleted);

        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await cancelled.Task;
        Assert.Equal("again", await cache.Get("x", _ => Task.FromResult("again"), _ => 1, default));

        async Task<string> Load(CancellationToken ct)
        {
            begun.TrySetResult();
            using var registration = ct.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, ct);
            return "never";
        }
    }

    [Fact]
    public async Task What_is_old_is_read_again()
    {
        var time = new Clock();
        var cache = new ChunkCache(10, TimeSpan.FromSeconds(5), time);
        Assert.Equal("old", await cache.Get("x", _ => Task.FromResult("old"), _ => 1, default));

        time.Now += TimeSpan.FromSeconds(4);
        Assert.Equal("old", await cache.Get("x", _ => Task.FromResult("new"), _ => 1, default));

        time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal("new", await cache.Get("x", _ => Task.FromResult("new"), _ => 1, default));
        Assert.Equal(1, cache.Bytes);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
