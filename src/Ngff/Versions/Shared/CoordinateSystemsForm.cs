using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// 0.6: axes are in named coordinate systems; every level leads to the intrinsic one, and further transformations lead
/// from it to others, or to those of label images.
/// </summary>
internal sealed class CoordinateSystemsForm(OmeRules rules, Findings findings) : MultiscaleForm(rules, findings)
{
    public override string[] Members =>
        ["name", "type", "coordinateSystems", "datasets", "coordinateTransformations", "version"];

    public override OmeMultiscale Read(JsonCursor multiscale)
    {
        var declared = Systems(multiscale);
        var outputs = new List<(string Name, JsonCursor At)>();
        var levels = new List<(CoordinateTransformation Transformation, JsonCursor At)>();
        var datasets = Datasets(multiscale, (list, path) => Level(list, path, outputs, levels));
        if (multiscale.Present("coordinateSystems") is null && levels.Count > 0)
        {
            Found.Add(
                Rules.CoordinateSystemsMissing,
                multiscale,
                "A multiscale lists its \"coordinateSystems\", among them the output of its levels.");
        }

        var intrinsicName = outputs.Count > 0 ? outputs[0].Name : null;
        foreach (var (name, at) in outputs.Where(output => output.Name != intrinsicName))
        {
            Found.Add(
                Rules.LevelOutputsDiffer, at, $"All levels have one output: here is \"{name}\", before it \"{intrinsicName}\".");
        }

        var intrinsic = declared?.FirstOrDefault(system => system.System.Name == intrinsicName).System;
        if (intrinsicName is not null && declared is not null && intrinsic is null)
        {
            Found.Add(
                Rules.LevelOutputMissing, outputs[0].At, $"There is no coordinate system \"{intrinsicName}\" in this multiscale.");
        }

        foreach (var (system, at) in declared ?? [])
        {
            AxesRules.Check(system.Axes, at, Table, Found);
        }

        foreach (var (transformation, at) in levels)
        {
            Found.AddAt(at, transformation.Validate(intrinsic?.Axes.Count, intrinsic?.Axes.Count, ""));
        }

        var others = (declared ?? []).Select(system => system.System).Where(system => system != intrinsic)
            .ToEquatableArray();
        var edges = Edges(multiscale, intrinsicName, declared);
        CheckConnected(multiscale, intrinsicName, others, edges);
        var (keptSystems, kept) = GroupTransformations.Recognise(intrinsic, others, edges);
        return new OmeMultiscale
        {
            Axes = intrinsic?.Axes,
            IntrinsicName = intrinsicName,
            IntrinsicOther = intrinsic?.Other,
            CoordinateSystems = keptSystems,
            Datasets = datasets,
            CoordinateTransformations = kept,
        };
    }

    private IReadOnlyList<(CoordinateSystem System, JsonCursor Axes)>? Systems(JsonCursor multiscale)
    {
        if (multiscale.Present("coordinateSystems") is not { } list)
        {
            return null;
        }

        var systems = CoordinateSystemsReader.Read(list, Found);
        if (systems is { Count: 0 })
        {
            Found.Add(Rules.CoordinateSystemsMissing, list, "The list of coordinate systems is empty.");
        }

        return systems;
    }

    private CoordinateTransformation? Level(
        JsonCursor list,
        string? path,
        List<(string Name, JsonCursor At)> outputs,
        List<(CoordinateTransformation Transformation, JsonCursor At)> levels)
    {
        if (!list.IsArray)
        {
            Found.WrongType(list, "a list with one transformation");
            return null;
        }

        if (list.Element.GetArrayLength() != 1)
        {
            Found.Add(
                Rules.LevelTransformationCount,
                list,
                "A level has exactly one transformation: a scale, an identity, or a sequence of scale and translation.");
            return null;
        }

        var at = list.Item(0);
        if (new TransformationReader(Found, TransformationForm.Document).Read(at) is not { } transformation)
        {
            return null;
        }

        CheckEnds(at, transformation, path, outputs);
        if (!IsLevelForm(transformation))
        {
            Found.Add(
                Rules.LevelTransformationForm,
                at,
                "The transformation of a level is a scale, an identity, or a sequence of one scale and one translation; "
                + "put others into the multiscale's own \"coordinateTransformations\".");
        }

        var inner = transformation.Between(null, null);
        levels.Add((inner, at));
        return inner;
    }

