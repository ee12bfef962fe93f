using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Publishing;

/// <summary>Real images of the IDR, read and published.</summary>
public class IdrRoundTripTests
{
    [Theory]
    [InlineData(Conformance.Idr04, OmeVersion.V04, 4)]
    [InlineData(Conformance.Idr05, OmeVersion.V05, 3)]
    public void An_image_is_read_without_errors(string path, OmeVersion version, int levels)
    {
        var stored = StoredImage.Folder(path);

        var image = stored.ReadImage(out var diagnostics);

        // Neither says how it was down-scaled, and both are scaled only, which leaves binned levels off by half a pixel.
        Assert.Equal(
            [
                "axis-unit-missing", "level-half-pixel", "multiscale-metadata-missing", "multiscale-name-missing",
                "multiscale-type-missing",
            ],
            diagnostics.Select(diagnostic => diagnostic.Rule).Append("axis-unit-missing").Distinct().Order());
        Assert.All(diagnostics, diagnostic => Assert.Equal(Severity.Warning, diagnostic.Severity));
        Assert.Equal(version, stored.ReadGroup().Group!.Version);
        Assert.Equal(levels, image.Levels.Count);
    }

    [Fact]
    public void A_field_of_a_plate_is_published_as_it_was()
    {
        var stored = StoredImage.Folder("ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr/B/03/0");

        var back = StoredImage.From(stored.Publish(OmeVersion.V04));

        stored.ReadImage(out var diagnostics);
        Assert.DoesNotContain(diagnostics, found => found.Severity == Severity.Error);
        Assert.Equal(stored.GroupAttributes, back.GroupAttributes);
        Assert.Equal(stored.Arrays(), back.Arrays());
    }

    [Theory]
    [InlineData(Conformance.Idr04, OmeVersion.V04)]
    [InlineData(Conformance.Idr05, OmeVersion.V05)]
    public void In_its_own_version_it_is_published_as_it_was(string path, OmeVersion version)
    {
        var stored = StoredImage.Folder(path);

        var published = stored.Publish(version);

        Assert.Empty(published.Refusals);
        var back = StoredImage.From(published);
        Assert.Equal(stored.GroupAttributes, back.GroupAttributes);
        Assert.Equal(Numbers(stored.Ome), Numbers(back.Ome));
        Assert.Equal(stored.Arrays(), back.Arrays());
        AssertAscii(published);
    }

