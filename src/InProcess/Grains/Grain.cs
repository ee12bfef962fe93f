using OmeNgff.InProcess.Activations;
using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// Base of every grain class. All code of one activation runs on a scheduler of its own, one turn at a time.
/// </summary>
public abstract class Grain : IAddressable
{
    /// <summary>Takes the activation this object is made for; none, when it is made outside of the runtime.</summary>
    protected Grain() => Activation = Activation.Current;

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => RequiredActivation.GrainFactory;

    internal Activation? Activation { get; }

    private Activation RequiredActivation => Activation
        ?? throw new InvalidOperationException($"This {GetType().Name} was not made by the grain runtime.");

    /// <summary>Runs before the first call. An exception reaches the callers, and the next call tries again.</summary>
    /// <param name="cancellationToken">Cancelled after <c>GrainCollectionOptions.ActivationTimeout</c>.</param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call. Never rely on it: a process can end without it.</summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="cancellationToken">Cancelled after <c>GrainCollectionOptions.DeactivationTimeout</c>.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Ends this activation after the running calls; the next call goes to a new one.</summary>
    protected void DeactivateOnIdle() => RequiredActivation.Deactivate(
        new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));
}
