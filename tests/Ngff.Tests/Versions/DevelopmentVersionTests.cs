using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Versions;

/// <summary>The forms of 0.6.dev1 to 0.6.dev4, converted to 0.6.</summary>
public class DevelopmentVersionTests
{
    public static TheoryData<string> Stores() => new(Directory
        .EnumerateDirectories(Conformance.Path("rfc5-examples/2d"), "*.zarr", SearchOption.AllDirectories).Order()
        .Select(folder => Path.GetRelativePath(Conformance.Path(""), folder)));

    [Fact]
    public void There_are_15_stores() => Assert.Equal(15, Stores().Count);

    [Theory]
    [MemberData(nameof(Stores))]
    public void A_store_is_read_with_every_change_said_and_written_back_as_valid_0_6(string folder)
    {
        var hierarchy = StoredHierarchy.Of(folder);
        var before = HierarchyValidation.Validate(hierarchy);
        Assert.Equal([OmeVersion.V06], before.Versions);
        Assert.All(
            before.Diagnostics.Where(found => found.Severity == Severity.Error),
            found => Assert.Equal("vector-axis-invalid", found.Rule));

        var (documents, changes, moved) = HierarchyConversion.Convert(hierarchy);

        Assert.NotEmpty(changes);
        Assert.All(changes, change => Assert.Equal("development-form-converted", change.Rule));
        Assert.Equal(folder.Contains("nonlinear", StringComparison.Ordinal) ? 1 : 0, moved.Count);
        var after = HierarchyValidation.Validate(new HierarchyDocuments(documents, IsListed: true));
        Assert.DoesNotContain(after.Diagnostics, found => found.Severity == Severity.Error);
        Assert.DoesNotContain(after.Diagnostics, found => found.Rule == "development-form-converted");

        AssertWrittenBack(new StoredImage(documents.ToDictionary(
            document => document.Key, document => RawJson.Parse(document.Value))));
    }

