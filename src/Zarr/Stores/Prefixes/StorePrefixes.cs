using System.Collections.Immutable;

namespace OmeNgff.Zarr.Stores.Prefixes;

/// <summary>The prefixes of all options, the longest first.</summary>
internal sealed class StorePrefixes(IEnumerable<StorePrefix> prefixes)
{
    private readonly ImmutableArray<StorePrefix> _prefixes =
        [.. prefixes.OrderByDescending(prefix => prefix.Address.Length)];

    /// <summary>True when an address of this scheme may be opened somewhere.</summary>
    public bool Know(string scheme) => _prefixes.Any(prefix => StoreAddress.Scheme(prefix.Address) == scheme);

    /// <summary>The longest prefix that contains a canonical address, or null.</summary>
    public StorePrefix? Find(string address) => _prefixes.FirstOrDefault(prefix => prefix.Contains(address));

    /// <summary>The prefix below which a server was redirected to, or null: its address may have a query.</summary>
    public StorePrefix? Find(Uri target)
    {
        try
        {
            return Find(Http.HttpAddress.Canonical(target.GetLeftPart(UriPartial.Path)));
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
