using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Catalog.Search.Index;

/// <summary>What only records of some kinds have, as one JSON object with a member for each.</summary>
internal static class SearchDetails
{
    /// <summary>The details of a record; null where there are none.</summary>
    /// <param name="record">The record.</param>
    /// <param name="version">Of an alignment its default version, or null.</param>
    internal static RawJson? Of(CatalogRecord record, AlignmentVersionRecord? version)
    {
        JsonObject? details = record switch
        {
            AlignmentRecord alignment => OfVersion(version, new JsonObject
            {
                ["source"] = alignment.Source,
                ["target"] = alignment.Target,
                ["rank"] = alignment.Rank,
                ["versions"] = alignment.LastVersion,
            }),
            AlignmentVersionRecord own => OfVersion(own, new JsonObject
            {
                ["source"] = own.Source,
                ["target"] = own.Target,
                ["alignment"] = own.Alignment,
            }),
            CollectionRecord collection => new JsonObject
            {
                ["collectionKind"] = JsonSerializer.SerializeToNode(collection.CollectionKind, CatalogJson.Options),
                ["members"] = collection.Members.Count,
            },
            DatasetRecord dataset => OfDataset(dataset),
            ViewpointRecord viewpoint => new JsonObject
            {
                ["space"] = viewpoint.Space,
                ["members"] = viewpoint.Layers.Count,
            },
            _ => null,
        };
        return details is null ? null : SearchableJson.Of(RawJson.Parse(details.ToJsonString()));
    }

    private static JsonObject OfVersion(AlignmentVersionRecord? version, JsonObject details)
    {
        if (version is not null)
        {
            details["status"] = JsonSerializer.SerializeToNode(version.Status, CatalogJson.Options);
            details["quality"] = version.Quality is { } quality ? JsonNode.Parse(quality.ToString()) : null;
            details["method"] = version.Provenance?.Method;
            details["software"] = version.Provenance?.Software;
        }

        return Present(details);
    }

    private static JsonObject OfDataset(DatasetRecord dataset) => Present(new JsonObject
    {
        ["owner"] = dataset.Owner,
        ["licence"] = dataset.Licence,
        ["visibility"] = JsonSerializer.SerializeToNode(dataset.Visibility, CatalogJson.Options),
        ["readers"] = new JsonArray([.. dataset.Grants.Select(grant => (JsonNode)grant.Principal)]),
    });

    private static JsonObject Present(JsonObject details)
    {
        foreach (var absent in details.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            details.Remove(absent);
        }

        return details;
    }
}
