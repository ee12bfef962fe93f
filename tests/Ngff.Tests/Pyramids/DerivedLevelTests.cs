using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Pyramids;

public class DerivedLevelTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Fact]
    public void A_derived_level_lies_where_its_index_map_says() =>
        Prop.ForAll(PyramidGenerators.Base.ToArbitrary(), PyramidGenerators.Derived.ToArbitrary(), (@base, level) =>
        {
            var (own, expected) = (new double[3], new double[3]);
            level.TransformationFrom(@base, 3).ApplyTo([2, 5, 9], own);
            var at = new IndexMap(level.Factors, level.Offset).Map([2, 5, 9]).Select(index => index.ToDouble());
            @base.ApplyTo(at.ToArray(), expected);
            return own.Zip(expected).All(both =>
                Math.Abs(both.First - both.Second) <= 1e-12 * Math.Max(1e5, Math.Abs(both.Second)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Binned_levels_share_the_first_edge_and_strided_ones_the_first_centre()
    {
        var @base = new SequenceTransformation(
            [new ScaleTransformation([0.5, 0.5, 0.5]), new TranslationTransformation([10, 0, -1])]);

        Assert.Equal(
            new SequenceTransformation(
                [new ScaleTransformation([1, 1.5, 2]), new TranslationTransformation([10.25, 0.5, -0.25])]),
            DerivedLevel.Binned([2, 3, 4]).TransformationFrom(@base, 3));
        Assert.Equal(
            new SequenceTransformation(
                [new ScaleTransformation([1, 1.5, 2]), new TranslationTransformation([10, 0, -1])]),
            DerivedLevel.Strided([2, 3, 4]).TransformationFrom(@base, 3));
        Assert.Equal(@base, DerivedLevel.Binned([1, 1, 1]).TransformationFrom(@base, 3));
    }

    [Fact]
    public void A_derived_level_is_JSON_as_the_API_has_it()
    {
        var level = DerivedLevel.Binned([2, 2, 1]);

        var json = JsonSerializer.Serialize(level, Web);

        Assert.Equal("""{"factors":["2","2","1"],"offset":["1/2","1/2","0"]}""", json);
        Assert.Equal(level, JsonSerializer.Deserialize<DerivedLevel>(json, Web));
    }

    [Fact]
    public void Definitions_that_make_no_sense_are_refused()
    {
        var @base = new ScaleTransformation([1, 1]);

        Assert.Equal(
            ("derivation-factor-invalid", "/d/factors/1"),
            Refusal(() => new DerivedLevel([1, 0], [0, 0]).Check(2, "/d")));
        Assert.Equal(
            ("derivation-factor-invalid", "/factors/0"),
            Refusal(() => new DerivedLevel([-1, 1], [0, 0]).TransformationFrom(@base, 2)));
        Assert.Equal(
            ("derivation-rank-mismatch", "/factors"),
            Refusal(() => DerivedLevel.Strided([1]).TransformationFrom(@base, 2)));
        Assert.Equal(
            ("derivation-rank-mismatch", "/offset"),
            Refusal(() => new DerivedLevel([1, 1], [0]).TransformationFrom(@base, 2)));
        Assert.Equal(
            "transformation-overflow",
            Refusal(() => DerivedLevel.Strided([8]).TransformationFrom(new ScaleTransformation([1e308]), 1)).Rule);
    }

    [Theory]
    [InlineData("8nm", 8, "nanometer")]
    [InlineData("0.5 micrometer", 0.5, "micrometer")]
    [InlineData("1e-3mm", 1e-3, "millimeter")]
    [InlineData("2", 2, null)]
    public void Voxel_sizes_are_read(string text, double value, string? unit)
    {
        Assert.True(VoxelSize.TryParse(text, out var size));
        Assert.Equal(new VoxelSize(value, unit), size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nm")]
    [InlineData("8 parrots")]
    [InlineData("NaN")]
    [InlineData("Infinity nm")]
    public void Other_text_is_no_voxel_size(string text) => Assert.False(VoxelSize.TryParse(text, out _));

    [Fact]
    public void Levels_are_found_by_voxel_size_in_any_unit()
    {
        EquatableArray<Axis> axes =
            [new("c", "channel"), new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        PyramidLevel[] levels =
        [
            new(new ScaleTransformation([1, 0.004, 0.004])), new(new ScaleTransformation([1, 0.008, -0.008])),
            new(new ScaleTransformation([1, 0.0160000001, 0.016])),
        ];

        Assert.Equal([new LevelMatch(1, true)], VoxelSize.LevelsWith(levels, axes, [null, Nm(8), Nm(8)]));
        Assert.Equal([new LevelMatch(2, false)], VoxelSize.LevelsWith(levels, axes, [new(1, null), Nm(16), Nm(16)]));
        Assert.Equal([0, 1, 2], VoxelSize.LevelsWith(levels, axes, [null, null, null]).Select(match => match.Level));
        Assert.Empty(VoxelSize.LevelsWith(levels, axes, [null, new(0.008, null), null]));
        Assert.Empty(VoxelSize.LevelsWith(levels, axes, [null, new(8, "second"), null]));
        Assert.Throws<ArgumentException>(() => VoxelSize.LevelsWith(levels, axes, [Nm(8)]));

        static VoxelSize? Nm(double value) => new VoxelSize(value, "nanometer");
    }

    private static (string Rule, string Pointer) Refusal(Action action)
    {
        var reason = Assert.Throws<NgffException>(action).Diagnostics[0];
        return (reason.Rule, reason.Pointer);
    }
}
