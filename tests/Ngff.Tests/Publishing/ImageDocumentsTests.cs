using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Publishing;

public class ImageDocumentsTests
{
    private const string Omero =
        """{"channels":[{"color":"00ff00","window":{"min":0,"max":255.50,"start":0,"end":100},"label":"\u00b5"}]}""";

    private static readonly EquatableArray<Axis> Axes = [new("y", "space", "micrometer"), new("x", "space")];

    private static readonly ImageGroup Group = new()
    {
        Name = "\u00b5 <image>",
        Type = "mean",
        Levels = [new LevelReference("0"), new LevelReference("1")],
        Other = RawJson.Parse("""{"metadata":{"method":"\u00b5","version":"1"}}"""),
        Omero = RawJson.Parse(Omero),
        OtherOme = RawJson.Parse("""{"_creator":{"name":"me"}}"""),
        Attributes = RawJson.Parse("""{"mine":"µ"}"""),
    };

    [Fact]
    public void Members_are_in_order_without_nulls_and_doubles_stay_doubles()
    {
        var published = Publish(OmeVersion.V04, Group);

        Assert.Equal("""{"zarr_format":2}""", Text(published.Group[".zgroup"]));
        Assert.Equal(
            """
            {"multiscales":[{"name":"\u00B5 \u003Cimage\u003E","type":"mean",
            "axes":[{"name":"y","type":"space","unit":"micrometer"},{"name":"x","type":"space"}],
            "datasets":[{"path":"0","coordinateTransformations":[{"type":"scale","scale":[0.1,1.0]}]},
            {"path":"1","coordinateTransformations":[{"type":"scale","scale":[0.2,1E+22]},
            {"type":"translation","translation":[-0.0,5E-324]}]}],"version":"0.4",
            "metadata":{"method":"\u00B5","version":"1"}}],
            "omero":{"channels":[{"color":"00ff00","window":{"min":0,"max":255.50,"start":0,"end":100},"label":"\u00B5"}]},
            "_creator":{"name":"me"},"mine":"\u00B5"}
            """.ReplaceLineEndings(""),
            Text(published.Group[".zattrs"]));
        Assert.Equal([".zattrs", ".zgroup"], published.Group.Keys);
        Assert.Equal(["0/.zarray", "1/.zarray"], published.Arrays.Keys);
    }

    [Theory]
    [InlineData("0.4", new[] { ".zattrs", ".zgroup", "labels/.zattrs", "labels/.zgroup", "labels/deep/.zgroup" })]
    [InlineData("0.5", new[] { "labels/deep/zarr.json", "labels/zarr.json", "zarr.json" })]
    public void Groups_on_the_way_to_a_label_image_are_there_and_those_of_label_images_are_their_own(
        string ome, string[] keys)
    {
        Assert.True(OmeVersions.TryParse(ome, out var version));

        var published = Publish(version, Group, labels: ["cells", "cells/nuclei", "deep/spots"]);

        Assert.Equal(keys, published.Group.Keys);
    }

