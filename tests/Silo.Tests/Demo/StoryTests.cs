using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Validation;
using OmeNgff.Silo.Demo.Story;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Tests.Demo;

/// <summary>The three images of one sample, and how they are aligned.</summary>
public sealed class StoryTests(RunningSilo silo, StoryFolder story) : SiloTests(silo), IClassFixture<StoryFolder>
{
    private static readonly Lazy<ushort[][]> Rendered = new(() =>
        [.. StoryImages.All.Select(image => StoryWriter.Render(image, new StorySample(), default))]);

    public static TheoryData<string> Images => [.. StoryImages.All.Select(image => image.Id)];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task An_image_is_valid_and_small(string id)
    {
        var folder = Path.Join(story.Folder, ImageOf(id).Folder);
        var store = new StoreFactory(new StoreOptions { Roots = [story.Folder] }).Open(folder);

        var report = HierarchyValidation.Validate(
            await HierarchyReader.Read(store, new StoreLimits(), null, default));

        Assert.Empty(report.Diagnostics);
        Assert.Equal((1, 1, 3), (report.Groups, report.Images, report.Arrays));
        var files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => file.Length), 100_000, 2_000_000);
    }

    [Theory]
    [InlineData("em", "[200,40,40][0,0,0] [200,80,80][0,20,20] [400,160,160][100,60,60]")]
    [InlineData("confocal",
        "[1,1,0.25,0.25][0,0,0,0] [1,1,0.50,0.50][0,0,0.125,0.125] [1,2,1.00,1.00][0,0.5,0.375,0.375]")]
    [InlineData("lightsheet", "[0.5,0.5,0.5][0,0,0] [1.0,1.0,1.0][0.25,0.25,0.25] [2.0,2.0,2.0][0.75,0.75,0.75]")]
    public void Levels_lie_where_their_voxels_lie(string id, string expected)
    {
        var ome = Documents.OmeOfFolder(Path.Join(story.Folder, ImageOf(id).Folder));

        Assert.Equal(
            JsonOf(expected),
            JsonOf(string.Join(' ', ome["multiscales"]![0]!["datasets"]!.AsArray().Select(level =>
                $"{level!["coordinateTransformations"]![0]!["scale"]!.ToJsonString()}"
                + level["coordinateTransformations"]![1]!["translation"]!.ToJsonString()))));

        // The same numbers, however they are written.
        static string JsonOf(string text) => JsonNode.Parse($"[{text.Replace("][", "],[", StringComparison.Ordinal)
            .Replace("] [", "],[", StringComparison.Ordinal)}]")!.AsArray()
            .Aggregate("", (all, list) => $"{all} [{string.Join(',', list!.AsArray().Select(number => (double)number!))}]");
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void A_bead_is_where_the_pose_of_an_image_says(string id)
    {
        var image = ImageOf(id);
        var voxels = Rendered.Value[IndexOf(id)];
        var seen = new HashSet<int>();
        for (var z = 0; z < image.Shape[0]; z++)
        {
            for (var y = 0; y < image.Shape[1]; y++)
            {
                for (var x = 0; x < image.Shape[2]; x++)
                {
                    var place = image.ToReference(z, y, x);
                    var (distance, bead) = StorySample.Beads.Select((middle, index) => (Distance(middle, place), index)).Min();
                    var value = voxels[(((z * image.Shape[1]) + y) * image.Shape[2]) + x];
                    var isBead = image == StoryImages.Em ? value < 30 : value > 2500;
                    if (distance < StorySample.BeadRadius - 0.2)
                    {
                        Assert.True(isBead);
                        seen.Add(bead);
                    }
                    else if (distance > StorySample.BeadRadius + 0.2)
                    {
                        Assert.False(isBead);
                    }
                }
            }
        }

        Assert.Superset(new HashSet<int> { 0, 1 }, seen);
    }

    [Fact]
    public void The_voxels_are_the_same_on_every_machine()
    {
        ushort[] voxels = [.. Rendered.Value.SelectMany(image => image)];
        var digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(voxels.AsSpan())));
        Assert.True(digest == "8b43d577bf2b4a54f47ce383bec0315ec1d011e132e055913bc93b52e0c53942", digest);
    }

    [Fact]
    public async Task Registering_again_changes_nothing() => await Api.StoresNothing(async () =>
    {
        await StoryWriter.Write(story.Folder, CancellationToken.None);
        var status = await Api.Import(story.Folder);

        Assert.Equal((3, 0, 0, 3, 0, 0), status.Counts());
        Assert.False(await story.Register());
    });

    [Fact]
    public async Task Each_image_leads_to_the_reference_space_by_its_own_aligned_space()
    {
        foreach (var image in StoryImages.All)
        {
            var first = await Record($"alignments/{image.Id}-to-aligned");
            var second = await Record($"alignments/{image.Id}-aligned-to-reference");
            Assert.Equal($"space:{image.Id}-aligned", (string)first["target"]!);
            Assert.Equal(first["target"]!.ToString(), second["source"]!.ToString());
            Assert.Equal("space:story-reference", (string)second["target"]!);
            var record = await Record($"images/{((string)first["source"]!)["image:".Length..]}");
            Assert.Equal(image.Title, (string)record["name"]!);
            Assert.Equal($"file://{story.Folder}/{image.Folder}/", (string)record["location"]!["store"]!);

            // The middle of a voxel, by the numbers in the catalog.
            var (z, y, x) = (image.Shape[0] / 2, image.Shape[1] / 3, image.Shape[2] / 5);
            var middle = image.Middle(z, y, x);
            double[] point = [.. Enumerable.Repeat(7.0, image.LeadingAxes), middle.Z, middle.Y, middle.X];
            var reached = await Apply(second, await Apply(first, point));
            var place = image.ToReference(z, y, x);
            Assert.Equal([place.Z, place.Y, place.X], reached, (one, other) => Math.Abs(one - other) < 1e-9);
        }
    }

    [Fact]
    public async Task The_confocal_image_has_a_rough_and_a_better_version_and_another_way_of_a_worse_rank()
    {
        var alignment = await Record("alignments/confocal-to-aligned");
        Assert.Equal((2, 2, 0.0), (
            (int)alignment["defaultVersion"]!, (int)alignment["lastVersion"]!, (double)alignment["rank"]!));
        var manual = await Record("alignments/confocal-to-aligned-manual");
        Assert.Equal((alignment["source"]!.ToString(), alignment["target"]!.ToString(), 10.0), (
            manual["source"]!.ToString(), manual["target"]!.ToString(), (double)manual["rank"]!));
        var versions = await Pages.Items(Api, "/v1/alignments/confocal-to-aligned/versions");
        Assert.Equal(["published", "published"], versions.Select(version => (string)version["status"]!));
        Assert.Equal(["stage", "beads"], versions.Select(version => (string)version["provenance"]!["method"]!));
        var distances = versions
            .Append((await Pages.Items(Api, "/v1/alignments/confocal-to-aligned-manual/versions")).Single())
            .Select(version => (double)version["quality"]!["rmsMicrometer"]!).ToArray();
        Assert.True(distances[0] > 3 && distances[1] < 0.1 && distances[2] > distances[1] && distances[2] < 1);
        Assert.All(
            versions.SelectMany(version => version["coordinateTransformation"]!["affine"]!.AsArray()),
            row => Assert.Equal((5, 0.0), (row!.AsArray().Count, (double)row[0]!)));
    }

    [Fact]
    public async Task The_viewpoint_shows_all_three_in_the_reference_space()
    {
        var viewpoint = await Record("viewpoints/story");

        Assert.Equal("story-reference", (string)viewpoint["space"]!);
        Assert.Equal(3, viewpoint["layers"]!.AsArray().Count);
        Assert.Equal(
            ["confocal-to-aligned@2"],
            viewpoint["layers"]!.AsArray().SelectMany(layer => layer!["pins"]!.AsArray()).Select(pin => (string)pin!));
        var axes = (await Record("spaces/story-reference"))["axes"]!.AsArray();
        Assert.Equal(
            ["dorsal-to-ventral", "anterior-to-posterior", "left-to-right"],
            axes.Select(axis => (string)axis!["orientation"]!["value"]!));
    }

    private static int IndexOf(string id) => StoryImages.All.Select(image => image.Id).ToList().IndexOf(id);

    private static StoryImage ImageOf(string id) => StoryImages.All[IndexOf(id)];

    private static double Distance((double Z, double Y, double X) one, (double Z, double Y, double X) other) =>
        Math.Sqrt(Math.Pow(one.Z - other.Z, 2) + Math.Pow(one.Y - other.Y, 2) + Math.Pow(one.X - other.X, 2));

    private async Task<double[]> Apply(JsonNode alignment, double[] point)
    {
        var version = await Record($"alignments/{alignment["id"]}/versions/{alignment["defaultVersion"]}");
        return
        [
            .. version["coordinateTransformation"]!["affine"]!.AsArray().Select(row =>
                row!.AsArray().Select((number, column) => (double)number! * (column < point.Length ? point[column] : 1)).Sum()),
        ];
    }

    private async Task<JsonNode> Record(string path) => (await Api.Get($"/v1/{path}")).Is(200).Json;
}
