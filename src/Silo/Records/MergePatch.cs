using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Silo.Records;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
public static class MergePatch
{
    /// <summary>What <paramref name="target"/> is after <paramref name="patch"/>: members are set, null removes.</summary>
    public static RawJson Apply(RawJson target, RawJson patch)
    {
        var merged = Merge(Node(target.Element), patch.Element);
        return RawJson.Parse(merged?.ToJsonString() ?? "null");
    }

    private static JsonNode? Merge(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return Node(patch);
        }

        var result = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                result.Remove(member.Name);
                continue;
            }

            var before = result[member.Name];
            result.Remove(member.Name);
            result[member.Name] = Merge(before, member.Value);
        }

        return result;
    }

    // A node made of an element keeps the text of its numbers.
    private static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };
}
