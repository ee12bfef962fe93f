using System.Globalization;
using System.Text.Json;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Search.BruteForce;

/// <summary>An image with all that is said of it elsewhere, and what its properties are, told from the records alone.</summary>
internal sealed record SearchedRecord(
    ImageRecord Image,
    ArrayRecord[] Arrays,
    (AlignmentRecord Alignment, AlignmentVersionRecord Version)[] Alignments,
    (string Well, string Plate, string Place)[] Wells)
{
    /// <summary>The words in the order in which they stand.</summary>
    public string[] Words => string.Join('\n', Texts()).ToLowerInvariant().Split(
        (char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The value of a property: a text, a number, a time, a truth value, a list of texts, JSON, or null. What comes by
    /// way of other records is a <see cref="Many"/>.</summary>
    public object? Value(string name)
    {
        var first = Arrays[0];
        var parts = name.Split('.');
        return (parts[0], parts.Length) switch
        {
            ("id", 1) => Image.Id,
            ("kind", 1) => "image",
            ("name", 1) => Image.Name,
            ("description", 1) => Image.Description,
            ("dataset", 1) => Image.Dataset,
            ("tags", 1) => Image.Tags.ToArray(),
            ("createdAt", 1) => Image.CreatedAt,
            ("updatedAt", 1) => Image.UpdatedAt,
            ("createdBy", 1) => Image.CreatedBy,
            ("dataType", 1) => first.DataType,
            ("axes", 1) => first.Axes.Select(axis => axis.Name).ToArray(),
            ("axes", 2) => (double)first.Axes.Count,
            ("axes", 3) => AxisOf(parts[1])?.Unit,
            ("level", 2) => (double)Image.Levels.Count,
            ("label", 2) => (double)Image.Labels.Count,
            ("labelOf", 1) => Image.LabelOf,
            ("channels", 1) => Channels(),
            ("voxelSize", 2) => InSi(parts[1], Scale(parts[1])),
            ("shape", 2) => IndexOf(parts[1]) is { } axis ? (double)first.Shape[axis] : null,
            ("chunk", 2) => IndexOf(parts[1]) is { } axis ? (double)first.ChunkShape[axis] : null,
            ("extent", 2) => InSi(parts[1], Edge(parts[1], 1)) - InSi(parts[1], Edge(parts[1], 0)),
            ("extent", 3) => InSi(parts[1], Edge(parts[1], parts[2] == "max" ? 1 : 0)),
            ("attributes", _) => Json(Image.Attributes?.Element, parts[1..]),
            ("alignments", 1) => Alignments.Select(pair => pair.Alignment.Id).ToArray(),
            ("alignment", 2) when parts[1] == "name" => new Many(
                [.. Alignments.Select(pair => (object?)pair.Alignment.DisplayName)]),
            ("alignment", 2) => new Many([.. Alignments.Select(pair => (object?)"published")]),
            ("alignment", 3) => new Many([.. Alignments.Select(pair => Json(pair.Version.Quality?.Element, parts[2..]))]),
            ("plate", 1) => new Many([.. Wells.Select(well => (object?)well.Plate)]),
            ("well", 1) => new Many([.. Wells.Select(well => (object?)well.Place)]),
            ("collection", 1) => new Many([.. Wells.Select(well => (object?)well.Well)]),
            _ => throw new ArgumentException($"The evaluator does not know '{name}'.", nameof(name)),
        };
    }

    /// <summary>The least and the greatest edge along an axis in SI; false where the image does not have the axis.</summary>
    public bool TryEdges(string axis, out double? min, out double? max)
    {
        (min, max) = (InSi(axis, Edge(axis, 0)), InSi(axis, Edge(axis, 1)));
        return IndexOf(axis) is not null;
    }

    private IEnumerable<string> Texts()
    {
        yield return Image.Name!;
        yield return Image.Description ?? "";
        foreach (var text in Image.Tags.Concat(Channels()).Concat(Values(Image.Attributes?.Element)))
        {
            yield return text;
        }
    }

    private static IEnumerable<string> Values(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.Object => value.Value.EnumerateObject().SelectMany(member => Values(member.Value)),
        JsonValueKind.Array => value.Value.EnumerateArray().SelectMany(item => Values(item)),
        JsonValueKind.String => [value.Value.GetString()!],
        JsonValueKind.Number => [value.Value.GetRawText()],
        _ => [],
    };

    private string[] Channels() => Image.Omero is { } omero
        ? [.. omero.Element.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("label").GetString()!)]
        : [];

    private static object? Json(JsonElement? element, string[] path)
    {
        foreach (var name in path)
        {
            element = element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member)
                ? member
                : null;
        }

        return element?.ValueKind switch
        {
            JsonValueKind.String => element.Value.GetString(),
            JsonValueKind.Number => element.Value.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null or null => null,
            _ => element.Value,
        };
    }

    private int? IndexOf(string axis) => Arrays[0].Axes.Items.ToList().FindIndex(own => own.Name == axis) is >= 0 and var index
        ? index
        : null;

    private Axis? AxisOf(string axis) => IndexOf(axis) is { } index ? Arrays[0].Axes[index] : null;

    private double? Scale(string axis) =>
        IndexOf(axis) is { } index ? ((ScaleTransformation)Arrays[0].CoordinateTransformations[0]).Scale[index] : null;

    private double? Edge(string axis, int end)
    {
        if (IndexOf(axis) is not { } index)
        {
            return null;
        }

        // All arrays are scaled alone, so an edge is that of whichever array reaches farther.
        var edges = Arrays.Select(array => ((ScaleTransformation)array.CoordinateTransformations[0]).Scale[index]
            * (end == 0 ? -0.5 : array.Shape[index] - 0.5));
        return end == 0 ? edges.Min() : edges.Max();
    }

    private double? InSi(string axis, double? value) =>
        value is { } number && Units.TryToSi(number, AxisOf(axis)?.Unit, out var si) ? si : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Image.Id} ({Image.Name})");
}

/// <summary>Values of other records, any of which will do.</summary>
internal sealed record Many(object?[] Values);
