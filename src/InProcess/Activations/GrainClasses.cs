using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OmeNgff.InProcess.Calls;
using Orleans;

namespace OmeNgff.InProcess.Activations;

/// <summary>Which class implements a grain interface, and how to make its objects.</summary>
sealed class GrainClasses
{
    readonly ConcurrentDictionary<Type, GrainInterface> _interfaces = new();
    readonly ConcurrentDictionary<Type, ObjectFactory> _factories = new();
    readonly Lazy<Type[]> _classes = new(() => [.. GrainAssemblies.All().SelectMany(GrainAssemblies.GrainClassesOf)]);

    public GrainInterface Of(Type grainInterface) => _interfaces.GetOrAdd(
        grainInterface,
        static (type, self) => new GrainInterface(type, self.ImplementationOf(type)),
        this);

    public Grain New(Type grainClass, IServiceProvider services) =>
        (Grain)_factories.GetOrAdd(grainClass, static type => ActivatorUtilities.CreateFactory(type, []))(services, []);

    Type ImplementationOf(Type grainInterface)
    {
        var candidates = _classes.Value.Where(grainInterface.IsAssignableFrom).ToArray();
        return candidates switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"No grain class implements {grainInterface}.", nameof(grainInterface)),
            _ => throw new ArgumentException(
                $"{candidates.Length} grain classes implement {grainInterface}: {string.Join<Type>(", ", candidates)}.",
                nameof(grainInterface)),
        };
    }
}
