using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Neuroglancer;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Neuroglancer;

/// <summary>Where Neuroglancer puts voxels, computed from the state as it computes it.</summary>
public class LayerTransformTests
{
    private static readonly string?[] LengthUnits = ["nanometer", "micrometer", "millimeter", "angstrom", "inch", null];

    private static readonly Gen<double> Number = Gen.Choose(-1000, 1000).Select(value => value / 37.0);

    /// <summary>Images of 2 or 3 axes of space in any order, perhaps with channel and time before, between or behind them;
    /// a way to 2 or 3 axes of space, at least as many; a voxel.</summary>
    private static readonly Gen<Case> Cases =
        from spatial in Gen.Choose(2, 3)
        from others in Gen.SubListOf(new Axis("c", "channel"), new Axis("t", "time", "second"))
        from units in Gen.Elements(LengthUnits).ArrayOf(spatial)
        from axes in Gen.Shuffle([.. "zyx"[^spatial..].Select((name, index) => new Axis($"{name}", "space", units[index])), .. others])
        from scale in Gen.Choose(1, 5000).Select(value => value / 97.0).ArrayOf(axes.Length)
        from translation in Number.ArrayOf(axes.Length)
        from shape in Gen.Choose(1, 300).ArrayOf(axes.Length)
        from index in Gen.Choose(0, 300).ArrayOf(axes.Length)
        from targetUnit in Gen.Elements("nanometer", "micrometer", "meter")
        from names in Gen.Shuffle(["z", "y", "x"])
        from count in Gen.Choose(spatial, 3)
        from numbers in Number.ArrayOf(count * (axes.Length + 1))
        select new Case(
            [.. axes], [.. scale], [.. translation], [.. shape.Select(length => (long)length)],
            [.. index.Select(value => (double)value)],
            [.. names.Take(count).Select(name => new Axis(name, "space", targetUnit))],
            Matrix.Create(count, axes.Length + 1, (row, column) =>
                column < axes.Length && axes[column].Type != "space" ? 0 : numbers[(row * (axes.Length + 1)) + column]));

