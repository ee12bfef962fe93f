namespace OmeNgff.Client.Grains;

/// <summary>
/// References to the grains of one interface, for where very many are made: Orleans looks up the attributes of an interface
/// by reflection for each reference that is asked for by type, which costs more than the call; here that is done once.
/// </summary>
/// <typeparam name="TGrain">The interface.</typeparam>
public sealed class GrainsOf<TGrain>(IGrainFactory factory)
    where TGrain : IGrainWithStringKey
{
    private readonly Lazy<(GrainType Grain, GrainInterfaceType Interface)> _types = new(() =>
    {
        var any = (GrainReference)(object)factory.GetGrain<TGrain>("any");
        return (any.GrainId.Type, any.InterfaceType);
    });

    /// <summary>The grain with a key.</summary>
    public TGrain this[string key] => (TGrain)factory.GetGrain(
        GrainId.Create(_types.Value.Grain, key), _types.Value.Interface);
}
