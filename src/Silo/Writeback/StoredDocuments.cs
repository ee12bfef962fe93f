using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>
/// Reads the documents that are to be replaced, and puts what is not the catalog's into the new ones.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="root">Turns a key relative to the image's group into one of the store.</param>
/// <param name="limits">Bounds on the documents.</param>
internal sealed class StoredDocuments(IZarrStore store, Func<string, string> root, StoreLimits limits)
{
    /// <summary>
    /// What a document says; null when it is not there or no JSON object, and so cannot be kept in part.
    /// </summary>
    /// <exception cref="StoreException">It cannot or must not be read.</exception>
    internal async Task<RawJson?> Read(string key, CancellationToken cancellationToken)
    {
        try
        {
            var document = await store.ReadDocument(root(key), limits, cancellationToken);
            return document is { Element.ValueKind: JsonValueKind.Object } ? document : null;
        }
        catch (StoreException broken)
            when (broken.Rule is StoreRules.JsonInvalid or StoreRules.JsonTruncated or StoreRules.JsonTooDeep)
        {
            return null;
        }
    }

    /// <summary>A document of a group: its attributes are the catalog's, other members stay.</summary>
    internal async Task<PlannedDocument> Group(string key, RawJson published, CancellationToken cancellationToken)
    {
        var existing = await Read(key, cancellationToken);
        if (key.EndsWith(".zattrs", StringComparison.Ordinal) || existing is null)
        {
            return new PlannedDocument(key, published, existing);
        }

        // .zgroup has no attributes, and neither do the groups between an image and its arrays.
        return published.Member("attributes") is { } attributes
            ? new PlannedDocument(key, Json.With(existing, "attributes", new RawJson(attributes)), existing)
            : new PlannedDocument(key, existing, existing);
    }

    /// <summary>The document that lists label images: all but the list stays.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="published">As it is published; null when the catalog has no label images.</param>
    /// <param name="names">The label images.</param>
    /// <param name="version">The OME version.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null when there is no list, and none is wanted.</returns>
    internal async Task<PlannedDocument?> Labels(
        string key,
        RawJson? published,
        ImmutableArray<string> names,
        OmeVersion version,
        CancellationToken cancellationToken)
    {
        var existing = await Read(key, cancellationToken);
        if (existing is null)
        {
            return published is null ? null : new PlannedDocument(key, published, existing);
        }

        var document = JsonObject.Create(existing.Element)!;
        var holder = version.ZarrFormat() == 3 ? Child(Child(document, "attributes"), "ome") : document;
        if (names.IsEmpty && holder["labels"] is null)
        {
            return null;
        }

        var list = new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
        var isSame = JsonNode.DeepEquals(list, holder["labels"]);

        // A list that says no version, as some writers leave it, is no reason to write it anew.
        if (version.ZarrFormat() == 3 && !(isSame && holder["version"] is null))
        {
            holder["version"] = version.Text();
        }

        holder["labels"] = list;
        return new PlannedDocument(key, Json.Of(document), existing);
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }
}
