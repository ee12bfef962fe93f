namespace OmeNgff.Client.Grains;

/// <summary>References to the grains of one interface.</summary>
/// <typeparam name="TGrain">The interface.</typeparam>
public sealed class GrainsOf<TGrain>(IGrainFactory factory)
    where TGrain : IGrainWithStringKey
{
    /// <summary>The grain with a key.</summary>
    public TGrain this[string key] => factory.GetGrain<TGrain>(key);
}
