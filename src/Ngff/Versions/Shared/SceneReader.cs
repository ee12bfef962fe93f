using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads a scene (0.6). Its faults do not refuse the group; a scene that cannot be read is null.</summary>
internal static class SceneReader
{
    public static Scene? Read(JsonCursor? member, OmeRules rules, Findings findings)
    {
        if (!rules.HasScene || member is not { } scene)
        {
            return null;
        }

        if (!scene.IsObject)
        {
            findings.Add(Rules.SceneInvalid, scene, $"\"scene\" is an object, not {scene.KindText}.");
            return null;
        }

        // What refuses a part of a scene leaves the rest of the group as it is.
        var inner = new Findings(rules: rules);
        var systems = scene.Present("coordinateSystems") is { } list ? CoordinateSystemsReader.Read(list, inner) : [];
        var edges = Edges(scene, systems, inner);
        foreach (var found in inner.ToEquatableArray())
        {
            findings.Add(found with { Refuses = false });
        }

        return systems is null || edges is not { } known ? null : new Scene
        {
            CoordinateSystems = systems.Select(system => system.System).ToEquatableArray(),
            CoordinateTransformations = known,
            Other = JsonText.Without(scene.Element, "coordinateSystems", "coordinateTransformations"),
        };
    }

    private static EquatableArray<CoordinateTransformation>? Edges(
        JsonCursor scene, IReadOnlyList<(CoordinateSystem System, JsonCursor Axes)>? systems, Findings findings)
    {
        if (scene.Present("coordinateTransformations") is not { IsArray: true } list
            || list.Element.GetArrayLength() == 0)
        {
            findings.Add(
                Rules.SceneInvalid, scene, "A scene lists \"coordinateTransformations\", with at least one.");
            return null;
        }

        var reader = new TransformationReader(findings, TransformationForm.Document);
        var edges = new List<CoordinateTransformation>();
        var isRefused = false;
        foreach (var item in list.Items())
        {
            if (reader.Read(item) is not { } edge)
            {
                isRefused = true;
                continue;
            }

            isRefused |= Check(item, edge, systems, findings);
            edges.Add(edge);
        }

        return isRefused ? null : edges.ToEquatableArray();
    }

    /// <summary>Checks one; true when it is too faulty to be kept.</summary>
    private static bool Check(
        JsonCursor at,
        CoordinateTransformation edge,
        IReadOnlyList<(CoordinateSystem System, JsonCursor Axes)>? systems,
        Findings findings)
    {
        var isRefused = false;
        var ranks = new int?[2];
        foreach (var (end, name, index) in new[] { (edge.Input, "input", 0), (edge.Output, "output", 1) })
        {
            if (end?.Name is null)
            {
                findings.Add(
                    Rules.SceneReference,
                    at.Child(name),
                    $"The {name} of a scene's transformation is an object with the \"name\" of a coordinate system, and the "
                    + "\"path\" of the image that has it.");
                isRefused = true;
            }
            else if (end.Path is null)
            {
                var system = systems?.FirstOrDefault(candidate => candidate.System.Name == end.Name).System;
                ranks[index] = system?.Axes.Count;
                if (system is null && systems is not null)
                {
                    findings.Add(
                        Rules.SceneReference,
                        at.Child(name),
                        $"The scene has no coordinate system \"{end.Name}\"; one of an image needs the image's \"path\".");
                }
            }
        }

        return findings.AddAt(at, edge.Validate(ranks[0], ranks[1], "")) || isRefused;
    }
}
