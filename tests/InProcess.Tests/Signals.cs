using System.Collections.Concurrent;

namespace OmeNgff.InProcess.Tests;

/// <summary>Named points that tests and grains reach and wait for, and a log of what happened.</summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _points = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Name, string Text)> _log = new();

    /// <summary>What was noted under this name, in order.</summary>
    public IReadOnlyList<string> NotedBy(string name) =>
        [.. _log.Where(note => string.Equals(note.Name, name, StringComparison.Ordinal)).Select(note => note.Text)];

    public void Note(string name, string text) => _log.Enqueue((name, text));

    public void Reach(string point) => Point(point).TrySetResult();

    public bool IsReached(string point) => Point(point).Task.IsCompleted;

    /// <summary>Completes when the point is reached; fails, with its name, when that takes too long.</summary>
    public async Task Reached(string point)
    {
        try
        {
            await Point(point).Task.WaitAsync(Patience.Limit);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"'{point}' was not reached within {Patience.Limit}.", exception);
        }
    }

    private TaskCompletionSource Point(string name) =>
        _points.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