    [Fact]
    public void In_0_5_all_is_under_ome_and_the_arrays_name_their_dimensions()
    {
        var published = Publish(OmeVersion.V05, Group, labels: ["cells"], attributes: """{"a":1}""");

        var root = RawJson.Parse(published.Group["zarr.json"]);
        var attributes = root.Member("attributes")!.Value;
        Assert.Equal(["ome", "mine"], attributes.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["version", "multiscales", "omero", "_creator"],
            attributes.GetProperty("ome").EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """{"zarr_format":3,"node_type":"group","attributes":{"ome":{"version":"0.5","labels":["cells"]}}}""",
            Text(published.Group["labels/zarr.json"]));
        var array = RawJson.Parse(published.Arrays["0/zarr.json"]);
        Assert.Equal("""["y","x"]""", array.Member("dimension_names")!.Value.GetRawText());
        Assert.Equal("""{"a":1}""", array.Member("attributes")!.Value.GetRawText());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"channels":[{"color":"green","window":{"min":0,"max":1,"start":0,"end":1}}]}""")]
    [InlineData("""{"channels":[{"color":"00ff00"}]}""")]
    public void Incomplete_rendering_settings_are_left_out(string omero)
    {
        var published = Publish(OmeVersion.V04, Group with { Omero = RawJson.Parse(omero) });

        Assert.Null(RawJson.Parse(published.Group[".zattrs"]).Member("omero"));
    }

    [Fact]
    public void Group_transformations_are_written_or_folded_into_the_levels()
    {
        var group = Group with
        {
            CoordinateTransformations = [new ScaleTransformation([2, 4]), new TranslationTransformation([1, 0])],
        };

        var kept = Multiscale(Publish(OmeVersion.V04, group));
        var folded = Multiscale(Publish(OmeVersion.V04, group, fold: true));

        Assert.Equal(
            """[{"type":"scale","scale":[2.0,4.0]},{"type":"translation","translation":[1.0,0.0]}]""",
            kept.Member("coordinateTransformations")!.Value.GetRawText());
        Assert.Null(folded.Member("coordinateTransformations"));
        Assert.Equal(
            """[{"type":"scale","scale":[0.2,4.0]},{"type":"translation","translation":[1.0,0.0]}]""",
            folded.Member("datasets")!.Value[0].GetProperty("coordinateTransformations").GetRawText());
    }

    [Fact]
    public void Group_transformations_that_0_4_has_no_form_for_are_brought_into_it()
    {
        var group = Group with
        {
            CoordinateTransformations = [new TranslationTransformation([1, 0]), new ScaleTransformation([2, 4])],
        };

        Assert.Equal(
            """[{"type":"scale","scale":[2.0,4.0]},{"type":"translation","translation":[2.0,0.0]}]""",
            Multiscale(Publish(OmeVersion.V04, group)).Member("coordinateTransformations")!.Value.GetRawText());
        Assert.Null(Multiscale(Publish(OmeVersion.V04, group with
        {
            CoordinateTransformations = [new IdentityTransformation()],
        })).Member("coordinateTransformations"));
    }

    [Theory]
    [InlineData(OmeVersion.V04)]
    [InlineData(OmeVersion.V05)]
    public void In_the_distributed_layout_every_array_has_all_of_its_own(OmeVersion version)
    {
        var published = Publish(version, Group, DocumentLayout.Distributed, attributes: """{"a":1,"ome":{"b":2}}""");

        var expected = RawJson.Parse(version == OmeVersion.V04
            ? """
              {"version":"0.4","axes":[{"name":"y","type":"space","unit":"micrometer"},{"name":"x","type":"space"}],
               "coordinateTransformations":[{"type":"scale","scale":[0.1,1]}],"a":1,"ome":{"b":2}}
              """
            : """
              {"ome":{"version":"0.5","b":2,"axes":[{"name":"y","type":"space","unit":"micrometer"},
                {"name":"x","type":"space"}],"coordinateTransformations":[{"type":"scale","scale":[0.1,1]}]},"a":1}
              """);
        var actual = version == OmeVersion.V04
            ? RawJson.Parse(published.Arrays["0/.zattrs"])
            : new RawJson(RawJson.Parse(published.Arrays["0/zarr.json"]).Member("attributes")!.Value);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Groups_between_the_image_and_its_arrays_have_documents()
    {
        var group = Group with { Levels = [new LevelReference("a/b/0"), new LevelReference("a/1")] };

        var published = Publish(OmeVersion.V05, group, paths: ["a/b/0", "a/1"]);

        Assert.Equal(["a/b/zarr.json", "a/zarr.json", "zarr.json"], published.Group.Keys);
        Assert.Equal("""{"zarr_format":3,"node_type":"group"}""", Text(published.Group["a/zarr.json"]));
    }

    [Fact]
    public void Attributes_named_like_OME_members_give_way_to_them()
    {
        var group = Group with { Attributes = RawJson.Parse("""{"multiscales":1,"_creator":2,"ome":3,"mine":4}""") };

        var in04 = RawJson.Parse(Publish(OmeVersion.V04, group).Group[".zattrs"]);
        var in05 = RawJson.Parse(Publish(OmeVersion.V05, group).Group["zarr.json"]).Member("attributes")!.Value;

        Assert.Equal(
            ["multiscales", "omero", "_creator", "ome", "mine"], in04.Element.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["ome", "multiscales", "_creator", "mine"], in05.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void The_version_of_an_image_label_is_that_of_the_document()
    {
        var group = Group with { ImageLabel = RawJson.Parse("""{"version":"0.4","colors":[]}""") };

        var ome = RawJson.Parse(Publish(OmeVersion.V05, group).Group["zarr.json"])
            .Member("attributes")!.Value.GetProperty("ome");

        Assert.Equal("""{"version":"0.5","colors":[]}""", ome.GetProperty("image-label").GetRawText());
    }

    [Fact]
    public void What_a_version_has_no_word_for_is_refused()
    {
        var group = Group with { CoordinateSystems = [new CoordinateSystem("world", Axes)] };
        var crooked = Group with { CoordinateTransformations = [new ScaleTransformation([1])] };

        Assert.Equal("coordinate-systems-not-in-version", Refusal(group));
        Assert.Equal("transformation-rank-mismatch", Refusal(crooked));

        static string Refusal(ImageGroup group) =>
            Assert.Throws<NgffException>(() => Publish(OmeVersion.V05, group)).Diagnostics[0].Rule;
    }

    [Fact]
    public void Whatever_is_published_in_either_version_and_layout_is_read_back_the_same() =>
        Prop.ForAll(
            Generators.Multiscale.ToArbitrary(),
            Gen.Elements(OmeVersion.V04, OmeVersion.V05, OmeVersion.V06).ToArbitrary(),
            Gen.Elements(DocumentLayout.Consolidated, DocumentLayout.Distributed).ToArbitrary(),
            (multiscale, version, layout) =>
            {
                var rank = multiscale.Axes.Count;
                var (group, arrays) = Consolidation.Distribute(multiscale);
                var array = SyntheticArrays.Make(
                    version,
                    [.. multiscale.Axes.Select(_ => 7L)],
                    [.. multiscale.Axes.Select(axis => axis.Name)]);
                var levels = multiscale.Levels.Zip(arrays, (level, spatial) =>
                    new PublishedLevel(level.Path, spatial, array, RawJson.EmptyObject)).ToList();

                var stored = StoredImage.From(
                    ImageDocuments.Publish(version, layout, group, [], levels, foldGroupTransformations: false));
                var image = stored.ReadImage(out var diagnostics);
                var back = Consolidation.Consolidate(image.Group!, [.. image.Levels.Select(level => level.Spatial)]);

                return diagnostics.All(found => found.Severity != Severity.Error) &&
                    Simplified(back, rank) == Simplified(multiscale with { IntrinsicName = back.IntrinsicName }, rank);
            }).QuickCheckThrowOnFailure();

    // 0.4 and 0.5 always have a scale first.
    private static Multiscale Simplified(Multiscale multiscale, int rank)
    {
        CoordinateTransformation whole = multiscale.CoordinateTransformations.IsEmpty
            ? new IdentityTransformation()
            : new SequenceTransformation(multiscale.CoordinateTransformations);
        return multiscale with
        {
            Levels = [.. multiscale.Levels.Select(level => level with { Transformation = Simple(level.Transformation) })],
            CoordinateTransformations = [Simple(whole)],
        };

        CoordinateTransformation Simple(CoordinateTransformation transformation)
        {
            var (scale, translation) = transformation.AsScaleAndTranslation(rank)!.Value;
            return TransformationComposition.FromScaleAndTranslation(scale, translation);
        }
    }

    private static PublishedDocuments Publish(
        OmeVersion version,
        ImageGroup group,
        DocumentLayout layout = DocumentLayout.Consolidated,
        EquatableArray<string> labels = default,
        string attributes = "{}",
        string[]? paths = null,
        bool fold = false)
    {
        CoordinateTransformation[] transformations =
        [
            new ScaleTransformation([0.1, 1]),
            new SequenceTransformation(
                [new ScaleTransformation([0.2, 1e22]), new TranslationTransformation([-0.0, double.Epsilon])]),
        ];
        var array = SyntheticArrays.Make(version, [8, 8], ["y", "x"]);
        var levels = transformations.Select((transformation, index) => new PublishedLevel(
            (paths ?? ["0", "1"])[index], new SpatialMetadata(Axes, transformation), array, RawJson.Parse(attributes)));
        return ImageDocuments.Publish(version, layout, group, labels, [.. levels], fold);
    }

    private static RawJson Multiscale(PublishedDocuments published) =>
        new(RawJson.Parse(published.Group[".zattrs"]).Member("multiscales")!.Value[0]);

    private static string Text(ReadOnlyMemory<byte> document) => Encoding.UTF8.GetString(document.Span);
}
