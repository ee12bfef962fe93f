using Orleans.Concurrency;

namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>A grain for what happens to a call between caller and grain.</summary>
[Alias("test.call")]
public interface ICallGrain : IGrainWithStringKey
{
    [Alias("echo")]
    Task<Message> Echo(Message message);

    [Alias("throw")]
    Task Throw(string text);

    [Alias("refuse")]
    ValueTask<int> Refuse(string rule);

    /// <summary>The value in the request context, here and in the grain <paramref name="next"/>, if any.</summary>
    [Alias("context")]
    Task<string> Context(string name, string next);

    [Alias("set-context")]
    Task SetContext(string name, string value);

    /// <summary>Reaches <c>{key} waiting</c>, waits to be cancelled, reaches <c>{key} cancelled</c>.</summary>
    [AlwaysInterleave]
    [Alias("wait")]
    Task Wait(CancellationToken cancellationToken);

    [AlwaysInterleave]
    [ResponseTimeout("00:00:01")]
    [Alias("wait-second")]
    Task WaitASecond(CancellationToken cancellationToken);

    /// <summary>
    /// Reaches <c>{key} holding</c> and awaits <c>{key} let go</c>. When cancelled, it only reaches <c>{key} told</c>.
    /// </summary>
    [Alias("hold")]
    Task Hold(CancellationToken cancellationToken);

    [Alias("note")]
    Task Note(string text, CancellationToken cancellationToken);

    [Alias("refused-method")]
    Task<string> Forbidden();

    [Alias("replaced")]
    Task<string> Replaced();
}

[GenerateSerializer]
[Immutable]
[Alias("test.message")]
public sealed record Message([property: Id(0)] string Text, [property: Id(1)] int Number);

[GenerateSerializer]
[Alias("test.refused")]
public sealed class RefusedException(string message, string rule) : Exception(message)
{
    [Id(0)]
    public string Rule { get; } = rule;
}

internal sealed class CallGrain(Signals signals) : Grain, ICallGrain
{
    public Task<Message> Echo(Message message) => Task.FromResult(message);

    public async Task Throw(string text)
    {
        await Task.Yield();
        throw new InvalidOperationException(text);
    }

    public ValueTask<int> Refuse(string rule) => throw new RefusedException($"Refused by {rule}.", rule);

    public async Task<string> Context(string name, string next)
    {
        await Task.Yield();
        var here = (string?)RequestContext.Get(name) ?? "none";
        return next.Length == 0 ? here : $"{here}, {await GrainFactory.GetGrain<ICallGrain>(next).Context(name, "")}";
    }

    public Task SetContext(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }

    public async Task Wait(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        signals.Reach($"{key} waiting");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            signals.Reach($"{key} cancelled");
        }
    }

    public Task WaitASecond(CancellationToken cancellationToken) => Wait(cancellationToken);

    public async Task Hold(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        await using var told = cancellationToken.Register(() => signals.Reach($"{key} told"));
        signals.Reach($"{key} holding");
        await signals.Reached($"{key} let go");
        signals.Note(key, "held");
    }

    public Task Note(string text, CancellationToken cancellationToken)
    {
        signals.Note(this.GetPrimaryKeyString(), text);
        return Task.CompletedTask;
    }

    public Task<string> Forbidden()
    {
        signals.Note(this.GetPrimaryKeyString(), "forbidden ran");
        return Task.FromResult("done");
    }

    public Task<string> Replaced() => Task.FromResult("from the grain");
}
