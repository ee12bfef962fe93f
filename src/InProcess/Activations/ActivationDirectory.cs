using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmeNgff.InProcess.Calls;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OmeNgff.InProcess.Activations;

/// <summary>All activations of the process, at most one for each grain, and what they share.</summary>
internal sealed class ActivationDirectory(
    IServiceProvider services,
    GrainClasses grainClasses,
    TimeProvider time,
    IOptions<SiloMessagingOptions> messaging,
    IOptions<GrainCollectionOptions> collection,
    IEnumerable<IIncomingGrainCallFilter> filters,
    ILogger<ActivationDirectory> logger)
{
    private readonly ConcurrentDictionary<GrainAddress, Activation> _activations = new();
    private readonly Lazy<IGrainFactory> _grainFactory = new(services.GetRequiredService<IGrainFactory>);
    private volatile string? _refusal = "has not started";

    public IServiceProvider Services => services;

    public GrainClasses GrainClasses => grainClasses;

    public TimeProvider Time => time;

    public SiloMessagingOptions Messaging { get; } = messaging.Value;

    public GrainCollectionOptions Collection { get; } = collection.Value;

    public IIncomingGrainCallFilter[] Filters { get; } = [.. filters];

    public ILogger Logger => logger;

    public IGrainFactory GrainFactory => _grainFactory.Value;

    /// <summary>Brings a call to its activation, which is made when there is none.</summary>
    public void Dispatch(GrainCall call)
    {
        if (_refusal is { } reason && Activation.Current is null)
        {
            call.Fail(new SiloUnavailableException($"The silo {reason}; it takes no call to {call.Address}."));
            return;
        }

        while (true)
        {
            if (!_activations.TryGetValue(call.Address, out var activation))
            {
                // The first call is in the queue before anything runs, so it hears of a failure to activate.
                var made = new Activation(call.Address, this);
                made.TryAccept(call);
                activation = _activations.GetOrAdd(call.Address, made);
                if (activation == made)
                {
                    made.Activate();
                    return;
                }
            }

            if (activation.TryAccept(call))
            {
                return;
            }

            Remove(activation);
        }
    }

    public void Remove(Activation activation) => _activations.TryRemove(new(activation.Address, activation));

    /// <summary>Ends the activations that have been idle for long enough.</summary>
    public void DeactivateIdle()
    {
        foreach (var (_, activation) in _activations)
        {
            activation.DeactivateIfIdleFor(Collection.CollectionAge);
        }
    }

    /// <summary>Takes calls from now on.</summary>
    public void Start() => _refusal = null;

    /// <summary>Takes no more calls from outside, completes those it has, and ends all activations.</summary>
    public async Task Stop(CancellationToken cancellationToken)
    {
        _refusal = "stops";
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops.");
        while (!_activations.IsEmpty)
        {
            var ending = new List<Task>();
            foreach (var (_, activation) in _activations)
            {
                activation.Deactivate(reason);
                ending.Add(activation.Ended);
            }

            await Task.WhenAll(ending).WaitAsync(cancellationToken);
        }
    }
}
