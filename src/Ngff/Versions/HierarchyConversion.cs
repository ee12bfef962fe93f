using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions.Shared;
using OmeNgff.Ngff.Versions.V06;

namespace OmeNgff.Ngff.Versions;

/// <summary>
/// Converts a hierarchy of <c>0.6.dev1</c> to <c>0.6.dev4</c> to 0.6 as a whole. Up to dev4 the vectors of a displacement
/// or coordinate field were one array; in 0.6 they are a multiscale group with the array in it, so that array moves.
/// </summary>
public static class HierarchyConversion
{
    /// <summary>The name of a field's array in its group.</summary>
    public const string FieldArrayName = "0";

    /// <summary>The documents in the form of 0.6, and what has changed.</summary>
    /// <param name="hierarchy">The documents; those of other versions stay as they are.</param>
    /// <returns>
    /// The documents by Zarr key; the changes, with the key of the document as path; and the arrays that have moved, by
    /// their old path: whoever stores the documents must move the chunks too.
    /// </returns>
    public static (ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Documents, EquatableArray<Diagnostic> Changes,
        ImmutableSortedDictionary<string, string> Moved) Convert(HierarchyDocuments hierarchy)
    {
        ArgumentNullException.ThrowIfNull(hierarchy);
        var documents = hierarchy.Documents.ToBuilder();
        var changes = new List<Diagnostic>();
        var moved = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, bytes) in hierarchy.Documents)
        {
            if (key != "zarr.json" && !key.EndsWith("/zarr.json", StringComparison.Ordinal))
            {
                continue;
            }

            if (StrictJson.Parse(bytes).Document is not { } document
                || new JsonCursor(document.Element, "").Member("attributes")?.Member("ome") is not { } ome
                || !DevelopmentVersion.IsOne(ome.Member("version")?.Text))
            {
                continue;
            }

            var (converted, made) = DevelopmentVersion.Convert(ome);
            changes.AddRange(made.Select(change => change with { Path = key }));
            documents[key] = Replace(document, new RawJson(converted.Element));
            var path = key == "zarr.json" ? "" : key[..^"/zarr.json".Length];
            foreach (var field in Fields(converted))
            {
                Move(path, field, documents, moved, changes);
            }
        }

        return (documents.ToImmutable(), changes.ToEquatableArray(), moved.ToImmutable());
    }

    private static IEnumerable<string> Fields(JsonCursor ome)
    {
        var findings = new Findings();
        var group = OmeMembers.Read(ome, ome, OmeRules.Of(OmeVersion.V06), findings);
        return GroupReferences.VectorFields(group).Distinct(StringComparer.Ordinal);
    }

    private static void Move(
        string path,
        string field,
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Builder documents,
        ImmutableSortedDictionary<string, string>.Builder moved,
        List<Diagnostic> changes)
    {
        if (GroupReferences.Resolve(path, field) is not { } place || moved.ContainsKey(place))
        {
            return;
        }

        var key = HierarchyNode.Join(place, "zarr.json");
        if (!documents.TryGetValue(key, out var bytes) || StrictJson.Parse(bytes).Document is not { } array
            || array.Member("node_type") is not { ValueKind: System.Text.Json.JsonValueKind.String } type
            || !type.ValueEquals("array"))
        {
            return;
        }

        if (Group(array, changes, key) is not { } group)
        {
            return;
        }

        documents[HierarchyNode.Join(place, $"{FieldArrayName}/zarr.json")] = Replace(array, ome: null);
        documents[key] = group;
        moved[place] = HierarchyNode.Join(place, FieldArrayName);
        changes.Add(Rules.DevelopmentForm.At(
            "", $"The vectors are in a multiscale group; the array \"{place}\" is \"{moved[place]}\" now.", path: key));
    }

    /// <summary>The group of a field, from what its array said of itself.</summary>
    private static ReadOnlyMemory<byte>? Group(RawJson array, List<Diagnostic> changes, string key)
    {
        var findings = new Findings(key);
        var own = new JsonCursor(array.Element, "").Member("attributes")?.Member("ome");
        var systems = own?.Present("coordinateSystems") is { } list ? CoordinateSystemsReader.Read(list, findings) : null;
        if (systems is not [var (system, _), ..])
        {
            findings.Add(
                Rules.DevelopmentFormUnreadable, "/attributes", "The array of a vector field does not say its coordinate system.");
            changes.AddRange(findings.ToEquatableArray());
            return null;
        }

        var transformations = own?.Member("coordinateTransformations") is { IsArray: true } some
            ? (JsonArray)JsonNode.Parse(some.Element.GetRawText())!
            : [];
        if (transformations is not [JsonObject transformation])
        {
            transformation = new JsonObject { ["type"] = "identity" };
        }

        transformation = (JsonObject)transformation.DeepClone();
        transformation["input"] = new JsonObject { ["path"] = FieldArrayName };
        transformation["output"] = new JsonObject { ["name"] = system.Name };
        return JsonText.Utf8(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("zarr_format", 3);
            writer.WriteString("node_type", "group");
            writer.WriteStartObject("attributes");
            writer.WriteStartObject("ome");
            writer.WriteString("version", OmeVersion.V06.Text());
            writer.WriteStartArray("multiscales");
            writer.WriteStartObject();
            MultiscaleWriter.WriteSystems(writer, [system]);
            writer.WriteStartArray("datasets");
            writer.WriteStartObject();
            writer.WriteString("path", FieldArrayName);
            writer.WriteStartArray("coordinateTransformations");
            transformation.WriteTo(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>A document with another <c>ome</c> among its attributes, or none.</summary>
    private static ReadOnlyMemory<byte> Replace(RawJson document, RawJson? ome) => JsonText.Utf8(writer =>
    {
        writer.WriteStartObject();
        writer.WriteMembers(document, "attributes");
        writer.WriteStartObject("attributes");
        if (ome is not null)
        {
            writer.WritePropertyName("ome");
            ome.Element.WriteTo(writer);
        }

        writer.WriteMembers(document.Member("attributes") is { } attributes ? new RawJson(attributes) : null, "ome");
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