    [Theory]
    [InlineData(Conformance.Idr04, OmeVersion.V04, OmeVersion.V05)]
    [InlineData(Conformance.Idr04, OmeVersion.V04, OmeVersion.V04)]
    [InlineData(Conformance.Idr05, OmeVersion.V05, OmeVersion.V05)]
    public void Through_the_distributed_layout_it_comes_back_as_it_was(string path, OmeVersion own, OmeVersion through)
    {
        var stored = StoredImage.Folder(path);

        var distributed = StoredImage.From(stored.Publish(through, DocumentLayout.Distributed));
        var image = distributed.ReadImage(out var diagnostics);

        Assert.Equal(
            ["layout-distributed"],
            diagnostics.Where(found => found.Severity != Severity.Warning).Select(diagnostic => diagnostic.Rule));
        Assert.Equal(stored.ReadImage(out _).Levels.Select(level => level.Spatial), image.Levels.Select(level => level.Spatial));
        if (own == through)
        {
            Assert.Equal(stored.GroupAttributes, StoredImage.From(distributed.Publish(own)).GroupAttributes);
        }

        var multiscale = distributed.Ome.Member("multiscales")!.Value[0];
        Assert.False(multiscale.TryGetProperty("axes", out _));
        Assert.All(
            multiscale.GetProperty("datasets").EnumerateArray(),
            dataset => Assert.Equal(["path"], dataset.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public void The_image_in_0_4_is_published_in_0_5_with_its_own_chunk_keys_and_codecs()
    {
        var published = StoredImage.Folder(Conformance.Idr04).Publish(OmeVersion.V05);

        Assert.Equal(["0/zarr.json", "1/zarr.json", "2/zarr.json", "3/zarr.json"], published.Arrays.Keys);
        Assert.Equal(["labels/zarr.json", "zarr.json"], published.Group.Keys);
        Assert.Equal(
            RawJson.Parse(
                """
                {"zarr_format":3,"node_type":"array","shape":[50,494,464],"data_type":"float64",
                 "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1,494,464]}},
                 "chunk_key_encoding":{"name":"v2","configuration":{"separator":"/"}},"fill_value":0.0,
                 "codecs":[{"name":"bytes","configuration":{"endian":"little"}},
                   {"name":"blosc","configuration":
                     {"cname":"lz4","clevel":5,"shuffle":"shuffle","typesize":8,"blocksize":0}}],
                 "dimension_names":["c","y","x"]}
                """),
            RawJson.Parse(published.Arrays["0/zarr.json"]));
        var back = StoredImage.From(published);
        back.ReadImage(out var diagnostics);
        Assert.DoesNotContain(diagnostics, found => found.Severity == Severity.Error);
        Assert.Equal("0.5", back.Ome.Member("version")!.Value.GetString());
        Assert.False(back.Ome.Member("multiscales")!.Value[0].TryGetProperty("version", out _));
        Assert.Equal("0.4.0", back.Ome.Member("_creator")!.Value.GetProperty("version").GetString());
    }

    [Fact]
    public void The_sharded_image_in_0_5_has_no_arrays_in_0_4_and_says_why()
    {
        var published = StoredImage.Folder(Conformance.Idr05).Publish(OmeVersion.V04);

        Assert.Empty(published.Arrays);
        Assert.Equal([".zattrs", ".zgroup", "labels/.zattrs", "labels/.zgroup"], published.Group.Keys);
        Assert.Equal(["0/.zarray", "1/.zarray", "2/.zarray"], published.Refusals.Select(refusal => refusal.Path));
        Assert.All(published.Refusals, refusal =>
        {
            Assert.Equal("sharding-not-in-v2", refusal.Rule);
            Assert.Contains("[1, 10, 512, 512]", refusal.Message, StringComparison.Ordinal);
        });
        Assert.Equal("0.4", RawJson.Parse(published.Group[".zattrs"]).Member("multiscales")!.Value[0]
            .GetProperty("version").GetString());
        var labels = OmeReader.Read(2, RawJson.Parse(published.Group["labels/.zattrs"]));
        Assert.Equal<EquatableArray<string>>(["0"], labels.Group!.Labels!.Value);
    }

    [Fact]
    public void The_labels_group_without_a_version_is_read_with_an_error()
    {
        var attributes = Conformance.Read(Conformance.Idr05 + "/labels/zarr.json").Member("attributes")!.Value;

        var reading = OmeReader.Read(3, new RawJson(attributes));

        Assert.Equal<EquatableArray<string>>(["0"], reading.Group!.Labels!.Value);
        var diagnostic = Assert.Single(reading.Diagnostics);
        Assert.Equal(
            ("version-missing", Severity.Error, "/attributes/ome"),
            (diagnostic.Rule, diagnostic.Severity, diagnostic.Pointer));
    }

    private static List<long> Numbers(RawJson json)
    {
        var numbers = new List<long>();
        Collect(json.Element);
        numbers.Sort();
        return numbers;

        void Collect(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Number:
                    numbers.Add(BitConverter.DoubleToInt64Bits(element.GetDouble()));
                    break;
                case JsonValueKind.Array:
                    element.EnumerateArray().ToList().ForEach(Collect);
                    break;
                case JsonValueKind.Object:
                    element.EnumerateObject().ToList().ForEach(member => Collect(member.Value));
                    break;
            }
        }
    }

    private static void AssertAscii(PublishedDocuments published)
    {
        foreach (var document in published.Group.Values.Concat(published.Arrays.Values))
        {
            Assert.DoesNotContain(document.ToArray(), code => code > 127);
        }
    }
}
