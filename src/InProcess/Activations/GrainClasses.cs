using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OmeNgff.InProcess.Calls;
using Orleans;

namespace OmeNgff.InProcess.Activations;

/// <summary>Which class implements a grain interface, and how to make its objects.</summary>
internal sealed class GrainClasses
{
    private readonly ConcurrentDictionary<Type, GrainInterface> _interfaces = new();
    private readonly ConcurrentDictionary<Type, ObjectFactory> _factories = new();
    private readonly Lazy<Type[]> _classes = new(() => [.. GrainAssemblies.All().SelectMany(GrainAssemblies.GrainClassesOf)]);

    public GrainInterface Of(Type grainInterface) => _interfaces.GetOrAdd(
        grainInterface,
        static (type, self) => new GrainInterface(type, self.ImplementationOf(type)),
        this);

    public Grain New(Type grainClass, IServiceProvider services) =>
        (Grain)_factories.GetOrAdd(grainClass, static type => ActivatorUtilities.CreateFactory(type, []))(services, []);

    private Type ImplementationOf(Type grainInterface)
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
