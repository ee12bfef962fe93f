using System.Text.Json.Nodes;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Versions;

public class OmeReaderTests
{
    private const string Image =
        """
        {"multiscales":[{"version":"0.4","name":"n","type":"mean","metadata":{"a":1},
          "axes":[{"name":"y","type":"space","unit":"micrometer"},{"name":"x","type":"space","unit":"micrometer"}],
          "datasets":[
            {"path":"0","coordinateTransformations":[{"type":"scale","scale":[0.5,0.5]}]},
            {"path":"a/1","coordinateTransformations":[
              {"type":"scale","scale":[1,1]},{"type":"translation","translation":[0.25,0.25]}]}],
          "coordinateTransformations":[{"type":"scale","scale":[2,2]}]}],
         "_creator":{"name":"me"},"mine":[1.50]}
        """;

    [Fact]
    public void An_image_in_0_4_is_read_whole()
    {
        var reading = OmeReader.Read(2, RawJson.Parse(Image));

        Assert.Empty(reading.Diagnostics);
        var group = reading.Group!;
        Assert.Equal(OmeVersion.V04, group.Version);
        Assert.Equal(RawJson.Parse("""{"_creator":{"name":"me"}}"""), group.OtherOme);
        Assert.Equal(RawJson.Parse("""{"mine":[1.5]}"""), group.Attributes);
        Assert.Null(group.Labels);
        var multiscale = Assert.Single(group.Multiscales);
        Assert.Equal(("n", "mean"), (multiscale.Name, multiscale.Type));
        Assert.Equal(RawJson.Parse("""{"metadata":{"a":1}}"""), multiscale.Other);
        Assert.Equal<EquatableArray<Axis>>(
            [new("y", "space", "micrometer"), new("x", "space", "micrometer")], multiscale.Axes!.Value);
        Assert.Equal(
            new OmeDataset("a/1", new SequenceTransformation(
                [new ScaleTransformation([1, 1]), new TranslationTransformation([0.25, 0.25])])),
            multiscale.Datasets[1]);
        Assert.Equal<EquatableArray<CoordinateTransformation>>(
            [new ScaleTransformation([2, 2])], multiscale.CoordinateTransformations);
    }

