namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>A grain that shows when it is activated and deactivated.</summary>
[Alias("test.life")]
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>The identity of the activation that answers.</summary>
    [Alias("activation")]
    Task<Guid> Activation();

    /// <summary>As <see cref="Activation"/>, and the last call that this activation answers.</summary>
    [Alias("leave")]
    Task<Guid> Leave();

    /// <summary>The next deactivation waits for the point <c>{key} may go</c>.</summary>
    [Alias("linger")]
    Task Linger();
}

internal sealed class LifeGrain(Signals signals) : Grain, ILifeGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private bool _lingers;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        await Task.Yield();
        signals.Note(key, "activated");
        if (signals.IsReached($"{key} must fail"))
        {
            throw new InvalidOperationException($"{key} cannot be activated.");
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        signals.Reach($"{key} deactivating");
        if (_lingers)
        {
            await signals.Reached($"{key} may go");
        }

        signals.Note(key, $"deactivated, {reason.ReasonCode}");
        signals.Reach($"{key} deactivated");
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task<Guid> Leave()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }

    public Task Linger()
    {
        _lingers = true;
        return Task.CompletedTask;
    }
}
