using System.Diagnostics;

namespace OmeNgff.Silo.Tests;

internal static class Patience
{
    /// <summary>Far more than anything here takes; only a defect reaches it.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until there is something to see.</summary>
    public static async Task<T> Until<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Limit)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"It did not come to pass: {what}.");
    }

    /// <summary>Looks again and again until a condition holds.</summary>
    public static Task Until(string what, Func<bool> holds) =>
        Until(what, () => Task.FromResult(holds() ? what : null));
}
