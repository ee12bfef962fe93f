using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmeNgff.Ngff.Versions.V06;

/// <summary>The names of the axes of the coordinate systems in a document that is being converted.</summary>
internal sealed class DevelopmentSystems
{
    private readonly Dictionary<string, List<string>> _axes = new(StringComparer.Ordinal);

    public DevelopmentSystems(JsonNode? list)
    {
        foreach (var system in list as JsonArray ?? [])
        {
            if (system is JsonObject some && TextOf(some["name"]) is { } name && some["axes"] is JsonArray axes)
            {
                _axes[name] = [.. axes.Select(axis => TextOf((axis as JsonObject)?["name"]) ?? "")];
            }
        }
    }

    /// <summary>True for a system of this document.</summary>
    public bool Has(string name) => _axes.ContainsKey(name);

    /// <summary>The names of the axes of the system that an end names, or null when it is none of this document.</summary>
    public IReadOnlyList<string>? AxesOf(JsonNode? end) =>
        (end as JsonObject)?["path"] is null && TextOf((end as JsonObject)?["name"]) is { } name
            ? _axes.GetValueOrDefault(name)
            : null;

    /// <summary>The text of a string; null for anything else.</summary>
    public static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
