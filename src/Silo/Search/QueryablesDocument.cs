using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Client.Records;

namespace OmeNgff.Silo.Search;

/// <summary>What can be searched by, as a JSON Schema (OGC API – Features, part 3, "Queryables").</summary>
public static class QueryablesDocument
{
    /// <summary>The schema. Names with a part that the records decide are patterns.</summary>
    public static JsonObject Create()
    {
        var (named, patterns) = (new JsonObject(), new JsonObject());
        foreach (var property in SearchProperties.All)
        {
            if (property.Part is null)
            {
                named[property.Name] = Describe(property);
            }
            else
            {
                var pattern = Regex.Escape(property.Name).Replace(@"\*", ".+", StringComparison.Ordinal);
                patterns[$"^{pattern}$"] = Describe(property);
            }
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "/v1/queryables",
            ["title"] = "What records can be searched by",
            ["type"] = "object",
            ["properties"] = named,
            ["patternProperties"] = patterns,
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Describe(SearchProperty property)
    {
        var schema = property.Type switch
        {
            PropertyType.Number => new JsonObject { ["type"] = "number" },
            PropertyType.Time => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            PropertyType.TextList or PropertyType.Spaces => new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
            },
            PropertyType.Box => new JsonObject { ["format"] = "geometry-any" },
            PropertyType.Json => [],
            _ => new JsonObject { ["type"] = "string" },
        };
        schema["title"] = property.Name;
        schema["description"] = property.Description;
        if (!property.Values.IsEmpty)
        {
            schema["enum"] = new JsonArray([.. property.Values.Select(value => (JsonNode)value)]);
        }

        if (!property.Kinds.IsEmpty)
        {
            schema["x-kinds"] = new JsonArray([.. property.Kinds.Select(kind => (JsonNode)kind.Text())]);
        }

        return schema;
    }
}
