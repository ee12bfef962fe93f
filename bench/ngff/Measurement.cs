using System.Diagnostics;
using System.Runtime;

namespace OmeNgff.Bench.Ngff;

/// <summary>Time and memory that one call takes; medians over all rounds.</summary>
internal readonly record struct Cost(double Nanoseconds, double Bytes);

/// <summary>What was measured.</summary>
/// <param name="Candidate">The library.</param>
/// <param name="Peer">The plain code beside it, or null where there is none.</param>
/// <param name="Ratio">The median, over the rounds, of the candidate's time by the peer's; null without a peer.</param>
internal sealed record Comparison(Cost Candidate, Cost? Peer, double? Ratio);

/// <summary>
/// Measures two pieces of code side by side: every round runs both, one right after the other and in turns the first, so
/// that whatever else the machine does befalls both.
/// </summary>
/// <param name="warmUp">How long each is run before it counts.</param>
/// <param name="rounds">How often both are measured.</param>
/// <param name="leastTime">
/// How long one measurement takes at least: fast code is called many times in it. Short ones are seldom interrupted where
/// the processor is shared, so that the median is not one that was.
/// </param>
internal sealed class Measurement(TimeSpan warmUp, int rounds, TimeSpan leastTime)
{
    // The runtime compiles a method again some 100 ms after its 30th call, first to watch it, then for good.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestPreparation = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Runs code in turns until the runtime has compiled it for good. All that uses the same methods is prepared together,
    /// so that what is measured first has no other code than what is measured last.
    /// </summary>
    public static void Prepare(params IReadOnlyList<Action> codes)
    {
        var begin = Stopwatch.GetTimestamp();
        var (compiled, since) = (JitInfo.GetCompiledMethodCount(), begin);
        while (Stopwatch.GetElapsedTime(since) < Quiet && Stopwatch.GetElapsedTime(begin) < LongestPreparation)
        {
            foreach (var code in codes)
            {
                code();
            }

            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
            {
                (compiled, since) = (now, Stopwatch.GetTimestamp());
            }
        }
    }

    public Comparison Compare(Action candidate, Action peer)
    {
        var (calls, peerCalls) = (WarmUp(candidate), WarmUp(peer));
        var costs = new Cost[rounds];
        var peers = new Cost[rounds];
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                costs[round] = Take(candidate, calls);
                peers[round] = Take(peer, peerCalls);
            }
            else
            {
                peers[round] = Take(peer, peerCalls);
                costs[round] = Take(candidate, calls);
            }
        }

        return new Comparison(
            Median(costs),
            Median(peers),
            Median(costs.Zip(peers, (cost, beside) => cost.Nanoseconds / beside.Nanoseconds)));
    }

    public Comparison Measure(Action candidate)
    {
        var calls = WarmUp(candidate);
        var costs = new Cost[rounds];
        for (var round = 0; round < rounds; round++)
        {
            costs[round] = Take(candidate, calls);
        }

        return new Comparison(Median(costs), null, null);
    }

    // Returns how many calls one measurement makes.
    private int WarmUp(Action code)
    {
        var begin = Stopwatch.GetTimestamp();
        var fastest = TimeSpan.MaxValue;
        do
        {
            var before = Stopwatch.GetTimestamp();
            code();
            var took = Stopwatch.GetElapsedTime(before);
            fastest = took < fastest ? took : fastest;
        }
        while (Stopwatch.GetElapsedTime(begin) < warmUp);

        return (int)Math.Clamp(leastTime / fastest, 1, 1_000_000);
    }

    private static Cost Take(Action code, int calls)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var begin = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            code();
        }

        var took = Stopwatch.GetElapsedTime(begin);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new Cost(took.TotalNanoseconds / calls, (double)bytes / calls);
    }

    private static Cost Median(Cost[] costs) =>
        new(Median(costs.Select(cost => cost.Nanoseconds)), Median(costs.Select(cost => cost.Bytes)));

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
