namespace OmeNgff.InProcess.Tests;

/// <summary>Base of the tests that share one silo.</summary>
[Collection(SiloCollection.Name)]
public abstract class SiloTests(TestSilo silo)
{
    protected Signals Signals => silo.Signals;

    protected static string NewKey() => Guid.NewGuid().ToString("N");

    protected T Grain<T>(string key)
        where T : IGrainWithStringKey => silo.Grains.GetGrain<T>(key);
}
