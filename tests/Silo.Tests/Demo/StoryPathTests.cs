using System.Text.Json.Nodes;
using OmeNgff.Silo.Demo.Story;
using OmeNgff.Silo.Tests.Alignments;
using OmeNgff.Silo.Tests.Transforms;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Demo;

/// <summary>Points between the three images of one sample: the story of the discussion.</summary>
public sealed class StoryPathTests(RunningSilo silo, StoryFolder story) : SiloTests(silo), IClassFixture<StoryFolder>
{
    private const string Reference = "space:story-reference";

    [Fact]
    public async Task A_point_is_carried_from_EM_by_the_reference_to_the_confocal_image_and_back()
    {
        var (em, confocal) = (await Voxels("em"), await Voxels("confocal"));
        double[] voxel = [7, 60, 41];
        var expected = StoryImages.Em.ToReference(7, 60, 41);

        var reference = await Api.Carry(em, Reference, voxel);
        var there = await Api.Carry(Reference, confocal, reference);
        var back = await Api.Carry(Reference, em, await Api.Carry(confocal, Reference, there));
        var direct = await Api.Carry(em, confocal, voxel);

        AssertClose([expected.Z, expected.Y, expected.X], reference);
        AssertClose(voxel, back);
        AssertClose(there, direct);
        Assert.Equal(0, there[0]);
        AssertClose(voxel, await Api.Carry(confocal, em, direct));
        var path = (await Api.Transform(em, confocal)).Is(200).Json;
        Assert.Equal(
            [
                $"{Id(await Image("em"))}/0", "em-to-aligned@1", "em-aligned-to-reference@1",
                "<confocal-aligned-to-reference@1", "<confocal-to-aligned@2", $"<{Id(await Image("confocal"))}/0",
            ],
            path.Steps());
    }

    [Fact]
    public async Task A_bead_lies_at_one_place_of_the_reference_whichever_image_shows_it()
    {
        var bead = StorySample.Beads[0];
        foreach (var id in (string[])["em", "confocal", "lightsheet"])
        {
            var voxel = await Api.Carry(Reference, await Voxels(id), [bead.Z, bead.Y, bead.X]);
            var image = StoryImages.All.Single(image => image.Id == id);
            Assert.All(
                voxel[^3..].Zip(image.Shape), pair => Assert.InRange(pair.First, -0.5, pair.Second - 0.5));
            AssertClose([bead.Z, bead.Y, bead.X], await Api.Carry(await Voxels(id), Reference, voxel));

            // Where the sample was drawn, the nearest voxel is as near as a voxel is large.
            var nearest = voxel[^3..].Select(index => (int)Math.Round(index)).ToArray();
            var drawn = image.ToReference(nearest[0], nearest[1], nearest[2]);
            var size = image.Voxel.Max(edge => (double)edge) * (image.Unit == "nanometer" ? 0.001 : 1);
            Assert.InRange(
                Math.Sqrt(Math.Pow(drawn.Z - bead.Z, 2) + Math.Pow(drawn.Y - bead.Y, 2) + Math.Pow(drawn.X - bead.X, 2)),
                0, size);
        }
    }

    [Fact]
    public async Task Every_image_has_a_voxel_space_a_physical_and_an_aligned_one()
    {
        foreach (var image in StoryImages.All)
        {
            var physical = await Image(image.Id);
            string[] spaces = [await Voxels(image.Id), physical, $"space:{image.Id}-aligned", Reference];
            var point = new double[image.LeadingAxes + 3];
            for (var step = 0; step < 3; step++)
            {
                var answer = (await Api.Transform(spaces[step], spaces[step + 1])).Is(200).Json;
                Assert.Single(answer["path"]!.AsArray());
                point = await Api.Carry(spaces[step], spaces[step + 1], point);
            }

            var expected = image.ToReference(0, 0, 0);
            AssertClose([expected.Z, expected.Y, expected.X], point);
        }
    }

    [Fact]
    public async Task A_new_default_changes_the_answer_a_pin_does_not_and_the_past_is_as_it_was()
    {
        var (confocal, alignment) = (await Voxels("confocal"), "/v1/alignments/confocal-to-aligned");
        double[] voxel = [0, 10, 50, 50];
        var (expected, before) = (await Api.Carry(confocal, Reference, voxel), await Updated(alignment));
        try
        {
            (await Api.SetDefault(alignment, 1)).Is(200);

            var now = await Api.Carry(confocal, Reference, voxel);
            Assert.True(now.Zip(expected, (one, other) => Math.Abs(one - other)).Max() > 0.1);
            Assert.Equal(expected, await Api.Carry(confocal, Reference, voxel, "confocal-to-aligned@2"));
            var then = (await Api.Transform(confocal, Reference, $"asOf={before}")).Is(200).Json;
            Assert.Contains("confocal-to-aligned@2", then.Steps());
            Assert.Equal(expected, Applied(then["matrix"]!, voxel), new Close());
            Assert.Contains("confocal-to-aligned@1", (await Api.Transform(confocal, Reference)).Json.Steps());

            // The viewpoint pins the better one, and the image through it.
            var impact = (await Api.Get($"{alignment}/impact")).Is(200).Json["items"]!.AsArray();
            Assert.Contains(impact, item => ((string)item!["kind"]!, (string)item["id"]!, (string)item["by"]!)
                == ("viewpoint", "story", "pin"));
        }
        finally
        {
            (await Api.SetDefault(alignment, 2)).Is(200);
        }

        Assert.Equal(expected, await Api.Carry(confocal, Reference, voxel));
    }

    [Fact]
    public async Task All_three_are_published_in_the_reference_space()
    {
        foreach (var image in StoryImages.All)
        {
            var id = Id(await Image(image.Id));
            var document = (await Api.Get($"/zarr/0.6/in/story-reference/{id}.zarr/zarr.json")).Is(200).Json;
            var multiscale = document["attributes"]!["ome"]!["multiscales"]![0]!;
            Assert.Equal("story-reference", (string)multiscale["coordinateTransformations"]![0]!["output"]!["name"]!);
            (await Api.Get($"/zarr/0.4/in/story-reference/{id}.zarr/.zattrs")).IsProblem(409);
            var extent = (await Api.Get($"/v1/images/{id}/extent?space=story-reference")).Is(200).Json;
            Assert.True((double)extent["max"]![2]! - (double)extent["min"]![2]! > 4, extent.ToJsonString());
        }

        Assert.True(Directory.Exists(Path.Join(story.Folder, StoryImages.Em.Folder)));
    }

    private static string Id(string reference) => reference["image:".Length..];

    private static double[] Applied(JsonNode matrix, double[] point) =>
    [
        .. matrix.AsArray().Select(row =>
            row!.AsArray().Select((number, column) => (double)number! * (column < point.Length ? point[column] : 1)).Sum()),
    ];

    private static void AssertClose(double[] expected, double[] actual) => Assert.Equal(expected, actual, new Close());

    private async Task<string> Image(string id) =>
        (string)(await Api.Get($"/v1/alignments/{id}-to-aligned")).Is(200).Json["source"]!;

    /// <summary>The index space of an image's finest level.</summary>
    private async Task<string> Voxels(string id) =>
        $"array:{(string)(await Api.Get($"/v1/images/{Id(await Image(id))}")).Is(200).Json["levels"]![0]!["array"]!}";

    private async Task<string> Updated(string path) => (string)(await Api.Get(path)).Is(200).Json["updatedAt"]!;

    private sealed class Close : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= 1e-9;

        public int GetHashCode(double obj) => 0;
    }
}
