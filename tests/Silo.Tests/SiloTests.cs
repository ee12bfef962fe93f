using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests;

/// <summary>Base of the tests that share one silo.</summary>
[Collection(SiloCollection.Name)]
public abstract class SiloTests(RunningSilo silo)
{
    private protected Api Api { get; } = new(silo.Http);

    private protected Api WithoutRedirects { get; } = new(silo.WithoutRedirects);

    /// <summary>The address that the silo answers at.</summary>
    protected Uri Address { get; } = silo.Address;

    /// <summary>A name that nothing else has; also one word to search for.</summary>
    protected static string NewName() => "n" + Guid.NewGuid().ToString("N");

    /// <summary>A new folder that may be imported.</summary>
    protected string NewFolder() => Directory.CreateDirectory(Path.Join(silo.Root, NewName())).FullName;

    /// <summary>A copy of a folder, in a new folder that may be imported.</summary>
    protected string NewCopy(string folder) => Folders.Copy(folder, Path.Join(NewFolder(), Path.GetFileName(folder)));
}