    [Fact]
    public void An_image_in_0_5_is_read_the_same()
    {
        var in04 = OmeReader.Read(2, RawJson.Parse(Image)).Group!;
        var ome = JsonNode.Parse(Image)!.AsObject();
        ome["multiscales"]![0]!.AsObject().Remove("version");
        ome.Remove("mine");
        ome["version"] = "0.5";
        var attributes = new JsonObject { ["ome"] = ome, ["mine"] = new JsonArray(1.5) };

        var reading = OmeReader.Read(3, RawJson.Parse(attributes.ToJsonString()));

        Assert.Empty(reading.Diagnostics);
        Assert.Equal(in04 with { Version = OmeVersion.V05 }, reading.Group);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"axes":[],"mine":1}""")]
    [InlineData("""{"_creator":{}}""")]
    public void Attributes_without_OME_metadata_are_no_error(string attributes)
    {
        Assert.Equal(new OmeReading(null, []), OmeReader.Read(2, RawJson.Parse(attributes)));
        Assert.Equal(new OmeReading(null, []), OmeReader.Read(3, RawJson.Parse(attributes)));
    }

    [Theory]
    [InlineData("/multiscales", "{}", "json-type", "/multiscales")]
    [InlineData("/multiscales", "[]", "multiscales-empty", "/multiscales")]
    [InlineData("/multiscales/0/name", "1", "json-type", "/multiscales/0/name")]
    [InlineData("/multiscales/0/version", "0.4", "json-type", "/multiscales/0/version")]
    [InlineData("/multiscales/0/axes", "[]", "axes-missing", "/multiscales/0/axes")]
    [InlineData("/multiscales/0/axes", null, "axes-missing", "/multiscales/0")]
    [InlineData("/multiscales/0/axes", "\"yx\"", "json-type", "/multiscales/0/axes")]
    [InlineData("/multiscales/0/axes/0", "\"y\"", "json-type", "/multiscales/0/axes/0")]
    [InlineData("/multiscales/0/axes/1/name", null, "axis-name-missing", "/multiscales/0/axes/1")]
    [InlineData("/multiscales/0/axes/1/name", "\"y\"", "axis-name-duplicate", "/multiscales/0/axes/1/name")]
    [InlineData("/multiscales/0/axes/1/unit", "1", "json-type", "/multiscales/0/axes/1/unit")]
    [InlineData("/multiscales/0/datasets", null, "datasets-missing", "/multiscales/0")]
    [InlineData("/multiscales/0/datasets", "[]", "datasets-missing", "/multiscales/0/datasets")]
    [InlineData("/multiscales/0/datasets/1", "7", "json-type", "/multiscales/0/datasets/1")]
    [InlineData("/multiscales/0/datasets/1/path", null, "level-path-missing", "/multiscales/0/datasets/1")]
    [InlineData("/multiscales/0/datasets/1/path", "1", "json-type", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/1/path", "\"0\"", "level-duplicate", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/1/path", "\"\"", "level-path-invalid", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/1/path", "\"/1\"", "level-path-invalid", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/1/path", "\"a/../1\"", "level-path-invalid", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/1/path", "\"s3://b/1\"", "level-path-invalid", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/1/path", "\"./1\"", "level-path-invalid", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/1/path", "\"a//1\"", "level-path-invalid", "/multiscales/0/datasets/1/path")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations", "{}", "json-type",
        "/multiscales/0/datasets/0/coordinateTransformations")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations", "[]", "scale-missing",
        "/multiscales/0/datasets/0/coordinateTransformations")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations/0/scale", "[1]", "transformation-rank-mismatch",
        "/multiscales/0/datasets/0/coordinateTransformations/0/scale")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations/0/scale", "[1,0]", "scale-zero",
        "/multiscales/0/datasets/0/coordinateTransformations/0/scale/1")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations/0/scale/1", "1e999", "transformation-not-finite",
        "/multiscales/0/datasets/0/coordinateTransformations/0/scale/1")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations/0/scale/1", "\"1\"", "json-type",
        "/multiscales/0/datasets/0/coordinateTransformations/0/scale/1")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations/0/type", "\"affine\"", "transformation-type-unknown",
        "/multiscales/0/datasets/0/coordinateTransformations/0/type")]
    [InlineData("/multiscales/0/datasets/1/coordinateTransformations/1", """{"type":"scale","scale":[1,1]}""",
        "scale-duplicate", "/multiscales/0/datasets/1/coordinateTransformations/1")]
    [InlineData("/multiscales/0/datasets/1/coordinateTransformations",
        """[{"type":"translation","translation":[1,1]},{"type":"scale","scale":[1,1]}]""",
        "translation-before-scale", "/multiscales/0/datasets/1/coordinateTransformations/1")]
    [InlineData("/multiscales/0/datasets/1/coordinateTransformations/2", """{"type":"translation","translation":[1,1]}""",
        "translation-duplicate", "/multiscales/0/datasets/1/coordinateTransformations/2")]
    [InlineData("/multiscales/0/coordinateTransformations/0/scale", "[1,1,1]", "transformation-rank-mismatch",
        "/multiscales/0/coordinateTransformations/0/scale")]
    [InlineData("/multiscales/0/version", "\"0.3\"", "json-type", "/multiscales/0/axes/0")]
    [InlineData("/multiscales/0/version", "\"0.6\"", "version-zarr-format", "/multiscales/0/version")]
    [InlineData("/multiscales/0/version", "\"0.5\"", "version-zarr-format", "/multiscales/0/version")]
    public void What_leaves_the_image_undefined_is_refused(string at, string? value, string rule, string pointer)
    {
        var reading = OmeReader.Read(2, Changed(at, value));

        Assert.Null(reading.Group);
        Assert.Contains(reading.Diagnostics, found =>
            found.Rule == rule && found.Pointer == pointer && found.Refuses && found.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("/multiscales/0/version", null, "multiscale-version-missing", Severity.Warning, "/multiscales/0")]
    [InlineData("/multiscales/0/version", "\"0.4.1\"", "version-inexact", Severity.Warning, "/multiscales/0/version")]
    [InlineData("/multiscales/0/axes/0/type", null, "axis-type-missing", Severity.Warning, "/multiscales/0/axes/0")]
    [InlineData("/multiscales/0/axes/0/type", "\"time\"", "axes-space-count", Severity.Error, "/multiscales/0/axes")]
    [InlineData("/multiscales/0/axes/1/type", "\"time\"", "axes-order", Severity.Error, "/multiscales/0/axes/1")]
    [InlineData("/multiscales/0/axes/0/unit", "\"pixel\"", "axis-unit-unknown", Severity.Warning, "/multiscales/0/axes/0/unit")]
    [InlineData("/multiscales/0/coordinateTransformations", "[]", "group-scale-missing", Severity.Error,
        "/multiscales/0/coordinateTransformations")]
    [InlineData("/multiscales/0/datasets/0/coordinateTransformations/1", """{"type":"identity"}""",
        "transformation-type-unexpected", Severity.Error, "/multiscales/0/datasets/0/coordinateTransformations/1")]
    [InlineData("/omero", "{}", "omero-incomplete", Severity.Error, "/omero")]
    [InlineData("/omero", """{"channels":[{"window":{"min":0,"max":1,"start":0,"end":1}}]}""",
        "omero-incomplete", Severity.Error, "/omero/channels/0")]
    [InlineData("/omero", """{"channels":[{"color":"red","window":{"min":0,"max":1,"start":0,"end":1}}]}""",
        "omero-incomplete", Severity.Error, "/omero/channels/0/color")]
    [InlineData("/omero", """{"channels":[{"color":"ff0000","window":{"min":0,"max":1,"start":0}}]}""",
        "omero-incomplete", Severity.Error, "/omero/channels/0/window")]
    [InlineData("/labels", "{}", "labels-invalid", Severity.Error, "/labels")]
    [InlineData("/labels", "[\"0\",1]", "labels-invalid", Severity.Error, "/labels/1")]
    [InlineData("/image-label", """{"version":"0.4"}""", "image-label-colors-missing", Severity.Warning, "/image-label")]
    public void Other_faults_are_kept_as_diagnostics(
        string at, string? value, string rule, Severity severity, string pointer)
    {
        var reading = OmeReader.Read(2, Changed(at, value));

        Assert.NotNull(reading.Group);
        Assert.Contains(reading.Diagnostics, found =>
            found.Rule == rule && found.Pointer == pointer && found.Severity == severity && !found.Refuses);
    }

    [Theory]
    [InlineData("um", "micrometer")]
    [InlineData("micron", "micrometer")]
    [InlineData("s", null)]
    [InlineData("pixel", null)]
    public void A_unit_of_the_right_kind_is_proposed(string unit, string? proposal)
    {
        var reading = OmeReader.Read(2, Changed("/multiscales/0/axes/0/unit", $"\"{unit}\""));

        Assert.Equal(proposal, Assert.Single(reading.Diagnostics).Proposal);
    }

    [Theory]
    [InlineData(3, """{"ome":{"version":"0.7","multiscales":[]}}""", "version-unsupported", "0.7")]
    [InlineData(3, """{"ome":{"version":"0.6.dev5","multiscales":[]}}""", "version-unsupported", "0.6.dev5")]
    [InlineData(2, """{"multiscales":[{"version":"0.6","datasets":[{"path":"0"}]}]}""", "version-zarr-format", "0.6")]
    [InlineData(3, """{"ome":{"version":"0.4","multiscales":[]}}""", "version-zarr-format", "0.4")]
    [InlineData(3, """{"multiscales":[{"datasets":[{"path":"0"}]}]}""", "version-zarr-format", "Zarr v2")]
    [InlineData(2, """{"ome":{"version":"0.5","multiscales":[]}}""", "version-zarr-format", "0.5")]
    [InlineData(2, """{"multiscales":[{"version":"0.0","datasets":[{"path":"0"}]}]}""", "version-unsupported", "0.0")]
    [InlineData(3, """{"ome":[]}""", "json-type", "object")]
    [InlineData(2, "[]", "json-type", "object")]
    public void Other_versions_are_refused_by_name(int zarrFormat, string attributes, string rule, string named)
    {
        var reading = OmeReader.Read(zarrFormat, RawJson.Parse(attributes));

        Assert.Null(reading.Group);
        var diagnostic = Assert.Single(reading.Diagnostics);
        Assert.Equal(rule, diagnostic.Rule);
        Assert.Contains(named, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pointers_lead_into_the_zarr_document()
    {
        var reading = OmeReader.Read(3, RawJson.Parse(
            """{"ome":{"version":"0.5","multiscales":[{"axes":[{"name":"a"},{"name":"a"}],"datasets":[]}]}}"""));

        Assert.Contains(
            reading.Diagnostics, found => found.Pointer == "/attributes/ome/multiscales/0/axes/1/name");
    }

    [Theory]
    [InlineData("""{"ome":{"multiscales":[{"name":"\ud800"}]}}""", "/attributes/ome/multiscales/0/name")]
    [InlineData("""{"ome":{"\uDC00":1,"version":"0.5"}}""", "/attributes/ome")]
    [InlineData("""{"a":{"b/c":["\ud83d\ude00","\ud83d"]}}""", "/attributes/a/b~1c/1")]
    public void Strings_that_are_no_Unicode_are_refused(string attributes, string pointer)
    {
        var reading = OmeReader.Read(3, RawJson.Parse(attributes));

        Assert.Null(reading.Group);
        var found = Assert.Single(reading.Diagnostics);
        Assert.Equal(("json-not-unicode", pointer), (found.Rule, found.Pointer));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused()
    {
        var reading = OmeReader.Read(2, RawJson.Parse(new byte[] { 0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d }));

        Assert.Equal(("json-not-unicode", "/a"), (reading.Diagnostics[0].Rule, reading.Diagnostics[0].Pointer));
    }

    [Fact]
    public void A_plate_is_carried_and_has_no_images()
    {
        var group = OmeReader.Read(2, RawJson.Parse("""{"plate":{"version":"0.4","wells":[]}}""")).Group!;

        Assert.Empty(group.Multiscales);
        Assert.NotNull(group.OtherOme!.Member("plate"));
    }

    private static RawJson Changed(string pointer, string? value)
    {
        var root = JsonNode.Parse(Image)!;
        var steps = pointer[1..].Split('/');
        var parent = steps[..^1].Aggregate(
            root, (node, step) => node is JsonArray list ? list[Index(step)]! : node[step]!);
        var replacement = value is null ? null : JsonNode.Parse(value);
        switch (parent)
        {
            case JsonArray list when Index(steps[^1]) == list.Count:
                list.Add(replacement);
                break;
            case JsonArray list:
                list[Index(steps[^1])] = replacement;
                break;
            default:
                parent.AsObject().Remove(steps[^1]);
                if (replacement is not null)
                {
                    parent[steps[^1]] = replacement;
                }

                break;
        }

        return RawJson.Parse(root.ToJsonString());

        static int Index(string step) => int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
    }
}
