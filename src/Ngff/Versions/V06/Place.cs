using System.Text.Json.Nodes;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Versions.V06;

/// <summary>Where in a document something is converted, and what was.</summary>
/// <param name="Pointer">JSON Pointer of the place.</param>
/// <param name="Changes">Takes the changes.</param>
internal sealed record Place(string Pointer, Findings Changes)
{
    public Place Below(string name) => this with { Pointer = $"{Pointer}/{name}" };

    /// <summary>Notes a change of a member.</summary>
    public void Changed(string member, string message) => Changes.Add(Rules.DevelopmentForm, $"{Pointer}/{member}", message);

    /// <summary>Notes what cannot be converted.</summary>
    public void Unreadable(string message) => Changes.Add(Rules.DevelopmentFormUnreadable, Pointer, message);

    /// <summary>The objects in a list, each with its place.</summary>
    public IEnumerable<(JsonObject Item, Place At)> Items(JsonObject parent, string name)
    {
        if (parent[name] is not JsonArray list)
        {
            yield break;
        }

        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is JsonObject item)
            {
                yield return (item, Below($"{name}/{index}"));
            }
        }
    }
}