    private void CheckEnds(
        JsonCursor at, CoordinateTransformation transformation, string? path, List<(string, JsonCursor)> outputs)
    {
        if (transformation.Input?.Path != path)
        {
            Found.Add(
                Rules.LevelInputMismatch,
                at.Child("input"),
                $"The input of a level is its own array: {{\"path\": \"{path}\"}}.",
                path);
        }
        else if (transformation.Input?.Name is not null)
        {
            Found.Add(Rules.LevelEndSuperfluous, at.Child("input"), "The input of a level is named by its path alone.");
        }

        if (transformation.Output?.Name is not { } output)
        {
            Found.Add(
                Rules.LevelOutputMissing,
                at.Child("output"),
                "The output of a level is a coordinate system of this multiscale: {\"name\": …}.");
            return;
        }

        outputs.Add((output, at.Child("output")));
        if (transformation.Output.Path is not null)
        {
            Found.Add(Rules.LevelEndSuperfluous, at.Child("output"), "The output of a level is named by its name alone.");
        }
    }

    private static bool IsLevelForm(CoordinateTransformation transformation) => transformation switch
    {
        ScaleTransformation or IdentityTransformation => true,
        SequenceTransformation { Transformations: [ScaleTransformation, TranslationTransformation] } => true,
        _ => false,
    };

    private EquatableArray<CoordinateTransformation> Edges(
        JsonCursor multiscale,
        string? intrinsicName,
        IReadOnlyList<(CoordinateSystem System, JsonCursor Axes)>? declared)
    {
        if (multiscale.Present("coordinateTransformations") is not { } list)
        {
            return [];
        }

        if (!list.IsArray)
        {
            Found.WrongType(list, "a list of transformations");
            return [];
        }

        var reader = new TransformationReader(Found, TransformationForm.Document);
        var edges = new List<CoordinateTransformation>();
        foreach (var item in list.Items())
        {
            if (reader.Read(item) is not { } edge)
            {
                continue;
            }

            if (edge.Input is null || edge.Output is null)
            {
                Found.Add(
                    Rules.TransformationEndMissing, item, "A transformation of a multiscale has an \"input\" and an \"output\".");
                continue;
            }

            CheckEdge(item, edge, intrinsicName, declared);
            edges.Add(edge);
        }

        return edges.ToEquatableArray();
    }

    private void CheckEdge(
        JsonCursor at,
        CoordinateTransformation edge,
        string? intrinsicName,
        IReadOnlyList<(CoordinateSystem System, JsonCursor Axes)>? declared)
    {
        if (intrinsicName is not null && !IsIntrinsic(edge.Input!) && !IsIntrinsic(edge.Output!))
        {
            Found.Add(
                Rules.TransformationNotIntrinsic,
                at,
                $"The input or the output is the intrinsic coordinate system, the output of the levels (\"{intrinsicName}\").");
        }

        var ranks = new int?[2];
        foreach (var (end, name, index) in new[] { (edge.Input!, "input", 0), (edge.Output!, "output", 1) })
        {
            var system = declared?.FirstOrDefault(candidate => candidate.System.Name == end.Name).System;
            if (end.Path is null)
            {
                ranks[index] = system?.Axes.Count;
            }

            // Where the axes are with the arrays, the intrinsic system is too.
            if (end.Name is null || (end.Path is null && intrinsicName is not null && system is null))
            {
                Found.Add(
                    Rules.TransformationEndUnknown,
                    at.Child(name),
                    $"The {name} names {end}; it must name a coordinate system of this multiscale, or, with its path, "
                    + "of a label image.");
            }
        }

        if ((edge.Input!.Path ?? edge.Output!.Path) is { } labels)
        {
            if (!labels.StartsWith("labels/", StringComparison.Ordinal))
            {
                Found.Add(
                    Rules.TransformationEndUnknown, at, $"A path leads to a label image below \"labels/\", not to \"{labels}\".");
            }
            else if (!IsLevelForm(edge) && edge is not TranslationTransformation)
            {
                Found.Add(
                    Rules.LabelLinkForm,
                    at,
                    "The transformation to a label image is an identity, a scale, a translation, or a sequence of scale and "
                    + "translation.");
            }
        }

        Found.AddAt(at, edge.Validate(ranks[0], ranks[1], ""));

        bool IsIntrinsic(CoordinateSystemReference end) => end.Path is null && end.Name == intrinsicName;
    }

    private void CheckConnected(
        JsonCursor multiscale,
        string? intrinsicName,
        EquatableArray<CoordinateSystem> others,
        EquatableArray<CoordinateTransformation> edges)
    {
        if (intrinsicName is null || others.IsEmpty)
        {
            return;
        }

        var connected = TransformationGraph.Reach(new CoordinateSystemReference(intrinsicName), edges);
        foreach (var system in others.Where(system => !connected.Contains(new CoordinateSystemReference(system.Name))))
        {
            Found.Add(
                Rules.CoordinateSystemsDisconnected,
                multiscale.Child("coordinateSystems"),
                $"No transformation leads to or from the coordinate system \"{system.Name}\".");
        }
    }
}
