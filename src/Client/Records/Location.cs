namespace OmeNgff.Client.Records;

/// <summary>Where bytes lie.</summary>
/// <param name="Store">The canonical address of a store, ending with a slash: <c>file:///data/a.zarr/</c>.</param>
/// <param name="Path">The path of the group or array in the store; empty for the store's root.</param>
public sealed record Location(string Store, string Path = "")
{
    /// <summary>The key of a document or chunk of this group or array.</summary>
    public string Key(string relative) => Path.Length == 0 ? relative : $"{Path}/{relative}";

    /// <summary>Store and path as one canonical address, percent-encoded, ending with a slash.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Address => Path.Length == 0
        ? Store
        : $"{Store}{string.Join('/', Path.Split('/').Select(Uri.EscapeDataString))}/";
}
