using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.V06;

/// <summary>
/// Converts the metadata of <c>0.6.dev1</c> to <c>0.6.dev4</c>, which exist in the wild, to 0.6, and says each change it
/// made. The changes are those of the specification's version history; what would need the bytes of an array is refused
/// (<c>development-form-unreadable</c>).
/// </summary>
internal static class DevelopmentVersion
{
    private const string Prefix = "0.6.dev";

    /// <summary>True for the text of such a version; the first was also written <c>0.6dev1</c>.</summary>
    public static bool IsOne(string? text) =>
        text is not null && text.Replace("0.6dev", Prefix, StringComparison.Ordinal) is var dotted
        && dotted.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(dotted[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= 4;

    /// <summary>The metadata in the form of 0.6, under the same pointer.</summary>
    /// <param name="ome">The object under <c>ome</c>.</param>
    public static (JsonCursor Ome, EquatableArray<Diagnostic> Changes) Convert(JsonCursor ome)
    {
        var changes = new Findings();
        var version = ome.Member("version")!.Value;
        changes.Add(
            Rules.DevelopmentForm, version, $"Version \"{version.Text}\" is converted to 0.6.", OmeVersion.V06.Text());
        JsonObject converted;
        try
        {
            converted = (JsonObject)JsonNode.Parse(
                ome.Element.GetRawText(), documentOptions: new JsonDocumentOptions { MaxDepth = JsonText.MaxBuiltDepth })!;
            converted["version"] = OmeVersion.V06.Text();
            if (converted["multiscales"] is JsonArray multiscales)
            {
                for (var index = 0; index < multiscales.Count; index++)
                {
                    if (multiscales[index] is JsonObject multiscale)
                    {
                        ConvertMultiscale(
                            multiscale, new Place(ome.Child("multiscales").At($"{index}"), changes));
                    }
                }
            }

            ConvertScene(converted, new Place(ome.Pointer, changes));
        }
        catch (ArgumentException)
        {
            // A node with two members of one name cannot be changed.
            changes.Add(Rules.DevelopmentFormUnreadable, ome, "An object in the OME metadata has a member twice.");
            return (ome, changes.ToEquatableArray());
        }

        var text = JsonText.Raw(writer => converted.WriteTo(writer));
        return (new JsonCursor(text.Element, ome.Pointer), changes.ToEquatableArray());
    }

    private static void ConvertMultiscale(JsonObject multiscale, Place place)
    {
        if (multiscale.Remove("version"))
        {
            place.Changed("version", "The version of a multiscale is left out.");
        }

        if (multiscale.Remove("arrayCoordinateSystem") | multiscale.Remove("arrayCoordinateSystems"))
        {
            place.Changed("arrayCoordinateSystem", "The coordinate system of an array is named by its path alone.");
        }

        var systems = new DevelopmentSystems(multiscale["coordinateSystems"]);
        foreach (var (dataset, at) in place.Items(multiscale, "datasets"))
        {
            var path = DevelopmentSystems.TextOf(dataset["path"]);
            foreach (var (transformation, where) in at.Items(dataset, "coordinateTransformations"))
            {
                // The array's own name, "/0" or "0", was the name of its space.
                DevelopmentTransformations.ConvertEnds(
                    transformation, where, name => name.TrimStart('/') == path || name == "" ? new(null, path) : new(name, null));
                if (transformation["input"] is JsonObject input && path is not null && !input.ContainsKey("path"))
                {
                    // A level's input is its array, under whichever name its space went.
                    transformation["input"] = new JsonObject { ["path"] = path };
                    where.Changed("input", "The input of a level is its array's path.");
                }

                DevelopmentTransformations.Convert(transformation, where, systems, inputs: null, outputs: null);
            }
        }

        foreach (var (transformation, where) in place.Items(multiscale, "coordinateTransformations"))
        {
            DevelopmentTransformations.ConvertEnds(transformation, where, name => new(name, null));
            DevelopmentTransformations.Convert(
                transformation, where, systems, systems.AxesOf(transformation["input"]), systems.AxesOf(transformation["output"]));
        }
    }

    // Up to dev2 the group above the images had them beside the version, with names such as "image/physical".
    private static void ConvertScene(JsonObject ome, Place place)
    {
        if (!ome.ContainsKey("scene") && !ome.ContainsKey("multiscales") && ome["coordinateTransformations"] is JsonArray)
        {
            var scene = new JsonObject();
            foreach (var name in (string[])["coordinateSystems", "coordinateTransformations"])
            {
                if (ome[name] is { } member)
                {
                    ome.Remove(name);
                    scene[name] = member;
                }
            }

            ome["scene"] = scene;
            place.Changed("coordinateTransformations", "The transformations between images are in a scene.");
        }

        if (ome["scene"] is not JsonObject own)
        {
            return;
        }

        var systems = new DevelopmentSystems(own["coordinateSystems"]);
        foreach (var (transformation, where) in place.Below("scene").Items(own, "coordinateTransformations"))
        {
            DevelopmentTransformations.ConvertEnds(transformation, where, name =>
                systems.Has(name) || name.LastIndexOf('/') is not (> 0 and var slash)
                    ? new(name, null)
                    : new(name[(slash + 1)..], name[..slash].TrimStart('/')));
            DevelopmentTransformations.Convert(
                transformation, where, systems, systems.AxesOf(transformation["input"]), systems.AxesOf(transformation["output"]));
        }
    }
}
