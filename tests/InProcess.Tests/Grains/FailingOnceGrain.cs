using System.Collections.Concurrent;

namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>A grain whose first activation fails.</summary>
[Alias("test.failing-once")]
public interface IFailingOnceGrain : IGrainWithStringKey
{
    [Alias("answer")]
    Task<string> Answer();
}

internal sealed class FailingOnceGrain : Grain, IFailingOnceGrain
{
    private static readonly ConcurrentDictionary<string, bool> Failed = new(StringComparer.Ordinal);

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Failed.TryAdd(this.GetPrimaryKeyString(), true)
            ? throw new InvalidOperationException("The first activation fails.")
            : Task.CompletedTask;

    public Task<string> Answer() => Task.FromResult("here");
}
