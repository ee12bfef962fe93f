using Orleans.Concurrency;

namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>What several grain interfaces have in common.</summary>
[Alias("test.kept`1")]
public interface IKeptGrain<T> : IGrainWithStringKey
{
    [AlwaysInterleave]
    [Alias("get")]
    Task<T?> Get(CancellationToken cancellationToken);

    [Alias("put")]
    Task Put(T value, CancellationToken cancellationToken);
}

[Alias("test.number")]
public interface INumberGrain : IKeptGrain<Message>
{
    [Alias("twice")]
    Task<int> Twice();
}

internal abstract class KeptGrain<T> : Grain, IKeptGrain<T>
{
    protected T? Value { get; private set; }

    public Task<T?> Get(CancellationToken cancellationToken) => Task.FromResult(Value);

    public Task Put(T value, CancellationToken cancellationToken)
    {
        Value = value;
        return Task.CompletedTask;
    }
}

internal sealed class NumberGrain : KeptGrain<Message>, INumberGrain
{
    public Task<int> Twice() => Task.FromResult(2 * Value!.Number);
}
