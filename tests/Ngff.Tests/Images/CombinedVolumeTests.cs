using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Images;

/// <summary>
/// The case of the discussion ome/ngff#102: an overview and a finer cut-out of one sample, each an image with levels of its
/// own, and one volume of all of them.
/// </summary>
public class CombinedVolumeTests
{
    private static readonly EquatableArray<Axis> Micrometers = [new("y", "space", "micrometer"), new("x", "space", "micrometer")];

    private static readonly EquatableArray<Axis> Nanometers = [new("y", "space", "nanometer"), new("x", "space", "nanometer")];

    private static readonly SpatialMetadata CutOut = new(Nanometers, new ScaleTransformation([500, 500]));

    private static readonly SpatialMetadata Overview = new(Micrometers, new ScaleTransformation([2, 2]));

    // The cut-out was found at (100, 40) micrometres of the overview; its own unit is the nanometre.
    private static readonly ImageGroup Combined = new()
    {
        Name = "both",
        Levels =
        [
            new LevelReference("cutout/0", new TranslationTransformation([100_000, 40_000])),
            new LevelReference("overview/0"),
        ],
    };

    [Fact]
    public void Levels_of_several_groups_make_one_image_each_in_its_place()
    {
        var multiscale = Consolidation.Consolidate(Combined, [CutOut, Overview]);

        Assert.Equal(Nanometers, multiscale.Axes);
        Assert.Equal(
            new SequenceTransformation(
                [new ScaleTransformation([500, 500]), new TranslationTransformation([100_000, 40_000])]),
            multiscale.Levels[0].Transformation);
        Assert.Equal(new ScaleTransformation([2000, 2000]), multiscale.Levels[1].Transformation);
    }

    [Fact]
    public void The_overview_is_a_level_of_four_times_the_voxels_and_its_indices_are_known()
    {
        var multiscale = Consolidation.Consolidate(Combined, [CutOut, Overview]);

        var pyramid = PyramidRecognition.Recognise([.. multiscale.Levels.Select(level => new PyramidLevel(level.Transformation))]);

        Assert.Equal<EquatableArray<Rational>>([4, 4], pyramid.Levels[1].Factors);
        Assert.Equal<EquatableArray<Rational?>>([-200, -80], pyramid.Levels[1].Offsets);
        var map = pyramid.MapBetween(0, 1)!;
        Assert.True(map.CentresCoincide);
    }

    [Theory]
    [InlineData(OmeVersion.V04)]
    [InlineData(OmeVersion.V05)]
    [InlineData(OmeVersion.V06)]
    public void It_is_published_and_read_back_in_every_version_and_layout(OmeVersion version)
    {
        var array = SyntheticArrays.Make(version, [64, 64], ["y", "x"]);
        var levels = Combined.Levels.Zip((SpatialMetadata[])[CutOut, Overview], (level, spatial) =>
            new PublishedLevel(level.Path, spatial, array, RawJson.EmptyObject)).ToList();
        var expected = Consolidation.Consolidate(Combined, [CutOut, Overview]).Levels;

        foreach (var layout in Enum.GetValues<DocumentLayout>())
        {
            var back = StoredImage.From(ImageDocuments.Publish(version, layout, Combined, [], levels, false))
                .ReadImage(out var diagnostics);

            Assert.DoesNotContain(diagnostics, found => found.Severity == Severity.Error);
            Assert.Equal(
                expected.Select(level => level.Transformation), back.Levels.Select(level => level.Spatial.Transformation));
            Assert.All(back.Levels, level => Assert.Equal(Nanometers, level.Spatial.Axes));
        }
    }

    [Fact]
    public void An_array_copied_elsewhere_says_by_itself_where_it_is()
    {
        var array = SyntheticArrays.Make(OmeVersion.V06, [64, 64], ["y", "x"]);
        var published = ImageDocuments.Publish(
            OmeVersion.V06,
            DocumentLayout.Distributed,
            Combined,
            [],
            [.. Combined.Levels.Zip((SpatialMetadata[])[CutOut, Overview], (level, spatial) =>
                new PublishedLevel(level.Path, spatial, array, RawJson.EmptyObject))],
            false);

        var alone = new StoredImage(new Dictionary<string, RawJson>
        {
            ["zarr.json"] = RawJson.Parse(
                """
                {"zarr_format":3,"node_type":"group","attributes":{"ome":{"version":"0.6","multiscales":[{"datasets":[{"path":"copy"}]}]}}}
                """),
            ["copy/zarr.json"] = RawJson.Parse(published.Arrays["cutout/0/zarr.json"]),
        }).ReadImage(out _);

        Assert.Equal(Nanometers, alone.Levels[0].Spatial.Axes);
        Assert.Equal(
            Consolidation.Consolidate(Combined, [CutOut, Overview]).Levels[0].Transformation,
            alone.Levels[0].Spatial.Transformation);
        Assert.Equal("physical", alone.Group!.IntrinsicName);
    }
}
