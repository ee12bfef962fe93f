using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Images;

public class ImageAssemblyTests
{
    private const string Axes =
        """[{"name":"y","type":"space","unit":"micrometer"},{"name":"x","type":"space","unit":"micrometer"}]""";

    private const string OwnScale =
        """[{"type":"scale","scale":[3.0,3.0]},{"type":"translation","translation":[1.0,1.0]}]""";

    private static readonly CoordinateTransformation Tripled = new SequenceTransformation(
        [new ScaleTransformation([3, 3]), new TranslationTransformation([1, 1])]);

    private static readonly CoordinateTransformation Doubled = new SequenceTransformation(
        [new ScaleTransformation([2, 2]), new TranslationTransformation([0.5, 0.5])]);

    [Theory]
    [InlineData(OmeVersion.V04, "1/.zarray", "/multiscales/0/datasets/1/path")]
    [InlineData(OmeVersion.V05, "1/zarr.json", "/attributes/ome/multiscales/0/datasets/1/path")]
    public void A_missing_level_is_refused(OmeVersion version, string key, string pointer)
    {
        var image = Assemble(version, new() { ["0"] = Level(version, 8) });

        Assert.Null(image.Group);
        Assert.Single(image.Levels);
        var found = Assert.Single(image.Diagnostics);
        Assert.Equal(("level-missing", key, pointer), (found.Rule, found.Path, found.Pointer));
    }

    [Theory]
    [InlineData(OmeVersion.V04)]
    [InlineData(OmeVersion.V05)]
    public void The_groups_copy_counts_where_the_arrays_say_nothing(OmeVersion version)
    {
        var image = Assemble(version, Levels(version, """{"mine":1,"axes":["y","x"]}"""));

        Assert.Empty(image.Diagnostics);
        Assert.Equal(Doubled, image.Levels[1].Spatial.Transformation);
        Assert.Equal(RawJson.Parse("""{"mine":1,"axes":["y","x"]}"""), image.Levels[1].Attributes);
        Assert.Equal(["0", "1"], image.Group!.Levels.Select(level => level.Path));
        Assert.All(image.Group.Levels, level => Assert.Null(level.Transformation));
    }

    [Theory]
    [InlineData(OmeVersion.V04, "/multiscales/0/datasets/1/coordinateTransformations")]
    [InlineData(OmeVersion.V05, "/attributes/ome/multiscales/0/datasets/1/coordinateTransformations")]
    public void An_arrays_own_metadata_win_over_the_groups_copy(OmeVersion version, string pointer)
    {
        var image = Assemble(version, Levels(version, Own(version, Axes, OwnScale)));

        var found = image.Diagnostics[0];
        Assert.Equal(["group-copy-stale", "level-shape-mismatch"], image.Diagnostics.Select(item => item.Rule));
        Assert.Equal(("group-copy-stale", Severity.Warning, pointer), (found.Rule, found.Severity, found.Pointer));
        Assert.Equal(Tripled, image.Levels[1].Spatial.Transformation);
        Assert.Equal(RawJson.Parse("""{"mine":1}"""), image.Levels[1].Attributes);
    }

    [Theory]
    [InlineData(OmeVersion.V04)]
    [InlineData(OmeVersion.V05)]
    public void A_copy_that_means_the_same_is_not_stale(OmeVersion version)
    {
        const string same =
            """[{"type":"scale","scale":[2.0,2.0]},{"type":"translation","translation":[5e-1,0.50]}]""";

        Assert.Empty(Assemble(version, Levels(version, Own(version, Axes, same))).Diagnostics);
    }

    [Theory]
    [InlineData(OmeVersion.V04, "1/.zattrs", "/coordinateTransformations/0/scale")]
    [InlineData(OmeVersion.V05, "1/zarr.json", "/attributes/ome/coordinateTransformations/0/scale")]
    public void An_arrays_own_metadata_are_refused_where_they_are(OmeVersion version, string key, string pointer)
    {
        var image = Assemble(version, Levels(version, Own(version, Axes, """[{"type":"scale","scale":[3.0]}]""")));

        Assert.Null(image.Group);
        var found = Assert.Single(image.Diagnostics);
        Assert.Equal(("transformation-rank-mismatch", key, pointer), (found.Rule, found.Path, found.Pointer));
    }