    [Theory]
    [InlineData(
        "0.6.dev1",
        """{"type":"mapAxis","mapAxis":{"y":"x","x":"y"},"input":"physical","output":"other"}""",
        """{"type":"mapAxis","mapAxis":[1,0],"input":{"name":"physical"},"output":{"name":"other"}}""")]
    [InlineData(
        "0.6.dev2",
        """{"type":"affine","affine":[1,2,3,4,5,6],"input":"physical","output":"other"}""",
        """{"type":"affine","affine":[[1,2,3],[4,5,6]],"input":{"name":"physical"},"output":{"name":"other"}}""")]
    [InlineData(
        "0.6.dev1",
        """{"type":"rotation","rotation":[0,-1,1,0],"input":"physical","output":"other"}""",
        """{"type":"rotation","rotation":[[0,-1],[1,0]],"input":{"name":"physical"},"output":{"name":"other"}}""")]
    [InlineData(
        "0.6.dev2",
        """{"type":"inverseOf","transformation":{"type":"displacements","path":"f"},"input":"physical","output":"other"}""",
        """{"type":"displacements","path":"f","input":{"name":"other"},"output":{"name":"physical"}}""")]
    [InlineData(
        "0.6.dev1",
        """{"type":"byDimension","transformations":[{"type":"scale","scale":[2],"input":["y"],"output":["y"]},{"type":"identity","input":["x"],"output":["x"]}],"input":"physical","output":"other"}""",
        """{"type":"byDimension","transformations":[{"transformation":{"type":"scale","scale":[2]},"inputAxes":[0],"outputAxes":[0]},{"transformation":{"type":"identity"},"inputAxes":[1],"outputAxes":[1]}],"input":{"name":"physical"},"output":{"name":"other"}}""")]
    [InlineData(
        "0.6.dev3",
        """{"type":"byDimension","transformations":[{"transformation":{"type":"scale","scale":[2,3]},"input_axes":[1,0],"output_axes":[0,1]}],"input":"physical","output":"other"}""",
        """{"type":"byDimension","transformations":[{"transformation":{"type":"scale","scale":[2,3]},"inputAxes":[1,0],"outputAxes":[0,1]}],"input":{"name":"physical"},"output":{"name":"other"}}""")]
    [InlineData(
        "0.6.dev4",
        """{"type":"scale","scale":[2,3],"input":{"name":"physical"},"output":{"name":"other"}}""",
        """{"type":"scale","scale":[2,3],"input":{"name":"physical"},"output":{"name":"other"}}""")]
    public void An_older_form_is_read_as_what_it_means(string version, string old, string expected)
    {
        var reading = OmeReader.Read(3, Document(version, old));

        var edge = Assert.Single(reading.Group!.Multiscales[0].CoordinateTransformations);
        Assert.Equal(System.Text.Json.JsonSerializer.Deserialize<CoordinateTransformation>(expected), edge);
        Assert.Contains(
            reading.Diagnostics,
            found => found is { Rule: "development-form-converted", Pointer: "/attributes/ome/version" });
        Assert.DoesNotContain(reading.Diagnostics, found => found.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("""{"type":"scale","path":"factors","input":"physical","output":"other"}""")]
    [InlineData("""{"type":"mapAxis","mapAxis":{"q":"x"},"input":"physical","output":"other"}""")]
    [InlineData("""{"type":"sequence","transformations":[{"type":"inverseOf","transformation":{"type":"identity"}}],"input":"physical","output":"other"}""")]
    public void What_cannot_be_converted_is_refused_where_it_is(string old)
    {
        var reading = OmeReader.Read(3, Document("0.6.dev2", old));

        Assert.Null(reading.Group);
        var refusal = reading.Diagnostics.First(found => found.Refuses);
        Assert.Equal("development-form-unreadable", refusal.Rule);
        Assert.StartsWith(
            "/attributes/ome/multiscales/0/coordinateTransformations/0", refusal.Pointer, StringComparison.Ordinal);
    }

    [Fact]
    public void Transformations_between_images_became_a_scene()
    {
        var reading = OmeReader.Read(3, RawJson.Parse(
            """
            {"ome":{"version":"0.6.dev2",
              "coordinateSystems":[{"name":"world","axes":[{"name":"y","type":"space"},{"name":"x","type":"space"}]}],
              "coordinateTransformations":[
                {"type":"translation","translation":[1,2],"input":"tiles/a/physical","output":"world"}]}}
            """));

        var edge = Assert.Single(reading.Group!.Scene!.CoordinateTransformations);
        Assert.Equal(new CoordinateSystemReference("physical", "tiles/a"), edge.Input);
        Assert.Equal(new CoordinateSystemReference("world"), edge.Output);
    }

    private static RawJson Document(string version, string transformation)
    {
        var (input, output) = version == "0.6.dev4"
            ? ("""{"path":"0"}""", """{"name":"physical"}""")
            : ("\"/0\"", "\"physical\"");
        return RawJson.Parse(
            $$"""
            {"ome":{"version":"{{version}}","multiscales":[{"name":"i","version":"{{version}}",
              "coordinateSystems":[
                {"name":"physical","axes":[{"name":"y","type":"space"},{"name":"x","type":"space"}]},
                {"name":"other","axes":[{"name":"y","type":"space"},{"name":"x","type":"space"}]}],
              "datasets":[{"path":"0","coordinateTransformations":[
                {"type":"scale","scale":[1,1],"input":{{input}},"output":{{output}} }]}],
              "coordinateTransformations":[{{transformation}}]}]} }
            """);
    }

    /// <summary>What was read, published in 0.6 in both layouts, is valid and means the same.</summary>
    private static void AssertWrittenBack(StoredImage stored)
    {
        var image = stored.ReadImage(out _);
        foreach (var layout in Enum.GetValues<DocumentLayout>())
        {
            var levels = image.Levels
                .Select(level => new PublishedLevel(level.Path, level.Spatial, level.Array, level.Attributes)).ToList();
            var published = ImageDocuments.Publish(OmeVersion.V06, layout, image.Group!, [], levels, false);
            var back = StoredImage.From(published).ReadImage(out var found);
            Assert.DoesNotContain(found, item => item.Severity == Severity.Error);
            Assert.Equal(image.Group, back.Group);
            Assert.Equal(image.Levels.Select(level => level.Spatial), back.Levels.Select(level => level.Spatial));
        }
    }
}
