using System.Text.Json;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Hierarchies;

/// <summary>Reads the nodes of a Zarr hierarchy, v2 or v3, from their own documents.</summary>
public static class ZarrHierarchy
{
    /// <summary>
    /// Reads one node. Where documents of both formats lie, those of v3 count; in v2 an array comes before a group. A
    /// document that a server refuses is absent if there are others: that is how S3 answers where listing is not allowed.
    /// </summary>
    /// <param name="store">Where the hierarchy lies.</param>
    /// <param name="path">The node's key, empty for the store itself.</param>
    /// <param name="limits">Bounds on its documents.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>The node, or null when there is none.</returns>
    /// <exception cref="StoreException">A document cannot be read or does not describe a node.</exception>
    public static async Task<ZarrNode?> ReadNode(
        IZarrStore store, string path, StoreLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(path);
        var documents = new NodeDocuments(store, limits);
        return await Version3(documents, path, ct)
            ?? await Version2(documents, path, ".zarray", ZarrNodeKind.Array, ct)
            ?? await Version2(documents, path, ".zgroup", ZarrNodeKind.Group, ct)
            ?? (await Version2Attributes(documents, path, ct) is { } attributes
                ? new ZarrNode(path, 2, ZarrNodeKind.Group, null, attributes, StoreKey.Join(path, ".zattrs"))
                : documents.Refusal is { } refusal ? throw refusal : null);
    }

    /// <summary>The names of the folders in a node's folder, whether nodes or not, in ordinal order.</summary>
    /// <param name="store">Where the hierarchy lies.</param>
    /// <param name="path">The node's key, empty for the store itself.</param>
    /// <param name="ct">Cancels the listing.</param>
    /// <exception cref="StoreException">The folder cannot be read.</exception>
    public static async Task<EquatableArray<string>> ListChildren(IZarrStore store, string path, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        var names = new List<string>();
        await foreach (var entry in store.List(path, ct))
        {
            if (entry.IsFolder)
            {
                names.Add(entry.Name);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names.ToEquatableArray();
    }

    private static async Task<ZarrNode?> Version3(NodeDocuments documents, string path, CancellationToken ct)
    {
        var key = StoreKey.Join(path, "zarr.json");
        if (await documents.Read(key, ct) is not { } document)
        {
            return null;
        }

        var address = documents.AddressOf(key);
        CheckFormat(address, document, 3);
        return new ZarrNode(path, 3, NodeType(address, document), document, MemberAttributes(address, document), key);
    }

    private static async Task<ZarrNode?> Version2(
        NodeDocuments documents, string path, string name, ZarrNodeKind kind, CancellationToken ct)
    {
        var key = StoreKey.Join(path, name);
        if (await documents.Read(key, ct) is not { } document)
        {
            return null;
        }

        CheckFormat(documents.AddressOf(key), document, 2);
        return new ZarrNode(path, 2, kind, document, await Version2Attributes(documents, path, ct), key);
    }

    private static async Task<RawJson?> Version2Attributes(NodeDocuments documents, string path, CancellationToken ct)
    {
        var key = StoreKey.Join(path, ".zattrs");
        return await documents.Read(key, ct) is { } attributes
            ? CheckedAttributes(documents.AddressOf(key), attributes)
            : null;
    }

    private static RawJson MemberAttributes(string address, RawJson document) =>
        document.Member("attributes") is { } attributes
            ? CheckedAttributes(address, new RawJson(attributes))
            : RawJson.EmptyObject;

    private static RawJson CheckedAttributes(string address, RawJson attributes) =>
        attributes.Element.ValueKind == JsonValueKind.Object
            ? attributes
            : throw new StoreException(address, StoreRules.AttributesInvalid, "The attributes are no JSON object.");

    private static void CheckFormat(string address, RawJson document, int format)
    {
        if (document.Member("zarr_format") is not { ValueKind: JsonValueKind.Number } member
            || !member.TryGetInt32(out var found)
            || found != format)
        {
            throw new StoreException(address, StoreRules.ZarrFormatInvalid, FormattableString.Invariant(
                $"The document has no member \"zarr_format\": {format}."));
        }
    }

    private static ZarrNodeKind NodeType(string address, RawJson document) =>
        document.Member("node_type") is { ValueKind: JsonValueKind.String } member
            ? member.GetString() switch
            {
                "array" => ZarrNodeKind.Array,
                "group" => ZarrNodeKind.Group,
                var other => throw NodeTypeInvalid(address, $"\"{other}\" is neither \"array\" nor \"group\""),
            }
            : throw NodeTypeInvalid(address, "the member is missing or no string");

    private static StoreException NodeTypeInvalid(string address, string reason) =>
        new(address, StoreRules.NodeTypeInvalid, $"The document's \"node_type\" cannot be read: {reason}.");

    /// <summary>The documents that a node may have, and the first refusal of one.</summary>
    private sealed class NodeDocuments(IZarrStore store, StoreLimits limits)
    {
        public StoreException? Refusal { get; private set; }

        public string AddressOf(string key) => StoreAddress.KeyAddress(store.Address, key);

        public async Task<RawJson?> Read(string key, CancellationToken ct)
        {
            try
            {
                return await store.ReadDocument(key, limits, ct);
            }
            catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreForbidden)
            {
                Refusal ??= refusal;
                return null;
            }
        }
    }
}