    [Fact]
    public void Levels_whose_own_axes_disagree_are_refused()
    {
        var image = Assemble(OmeVersion.V04, Levels(
            OmeVersion.V04, Own(OmeVersion.V04, Axes.Replace("\"x\"", "\"z\"", StringComparison.Ordinal), OwnScale)));

        Assert.Null(image.Group);
        Assert.Contains(image.Diagnostics, found =>
            (found.Rule, found.Path, found.Pointer) == ("axes-disagree", "1/.zattrs", "/axes/1"));
    }

    [Fact]
    public void Levels_in_other_units_are_kept_as_they_are()
    {
        var nanometers = Axes.Replace("micro", "nano", StringComparison.Ordinal);
        var image = Assemble(OmeVersion.V05, Levels(
            OmeVersion.V05, Own(OmeVersion.V05, nanometers, """[{"type":"scale","scale":[2000,2000]}]""")));

        Assert.NotNull(image.Group);
        Assert.Equal("nanometer", image.Levels[1].Spatial.Axes[0].Unit);
        var level = Consolidation.Consolidate(image.Group, [.. image.Levels.Select(level => level.Spatial)]).Levels[1];
        Assert.Equal(new ScaleTransformation([2, 2]), level.Transformation);
    }

    [Fact]
    public void Half_of_the_metadata_with_the_array_does_not_count()
    {
        var image = Assemble(OmeVersion.V04, Levels(OmeVersion.V04, $$"""{"coordinateTransformations":{{OwnScale}} }"""));

        Assert.Equal("array-spatial-incomplete", Assert.Single(image.Diagnostics).Rule);
        Assert.Equal(Doubled, image.Levels[1].Spatial.Transformation);
        Assert.NotNull(image.Levels[1].Attributes.Member("coordinateTransformations"));
    }

    [Theory]
    [InlineData(OmeVersion.V04, "0/.zarray")]
    [InlineData(OmeVersion.V05, "0/zarr.json")]
    public void A_rank_that_is_not_the_number_of_axes_is_refused(OmeVersion version, string key)
    {
        var arrays = Levels(version);
        arrays["0"] = SyntheticArrays.Make(version, [1, 8, 8], ["c", "y", "x"]);

        var image = Assemble(version, arrays);

        Assert.Null(image.Group);
        Assert.Contains(image.Diagnostics, found => (found.Rule, found.Path) == ("axes-rank-mismatch", key));
    }

    [Fact]
    public void Levels_that_break_a_rule_stay_with_an_error()
    {
        var arrays = new Dictionary<string, ZarrArrayDocument>
        {
            ["0"] = SyntheticArrays.Make(OmeVersion.V05, [8, 8], ["y", "z"]),
            ["1"] = SyntheticArrays.Make(OmeVersion.V05, [4, 9], ["y", "x"], dataType: "uint8"),
        };

        var image = Assemble(OmeVersion.V05, arrays);

        Assert.NotNull(image.Group);
        Assert.Equal<(string, string?, string)>(
            [
                ("dimension-names-mismatch", "0/zarr.json", "/dimension_names"),
                ("level-data-type-mismatch", "1/zarr.json", "/data_type"),
                ("level-order", "1/zarr.json", "/shape"),
                ("level-shape-mismatch", null, "/attributes/ome/multiscales/0/datasets/1/coordinateTransformations"),
            ],
            image.Diagnostics.Select(found => (found.Rule, found.Path, found.Pointer)));
    }

    [Fact]
    public void An_array_of_the_other_zarr_format_is_an_error()
    {
        var arrays = Levels(OmeVersion.V05);
        arrays["1"] = Level(OmeVersion.V04, 4);

        var found = Assert.Single(Assemble(OmeVersion.V05, arrays).Diagnostics);

        Assert.Equal(("level-zarr-format", "1/.zarray"), (found.Rule, found.Path));
    }

