using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.V06;

/// <summary>Converts transformations of <c>0.6.dev*</c>.</summary>
internal static class DevelopmentTransformations
{
    private const int MaxDepth = TransformationReader.MaxDepth;

    /// <summary>Makes objects of the ends that are strings (up to dev3).</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="reference">What a string refers to.</param>
    public static void ConvertEnds(
        JsonObject transformation, Place place, Func<string, CoordinateSystemReference> reference)
    {
        foreach (var end in (string[])["input", "output"])
        {
            if (DevelopmentSystems.TextOf(transformation[end]) is not { } text)
            {
                continue;
            }

            var meant = end == "output" && reference(text).Name is null ? new(text, null) : reference(text);
            var node = new JsonObject();
            if (meant.Name is not null)
            {
                node["name"] = meant.Name;
            }

            if (meant.Path is not null)
            {
                node["path"] = meant.Path;
            }

            transformation[end] = node;
            place.Changed(end, $"\"{text}\" is written as {node.ToJsonString()}.");
        }
    }

    /// <summary>Converts a transformation and its parts.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="systems">The coordinate systems of the document.</param>
    /// <param name="inputs">The names of the axes of its input, where they are known.</param>
    /// <param name="outputs">The names of the axes of its output, where they are known.</param>
    /// <param name="depth">How deep it lies.</param>
    public static void Convert(
        JsonObject transformation,
        Place place,
        DevelopmentSystems systems,
        IReadOnlyList<string>? inputs,
        IReadOnlyList<string>? outputs,
        int depth = 0)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        switch (DevelopmentSystems.TextOf(transformation["type"]))
        {
            case "scale" or "translation" when transformation["path"] is not null:
                place.Unreadable("The parameters of the scale or translation lie in an array, which 0.6 does not have.");
                break;
            case "mapAxis":
                ConvertMapAxis(transformation, place, inputs, outputs);
                break;
            case "affine":
                ConvertAffine(transformation, place, inputs, outputs);
                break;
            case "rotation":
                ConvertRows(transformation, place, "rotation", length => (int)Math.Round(Math.Sqrt(length)));
                break;
            case "inverseOf":
                ConvertInverse(transformation, place, systems, inputs, outputs, depth);
                break;
            case "byDimension":
                ConvertByDimension(transformation, place, systems, inputs, outputs, depth);
                break;
            case "sequence":
                foreach (var (part, at) in place.Items(transformation, "transformations"))
                {
                    RemoveEnds(part, at);
                    Convert(part, at, systems, inputs, outputs, depth + 1);
                }

                break;
            case "bijection":
                foreach (var direction in (string[])["forward", "inverse"])
                {
                    if (transformation[direction] is JsonObject inner)
                    {
                        var at = place.Below(direction);
                        ConvertEnds(inner, at, name => new(name, null));
                        Convert(
                            inner,
                            at,
                            systems,
                            direction == "forward" ? inputs : outputs,
                            direction == "forward" ? outputs : inputs,
                            depth + 1);
                    }
                }

                break;
        }
    }

    // {"x": "y"}: the output axis x is the input axis y.
    private static void ConvertMapAxis(
        JsonObject transformation, Place place, IReadOnlyList<string>? inputs, IReadOnlyList<string>? outputs)
    {
        if (transformation["mapAxis"] is not JsonObject map)
        {
            return;
        }

        if (inputs is null || outputs is null)
        {
            place.Unreadable("mapAxis names axes of coordinate systems that are not in this document.");
            return;
        }

        var indices = outputs.Select(output => Index(inputs, DevelopmentSystems.TextOf(map[output]) ?? "")).ToList();
        if (indices.Contains(-1))
        {
            place.Unreadable("mapAxis does not name an axis of the input for every axis of the output.");
            return;
        }

        transformation["mapAxis"] = new JsonArray([.. indices.Select(index => (JsonNode)index)]);
        place.Changed("mapAxis", "Names of axes are written as indices.");
    }

    private static void ConvertAffine(
        JsonObject transformation, Place place, IReadOnlyList<string>? inputs, IReadOnlyList<string>? outputs) =>
        ConvertRows(transformation, place, "affine", length => outputs is { Count: > 0 } ? outputs.Count
            : inputs is { Count: > 0 } && length % (inputs.Count + 1) == 0 ? length / (inputs.Count + 1)

            // N rows of N + 1 numbers.
            : (int)Math.Round((Math.Sqrt((4 * length) + 1) - 1) / 2));

    private static void ConvertRows(JsonObject transformation, Place place, string name, Func<int, int> rowCount)
    {
        if (transformation[name] is not JsonArray { Count: > 0 } flat
            || flat.Any(item => item is not JsonValue value || value.GetValueKind() != JsonValueKind.Number))
        {
            return;
        }

        var rows = rowCount(flat.Count);
        if (rows < 1 || flat.Count % rows != 0)
        {
            place.Unreadable($"The {flat.Count} numbers of the {name} are no matrix for these axes.");
            return;
        }

        var numbers = flat.Select(item => item!.DeepClone()).Chunk(flat.Count / rows);
        transformation[name] = new JsonArray([.. numbers.Select(row => (JsonNode)new JsonArray(row))]);
        place.Changed(name, $"The list of numbers is written as {rows} rows.");
    }

    // An edge that is the inverse of T is T from the output to the input; no number changes.
    private static void ConvertInverse(
        JsonObject transformation,
        Place place,
        DevelopmentSystems systems,
        IReadOnlyList<string>? inputs,
        IReadOnlyList<string>? outputs,
        int depth)
    {
        if (transformation["transformation"] is not JsonObject inner || depth > 0)
        {
            place.Unreadable("\"inverseOf\" is read only where it is a whole transformation with an input and an output.");
            return;
        }

        var (input, output) = (transformation["input"], transformation["output"]);
        transformation.Remove("transformation");
        transformation.Remove("type");
        transformation.Remove("input");
        transformation.Remove("output");
        RemoveEnds(inner, place.Below("transformation"));
        foreach (var (name, member) in inner.ToList())
        {
            inner.Remove(name);
            if (!transformation.ContainsKey(name))
            {
                transformation[name] = member;
            }
        }

        transformation["input"] = output;
        transformation["output"] = input;
        place.Changed("type", "The inverse of a transformation is written as the transformation with its ends exchanged.");
        Convert(transformation, place, systems, outputs, inputs, depth + 1);
    }

    private static void ConvertByDimension(
        JsonObject transformation,
        Place place,
        DevelopmentSystems systems,
        IReadOnlyList<string>? inputs,
        IReadOnlyList<string>? outputs,
        int depth)
    {
        foreach (var (part, at) in place.Items(transformation, "transformations"))
        {
            Rename(part, at, "input_axes", "inputAxes");
            Rename(part, at, "output_axes", "outputAxes");
            if (part["transformation"] is not JsonObject && part["type"] is not null)
            {
                // Up to dev2 the axes were the part's input and output.
                foreach (var (old, name) in new[] { ("input", "inputAxes"), ("output", "outputAxes") })
                {
                    if (part[old] is JsonArray && !part.ContainsKey(name))
                    {
                        Rename(part, at, old, name);
                    }
                }

                var wrapped = new JsonObject();
                foreach (var (name, member) in part.ToList())
                {
                    if (name is not ("inputAxes" or "outputAxes"))
                    {
                        part.Remove(name);
                        wrapped[name] = member;
                    }
                }

                part["transformation"] = wrapped;
                at.Changed("transformation", "The transformation of a part is an object of its own.");
            }

            NamesToIndices(part, at, "inputAxes", inputs);
            NamesToIndices(part, at, "outputAxes", outputs);
            if (part["transformation"] is JsonObject inner)
            {
                RemoveEnds(inner, at.Below("transformation"));
                Convert(inner, at.Below("transformation"), systems, inputs: null, outputs: null, depth + 1);
            }
        }
    }

    private static void NamesToIndices(JsonObject part, Place place, string name, IReadOnlyList<string>? axes)
    {
        if (part[name] is not JsonArray list || list.All(item => DevelopmentSystems.TextOf(item) is null))
        {
            return;
        }

        var indices = list.Select(item => axes is null ? -1 : Index(axes, DevelopmentSystems.TextOf(item) ?? "")).ToList();
        if (indices.Contains(-1))
        {
            place.Unreadable($"\"{name}\" names axes that the coordinate system does not have.");
            return;
        }

        part[name] = new JsonArray([.. indices.Select(index => (JsonNode)index)]);
        place.Changed(name, "Names of axes are written as indices.");
    }

    private static void Rename(JsonObject item, Place place, string old, string name)
    {
        if (item[old] is { } member && !item.ContainsKey(name))
        {
            item.Remove(old);
            item[name] = member;
            place.Changed(old, $"\"{old}\" is named \"{name}\".");
        }
    }

    private static void RemoveEnds(JsonObject part, Place place)
    {
        foreach (var end in (string[])["input", "output"])
        {
            if (part[end] is JsonValue && part.Remove(end))
            {
                place.Changed(end, $"A part of a transformation has no {end} of its own.");
            }
        }
    }

    private static int Index(IReadOnlyList<string> axes, string name)
    {
        for (var index = 0; index < axes.Count; index++)
        {
            if (axes[index] == name)
            {
                return index;
            }
        }

        return -1;
    }
}
