using System.Collections.Frozen;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// Reads transformations in the form of NGFF 0.6. What is malformed is noted and refused; whether parameters fit the
/// axes is for <see cref="TransformationValidation"/>.
/// </summary>
/// <param name="findings">Takes what is found.</param>
/// <param name="form">Where members that the model does not know may be.</param>
internal sealed class TransformationReader(Findings findings, TransformationForm form)
{
    /// <summary>The most axes, and the most parts of a transformation.</summary>
    public const int MaxLength = 64;

    /// <summary>How deep transformations may be nested.</summary>
    public const int MaxDepth = 8;

    private static readonly FrozenDictionary<string, string[]> Parameters = new Dictionary<string, string[]>
    {
        ["identity"] = [],
        ["scale"] = ["scale"],
        ["translation"] = ["translation"],
        ["mapAxis"] = ["mapAxis"],
        ["projectAxis"] = ["droppedInputs", "createdOutputs"],
        ["affine"] = ["affine", "path"],
        ["rotation"] = ["rotation", "path"],
        ["sequence"] = ["transformations"],
        ["byDimension"] = ["transformations"],
        ["bijection"] = ["forward", "inverse"],
        ["displacements"] = ["path", "interpolation"],
        ["coordinates"] = ["path", "interpolation"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string[]> Members = Parameters.ToFrozenDictionary(
        pair => pair.Key,
        pair => (string[])["type", .. pair.Value, "name", "input", "output"],
        StringComparer.Ordinal);

    /// <summary>A transformation, or null when it is refused.</summary>
    public CoordinateTransformation? Read(JsonCursor json) => Read(json, depth: 0);

    private CoordinateTransformation? Read(JsonCursor json, int depth)
    {
        if (!json.IsObject || json.Member("type") is not { Text: { } type })
        {
            findings.WrongType(
                json.Member("type") ?? json, "a coordinate transformation, an object with a string \"type\"");
            return null;
        }

        if (depth > MaxDepth)
        {
            findings.Add(Rules.TransformationTooDeep, json, $"Transformations are nested at most {MaxDepth} deep.");
            return null;
        }

        CoordinateTransformation? read;
        switch (type)
        {
            case "identity":
                read = new IdentityTransformation();
                break;
            case "scale":
                read = Numbers(json, type) is { } scale ? new ScaleTransformation(scale) : null;
                break;
            case "translation":
                read = Numbers(json, type) is { } translation ? new TranslationTransformation(translation) : null;
                break;
            case "mapAxis":
                read = Indices(json, type, isRequired: true) is { } map ? new MapAxisTransformation(map) : null;
                break;
            case "projectAxis":
                read = ProjectAxis(json);
                break;
            case "affine":
                read = Matrix(json, type) is { } affine ? new AffineTransformation(affine.Matrix, affine.Path) : null;
                break;
            case "rotation":
                read = Matrix(json, type) is { } turn ? new RotationTransformation(turn.Matrix, turn.Path) : null;
                break;
            case "sequence":
                read = List(json, item => Read(item, depth + 1)) is { } parts ? new SequenceTransformation(parts) : null;
                break;
            case "byDimension":
                read = List(json, item => Dimensions(item, depth + 1)) is { } dimensions
                    ? new ByDimensionTransformation(dimensions)
                    : null;
                break;
            case "bijection":
                read = (Required(json, "forward", depth), Required(json, "inverse", depth)) is ({ } forward, { } inverse)
                    ? new BijectionTransformation(forward, inverse)
                    : null;
                break;
            case "displacements":
                read = Field(json) is { } shift ? new DisplacementsTransformation(shift.Path, shift.Interpolation) : null;
                break;
            case "coordinates":
                read = Field(json) is { } field ? new CoordinatesTransformation(field.Path, field.Interpolation) : null;
                break;
            default:
                findings.Add(
                    Rules.TransformationTypeUnknown,
                    json.Child("type"),
                    $"There is no transformation of type \"{type}\"; the types are {string.Join(", ", Parameters.Keys.Order())}.");
                return null;
        }

        return read is null ? null : WithCommonMembers(read, json, type);
    }

    private CoordinateTransformation? WithCommonMembers(CoordinateTransformation read, JsonCursor json, string type)
    {
        var isRefused = false;
        if (json.Present("name") is { } name)
        {
            if (name.Text is null)
            {
                findings.WrongType(name, "a string");
                isRefused = true;
            }

            read = read with { Name = name.Text };
        }

        if (form != TransformationForm.Scaled && json.Present("input") is { } input)
        {
            read = read with { Input = TransformationParameters.Reference(input, findings) };
            isRefused |= read.Input is null;
        }

        if (form != TransformationForm.Scaled && json.Present("output") is { } output)
        {
            read = read with { Output = TransformationParameters.Reference(output, findings) };
            isRefused |= read.Output is null;
        }

        var known = Members[type];
        if (form != TransformationForm.Record)
        {
            return isRefused ? null
                : JsonText.Without(json.Element, form == TransformationForm.Scaled ? known[..^2] : known) is { } other
                ? read with { Other = other }
                : read;
        }

        if (json.Present("attributes") is { } attributes)
        {
            if (!attributes.IsObject)
            {
                findings.WrongType(attributes, "an object");
                isRefused = true;
            }

            read = read with { Other = new RawJson(attributes.Element) };
        }

        foreach (var member in json.Element.EnumerateObject())
        {
            if (!known.Contains(member.Name) && member.Name != "attributes")
            {
                findings.Add(
                    Rules.JsonType,
                    json.Child(member.Name),
                    $"A transformation of type {type} has no member \"{member.Name}\".");
                isRefused = true;
            }
        }

        return isRefused ? null : read;
    }

    private EquatableArray<double>? Numbers(JsonCursor json, string type)
    {
        if (json.Present(type) is { } list)
        {
            return TransformationParameters.Numbers(list, MaxLength, findings);
        }

        Missing(json, type, json.Present("path") is null ? "" : " (parameters in an array, a \"path\", are not read)");
        return null;
    }

    private (Matrix? Matrix, string? Path)? Matrix(JsonCursor json, string type)
    {
        var (matrix, path) = (json.Present(type), json.Present("path"));
        if (matrix is { } rows)
        {
            if (path is not null)
            {
                findings.Add(
                    Rules.TransformationParametersAmbiguous,
                    path.Value,
                    $"The parameters are given twice, as \"{type}\" and in an array; leave one out.");
                return null;
            }

            return TransformationParameters.Matrix(rows, findings) is { } read ? (read, null) : null;
        }

        if (path is null)
        {
            Missing(json, type, " or a \"path\"");
            return null;
        }

        return TransformationParameters.Text(path.Value, findings) is { } text ? (null, text) : null;
    }

    private (string Path, string? Interpolation)? Field(JsonCursor json)
    {
        if (json.Present("path") is not { } path)
        {
            Missing(json, "path");
            return null;
        }

        if (TransformationParameters.Text(path, findings) is not { } read)
        {
            return null;
        }

        if (json.Present("interpolation") is not { } interpolation)
        {
            return (read, null);
        }

        if (interpolation.Text is not { } method)
        {
            findings.WrongType(interpolation, "a string");
            return null;
        }

        if (method is not ("nearest" or "linear" or "cubic" or "bspline-cubic"))
        {
            findings.Add(
                Rules.InterpolationUnknown,
                interpolation,
                $"\"{method}\" is none of nearest, linear and cubic; readers take linear instead.");
        }

        return (read, method);
    }

    private ProjectAxisTransformation? ProjectAxis(JsonCursor json)
    {
        if (json.Present("droppedInputs") is null && json.Present("createdOutputs") is null)
        {
            Missing(json, "droppedInputs", " or \"createdOutputs\"");
            return null;
        }

        return (Indices(json, "droppedInputs", isRequired: false), Indices(json, "createdOutputs", isRequired: false))
            is ({ } dropped, { } created)
            ? new ProjectAxisTransformation(dropped, created)
            : null;
    }

    private DimensionsTransformation? Dimensions(JsonCursor item, int depth)
    {
        if (!item.IsObject)
        {
            findings.WrongType(item, "an object with \"transformation\", \"inputAxes\" and \"outputAxes\"");
            return null;
        }

        var transformation = Required(item, "transformation", depth - 1);
        var inputs = Indices(item, "inputAxes", isRequired: true);
        var outputs = Indices(item, "outputAxes", isRequired: true);
        return transformation is not null && inputs is { } from && outputs is { } to
            ? new DimensionsTransformation(transformation, from, to)
            {
                Other = form != TransformationForm.Record
                    ? JsonText.Without(item.Element, "transformation", "inputAxes", "outputAxes")
                    : null,
            }
            : null;
    }

    private CoordinateTransformation? Required(JsonCursor json, string name, int depth)
    {
        if (json.Present(name) is { } member)
        {
            return Read(member, depth + 1);
        }

        Missing(json, name);
        return null;
    }

    private EquatableArray<T>? List<T>(JsonCursor json, Func<JsonCursor, T?> read)
        where T : class
    {
        if (json.Present("transformations") is not { } list)
        {
            Missing(json, "transformations");
            return null;
        }

        if (TransformationParameters.Length(list, "a list of transformations", findings) is null)
        {
            return null;
        }

        var parts = list.Items().Select(read).ToList();
        return parts.Contains(null) ? null : parts.OfType<T>().ToEquatableArray();
    }

    private EquatableArray<int>? Indices(JsonCursor json, string name, bool isRequired)
    {
        if (json.Present(name) is { } list)
        {
            return TransformationParameters.Indices(list, findings);
        }

        if (isRequired)
        {
            Missing(json, name);
        }

        return isRequired ? null : [];
    }

    private void Missing(JsonCursor json, string name, string or = "") => findings.Add(
        Rules.TransformationParametersMissing,
        json,
        $"A transformation of type {json.Member("type")?.Text ?? "byDimension"} needs \"{name}\"{or}.");
}