    [Fact]
    public void Every_voxel_comes_to_lie_where_the_way_carries_it() => Prop.ForAll(Cases.ToArbitrary(), item =>
    {
        if (Placed(item) is not { } placement)
        {
            return;
        }

        var state = State(item, placement);
        var seen = Shown(state, item);
        var physical = item.Index.Select((at, axis) => (at * item.Scale[axis]) + item.Translation[axis]).ToArray();
        for (var row = 0; row < item.Target.Count; row++)
        {
            var terms = physical.Select((value, column) => item.Way[row, column] * value)
                .Append(item.Way[row, physical.Length]).ToList();
            Assert.True(Units.TryToSi(1, item.Target[row].Unit, out var unit));
            AssertClose(terms.Sum() * unit, seen[item.Target[row].Name], terms.Sum(Math.Abs) * unit);
        }

        // What the way drops stays as it is.
        foreach (var (axis, index) in item.Axes.Select((axis, index) => (axis, index)).Where(pair => pair.axis.Type != "space"))
        {
            AssertClose(physical[index], seen[axis.Type == "channel" ? "c'" : axis.Name], Math.Abs(physical[index]));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_transform_can_be_inverted_and_shares_slots() => Prop.ForAll(Cases.ToArbitrary(), item =>
    {
        if (Placed(item) is not { } placement)
        {
            return;
        }

        var transform = Layer(State(item, placement))["source"]!["transform"]!;
        var outputs = transform["outputDimensions"]!.AsObject().Select(dimension => dimension.Key).ToList();
        var matrix = transform["matrix"]!.AsArray();
        Assert.Equal(outputs.Count, matrix.Count);
        Assert.All(matrix, row => Assert.Equal(outputs.Count + 1, row!.AsArray().Count));
        Assert.Equal(outputs.Count > item.Axes.Count ? item.Axes.Count : null, (int?)transform["sourceRank"]);
        Assert.Equal(outputs.Count == item.Axes.Count, transform["inputDimensions"] is not null);
        Assert.All(outputs, name => Assert.True(ViewerDimension.IsName(name)));
        Assert.True(new AffineTransformation(new Matrix(outputs.Count, outputs.Count + 1,
            [.. matrix.SelectMany(row => row!.AsArray().Select(value => (double)value!))])).TryInvert(out _));
        for (var slot = 0; slot < item.Axes.Count; slot++)
        {
            if (item.Axes[slot].Type is "channel" or "time")
            {
                Assert.Equal(item.Axes[slot].Type == "channel" ? "c'" : "t", outputs[slot]);
                Assert.Equal(1, (double)matrix[slot]![slot]!);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_section_is_one_voxel_thick_around_its_plane()
    {
        EquatableArray<Axis> axes = [new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        EquatableArray<Axis> space = [new("z", "space", "micrometer"), .. axes];
        var source = SourceSpace.Of(axes, new ScaleTransformation([0.5, 0.5]), [10, 20]);
        var way = Matrix.OfRows([0, 0, 7], [1, 0, 0], [0, 1, 0]);

        var transform = LayerPlacement.Of(source, way, ViewerSpace.Of(space)).Transform(
            new Dictionary<string, ViewerDimension>());

        Assert.Equal(["y", "x", "z"], transform.Outputs.Select(output => output.Name));
        Assert.Equal(2, transform.SourceRank);
        var (min, max) = transform.Extent();
        Assert.Equal([-0.5, -0.5, 6.5], min);
        Assert.Equal([9.5, 19.5, 7.5], max);
    }

    [Fact]
    public void A_way_that_flattens_is_refused()
    {
        EquatableArray<Axis> volume =
            [new("z", "space", "micrometer"), new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        var source = SourceSpace.Of(volume, new IdentityTransformation(), [2, 3, 4]);
        var space = ViewerSpace.Of([.. volume.Skip(1)]);
        var shear = Matrix.OfRows([0.5, 1, 0, 0], [0, 0, 1, 0]);

        var refusal = Assert.Throws<NgffException>(() => LayerPlacement.Of(source, shear, space));
        Assert.Equal("viewer-way-flattens", Assert.Single(refusal.Diagnostics).Rule);
    }

    [Fact]
    public void A_place_that_is_dropped_becomes_a_dimension_of_the_layer_alone()
    {
        EquatableArray<Axis> volume =
            [new("z", "space", "micrometer"), new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        var source = SourceSpace.Of(volume, new ScaleTransformation([2, 1, 1]), [8, 3, 4]);
        var flat = Matrix.OfRows([0, 1, 0, 0], [0, 0, 1, 0]);

        var placement = LayerPlacement.Of(source, flat, ViewerSpace.Of([.. volume.Skip(1)]));

        Assert.Equal(["z'", "y", "x"], placement.Names);
    }

    [Fact]
    public void An_unknown_unit_is_refused_and_the_right_one_proposed()
    {
        var refusal = Assert.Throws<NgffException>(() => ViewerSpace.Of([new("x", "space", "um")]));
        var diagnostic = Assert.Single(refusal.Diagnostics);
        Assert.Equal(("viewer-unit-unknown", "/axes/0/unit"), (diagnostic.Rule, diagnostic.Pointer));
        Assert.Contains("micrometer", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "x")]
    [InlineData("7", "axis7")]
    [InlineData("Achse 1", "Achse_1")]
    [InlineData("c'", "c'")]
    [InlineData("\u00fc", "axis_")]
    public void Names_are_those_that_a_state_may_have(string name, string expected)
    {
        var made = ViewerDimension.NameLike(name, []);

        Assert.Equal(expected, made);
        Assert.True(ViewerDimension.IsName(made));
        Assert.NotEqual(made, ViewerDimension.NameLike(name, [made]));
    }

    private static LayerPlacement? Placed(Case item)
    {
        try
        {
            var level = TransformationComposition.FromScaleAndTranslation(item.Scale, item.Translation);
            return LayerPlacement.Of(
                SourceSpace.Of(item.Axes, level, item.Shape), item.Way, ViewerSpace.Of(item.Target));
        }
        catch (NgffException refusal) when (refusal.Diagnostics[0].Rule == "viewer-way-flattens")
        {
            // Chance makes few of these.
            return null;
        }
    }

    private static JsonNode State(Case item, LayerPlacement placement) => JsonNode.Parse(ViewerStateWriter.Write(
        ViewerState.Of("", ViewerSpace.Of(item.Target),
            [new ImageLayer { Name = "image", Source = "https://host/image.zarr/|zarr3:", Placement = placement }])))!;

    private static JsonNode Layer(JsonNode state) => state["layers"]![0]!;

    /// <summary>Where a voxel is shown, in SI units along each dimension, from the state and from what Neuroglancer reads of
    /// the image itself.</summary>
    private static Dictionary<string, double> Shown(JsonNode state, Case item)
    {
        var transform = Layer(state)["source"]!["transform"]!;
        var outputs = transform["outputDimensions"]!.AsObject().ToList();
        var inputs = item.Axes.Select((axis, index) =>
        {
            var size = axis.Unit is null ? 1 : Units.TryToSi(1, axis.Unit, out var unit) ? unit : double.NaN;
            var name = axis.Type == "channel" ? axis.Name + "'" : axis.Name;
            var scale = (double?)transform["inputDimensions"]?[name]![0] ?? size * item.Scale[index];
            return (item.Index[index] + (item.Translation[index] / item.Scale[index])) * scale;
        }).ToList();

        // A further input goes from 0 to 1 and is as large as the output in its slot.
        inputs.AddRange(outputs.Skip(inputs.Count).Select(output => 0.5 * (double)output.Value![0]!));
        return outputs.Select((output, row) =>
        {
            var numbers = transform["matrix"]![row]!.AsArray().Select(value => (double)value!).ToList();
            var scale = (double)output.Value![0]!;
            return (output.Key, Value: numbers.Zip(inputs, (one, other) => one * other).Sum() + (numbers[^1] * scale));
        }).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private static void AssertClose(double expected, double actual, double size) => Assert.True(
        Math.Abs(expected - actual) <= 1e-9 * Math.Max(size, 1e-30), $"{actual}, not {expected}");

    private sealed record Case(
        EquatableArray<Axis> Axes, EquatableArray<double> Scale, EquatableArray<double> Translation,
        EquatableArray<long> Shape, EquatableArray<double> Index, EquatableArray<Axis> Target, Matrix Way);
}