    [Fact]
    public void What_neither_the_group_nor_the_array_says_is_refused()
    {
        const string bare = """{"multiscales":[{"version":"0.4","datasets":[{"path":"0"}]}]}""";
        var withAxes = bare.Replace("\"datasets\"", $"\"axes\":{Axes},\"datasets\"", StringComparison.Ordinal);

        var noAxes = Assert.Single(Assemble(bare).Diagnostics);
        var noScale = Assert.Single(Assemble(withAxes).Diagnostics);

        Assert.Equal(("axes-missing", "/multiscales/0"), (noAxes.Rule, noAxes.Pointer));
        Assert.Equal(("scale-missing", "/multiscales/0/datasets/0"), (noScale.Rule, noScale.Pointer));

        static ImageReading Assemble(string attributes) => ImageAssembly.Assemble(
            OmeReader.Read(2, RawJson.Parse(attributes)).Group!,
            new Dictionary<string, ZarrArrayDocument> { ["0"] = Level(OmeVersion.V04, 8) })[0];
    }

    [Fact]
    public void Axes_of_a_distributed_image_are_checked_with_its_first_array_and_group_transformations_against_them()
    {
        var attributes = RawJson.Parse(
            """
            {"multiscales":[{"name":"image","type":"mean","metadata":{},"version":"0.4","datasets":[{"path":"0"}],
             "coordinateTransformations":[{"type":"scale","scale":[1,1,1]}]}]}
            """);
        var axes = Axes.Replace("\"unit\":\"micrometer\"},{", "\"unit\":\"um\"},{", StringComparison.Ordinal);

        var image = ImageAssembly.Assemble(
            OmeReader.Read(2, attributes).Group!,
            new Dictionary<string, ZarrArrayDocument>
            {
                ["0"] = Level(OmeVersion.V04, 8, Own(OmeVersion.V04, axes, OwnScale)),
            })[0];

        Assert.Null(image.Group);
        Assert.Equal(
            [
                ("axis-unit-unknown", "0/.zattrs", "/axes/0/unit"),
                ("layout-distributed", null, "/multiscales/0"),
                ("transformation-rank-mismatch", null, "/multiscales/0/coordinateTransformations/0/scale"),
            ],
            image.Diagnostics.Select(found => (found.Rule, found.Path, found.Pointer)));
    }

    private static ImageReading Assemble(OmeVersion version, Dictionary<string, ZarrArrayDocument> arrays)
    {
        var ome =
            $$"""
            "multiscales":[{"name":"image","type":"mean","metadata":{},"axes":{{Axes}},"datasets":[
              {"path":"0","coordinateTransformations":[{"type":"scale","scale":[1,1]}]},
              {"path":"1","coordinateTransformations":[
                {"type":"scale","scale":[2,2]},{"type":"translation","translation":[0.5,0.5]}]}]
            """;
        var reading = version == OmeVersion.V04
            ? OmeReader.Read(2, RawJson.Parse($"{{{ome},\"version\":\"0.4\"}}]}}"))
            : OmeReader.Read(3, RawJson.Parse($"{{\"ome\":{{\"version\":\"0.5\",{ome}}}]}}}}"));
        Assert.Empty(reading.Diagnostics);
        return Assert.Single(ImageAssembly.Assemble(reading.Group!, arrays));
    }

    private static Dictionary<string, ZarrArrayDocument> Levels(OmeVersion version, string attributes = "{}") =>
        new() { ["0"] = Level(version, 8), ["1"] = Level(version, 4, attributes) };

    private static ZarrArrayDocument Level(OmeVersion version, long length, string attributes = "{}") =>
        SyntheticArrays.Make(version, [length, length], ["y", "x"], attributes);

    private static string Own(OmeVersion version, string axes, string transformations)
    {
        var spatial = $"\"version\":\"{version.Text()}\",\"axes\":{axes},\"coordinateTransformations\":{transformations}";
        return version == OmeVersion.V04 ? $"{{{spatial},\"mine\":1}}" : $"{{\"ome\":{{{spatial}}},\"mine\":1}}";
    }
}
