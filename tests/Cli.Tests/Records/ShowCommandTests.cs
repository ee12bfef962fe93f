using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Records;

[Collection(SiloCollection.Name)]
public sealed class ShowCommandTests(RunningSilo silo)
{
    private readonly OmeNgffClient _client = new(silo.Http);

    [Fact]
    public async Task An_image_is_shown_with_its_axes_and_levels()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr05);
        var id = await Import(source);

        var outcome = await Ngff.Run(silo, "show", id);

        outcome.Succeeds();
        outcome.Line($"image:{id}");
        Assert.Equal("6001240_labels", outcome.Line("name")[1]);
        Assert.Equal($"file://{source}/", outcome.Line("location")[1]);
        Assert.Equal(["source", "OME-NGFF", "0.5"], outcome.Line("source"));
        Assert.Equal("1,", outcome.Line("version")[1]);
        Assert.Equal(["c", "channel", "-0.5", "to", "1.5"], outcome.Line("c"));
        Assert.Equal(["z", "space", "micrometer"], outcome.Line("z")[..3]);
        outcome.Line("level", "shape", "scale", "translation", "data", "type", "chunk", "shard");
        Assert.Equal(
            "1 2, 236, 137, 135 1, 0.5002025531914894, 0.7207963069280418, 0.7207963069280418 0, 0, 0, 0 uint16 "
            + "1, 1, 256, 256 1, 10, 512, 512",
            string.Join(' ', outcome.Line("1")));
        Assert.StartsWith("array:", outcome.Line("level", "1")[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_is_found_by_a_path_that_leads_over_a_link()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr05);
        (await Ngff.Run(silo, "import", source)).Succeeds();
        var link = Path.Join(silo.Root, $"link-{Guid.NewGuid():N}");
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(source)!);

        var output = (await Ngff.Run(silo, "show", Path.Join(link, Path.GetFileName(source)))).Succeeds();

        Assert.StartsWith("image:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_image_adds_to_its_arrays_is_part_of_the_scale()
    {
        var id = await Import(silo.CopyOf(ConformanceFolder.Idr04));
        var image = await _client.Get<ImageRecord>(id);
        var further = new ScaleTransformation([1, 0.25, 0.25]);
        await _client.Put(image with
        {
            Levels = image.Levels
                .Select(level => level with { CoordinateTransformations = [further] })
                .ToEquatableArray(),
        });

        var outcome = await Ngff.Run(silo, "show", id);

        outcome.Succeeds();
        Assert.Equal(["1,", "0.5,", "0.5"], outcome.Line("1")[4..7]);
    }

    [Fact]
    public async Task An_array_is_shown_axis_by_axis()
    {
        var image = await _client.Get<ImageRecord>(await Import(silo.CopyOf(ConformanceFolder.Idr05)));

        var outcome = await Ngff.Run(silo, "show", $"array:{image.Levels[1].Array}");

        outcome.Succeeds();
        outcome.Line($"array:{image.Levels[1].Array}");
        outcome.Line("used", "by", $"image:{image.Id}");
        outcome.Line("axis", "type", "unit", "size", "chunk", "shard", "scale", "translation");
        outcome.Line("y", "space", "micrometer", "137", "256", "512", "0.7207963069280418", "0");
    }

    [Fact]
    public async Task What_is_more_than_a_scale_and_a_translation_is_shown_by_its_kind()
    {
        var image = await _client.Get<ImageRecord>(await Import(silo.CopyOf(ConformanceFolder.Idr04)));
        var array = await _client.Get<ArrayRecord>(image.Levels[1].Array);
        await _client.Put(array with
        {
            CoordinateTransformations =
                [new AffineTransformation(new Matrix(3, 4, [1, 0, 0, 0, 0, 1, 0.5, 7, 0, 0, 2, 0]))],
        });

        var ofArray = await Ngff.Run(silo, "show", $"array:{array.Id}");
        var ofImage = await Ngff.Run(silo, "show", image.Id);

        ofArray.Succeeds();
        Assert.Equal(["x", "space", "232", "232", "(affine)"], ofArray.Line("x"));
        ofImage.Succeeds();
        Assert.Contains("(affine)", ofImage.Line("1"));
        Assert.DoesNotContain("(affine)", ofImage.Line("2"));
    }

    [Fact]
    public async Task An_affine_that_only_scales_and_shifts_is_shown_as_numbers()
    {
        var image = await _client.Get<ImageRecord>(await Import(silo.CopyOf(ConformanceFolder.Idr04)));
        var array = await _client.Get<ArrayRecord>(image.Levels[1].Array);
        await _client.Put(array with
        {
            CoordinateTransformations =
                [new AffineTransformation(new Matrix(3, 4, [1, 0, 0, 0, 0, 3, 0, 7, 0, 0, 2, 0]))],
        });

        var outcome = await Ngff.Run(silo, "show", $"array:{array.Id}");

        outcome.Succeeds();
        Assert.Equal(["3", "7"], outcome.Line("y")[^2..]);
    }

    [Fact]
    public async Task A_dataset_is_shown()
    {
        await _client.Put(
            new DatasetRecord { Id = "shown", Title = "Embryos", Licence = "CC-BY-4.0", Tags = ["a", "b"] });

        var outcome = await Ngff.Run(silo, "show", "shown");

        outcome.Succeeds();
        outcome.Line("title", "Embryos");
        outcome.Line("licence", "CC-BY-4.0");
        outcome.Line("tags", "a,", "b");
    }

    [Fact]
    public async Task A_space_an_alignment_a_viewpoint_and_a_collection_are_shown()
    {
        var image = await Import(silo.CopyOf(ConformanceFolder.Idr04));
        await _client.Put(new SpaceRecord
        {
            Id = "shown-space",
            Name = "Atlas",
            Axes = (await _client.Get<ImageRecord>(image)).View!.Axes,
        });
        var alignment = await _client.Put(new AlignmentRecord
        {
            Id = "shown-alignment",
            Source = $"image:{image}",
            Target = "space:shown-space",
        });
        await _client.AddAlignmentVersion(alignment.Id, new AlignmentVersion
        {
            CoordinateTransformation = new IdentityTransformation(),
            Provenance = new Provenance { Method = "landmarks" },
            Status = AlignmentStatus.Published,
        });
        await _client.SetAlignmentDefault(await _client.Get<AlignmentRecord>(alignment.Id), 1);
        await _client.Put(new ViewpointRecord
        {
            Id = "shown-viewpoint",
            Space = "shown-space",
            Layers = [new ViewpointLayer { Image = image, Pins = ["shown-alignment@1"] }],
        });
        await _client.Put(new CollectionRecord
        {
            Id = "shown-collection",
            CollectionKind = CollectionKind.Bioformats2Raw,
            Members = [new CollectionMember { Image = image, Path = "0" }],
        });

        var outcome = await Ngff.Run(silo, "show", "space:shown-space");
        outcome.Succeeds();
        outcome.Line("name", "Atlas");
        outcome.Line("axis", "type", "unit");
        outcome = await Ngff.Run(silo, "show", "alignment:shown-alignment");
        outcome.Succeeds();
        outcome.Line("source", $"image:{image}");
        outcome.Line("shown-alignment@1", "published", "yes", "identity", "landmarks", "local");
        outcome = await Ngff.Run(silo, "show", "viewpoint:shown-viewpoint");
        outcome.Succeeds();
        outcome.Line($"image:{image}", "yes", "shown-alignment@1");
        outcome = await Ngff.Run(silo, "show", "collection:shown-collection");
        outcome.Succeeds();
        outcome.Line("kind", "bioformats2raw");
        outcome.Line("0", $"image:{image}");
    }

    [Theory]
    [InlineData("image:{0}")]
    [InlineData("{1}")]
    [InlineData("{1}/")]
    [InlineData("file://{1}/")]
    [InlineData("{2}")]
    public async Task An_image_goes_by_its_reference_path_and_address(string reference)
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);
        var id = await Import(source);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, source);

        var outcome = await Ngff.Run(
            silo,
            "show",
            reference.Replace("{0}", id, StringComparison.Ordinal)
                .Replace("{1}", source, StringComparison.Ordinal)
                .Replace("{2}", relative, StringComparison.Ordinal));

        outcome.Succeeds();
        outcome.Line($"image:{id}");
    }

    [Fact]
    public async Task What_may_be_several_records_is_listed()
    {
        await _client.Put(new DatasetRecord { Id = "twin-1", Title = "Twins" });
        await _client.Put(new DatasetRecord { Id = "twin-2", Title = "Twins" });

        var outcome = await Ngff.Run(silo, "show", "Twins");

        var error = outcome.Fails();
        Assert.Equal("", outcome.Output);
        Assert.StartsWith("'Twins' may mean any of these; say which:\n", error, StringComparison.Ordinal);
        Assert.Contains("dataset:twin-1  Twins  twin-1", error, StringComparison.Ordinal);
        Assert.Contains("dataset:twin-2  Twins  twin-2", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_an_error() => Assert.Equal(
        "There is no record with the id, name or address 'nowhere'.\n",
        (await Ngff.Run(silo, "show", "nowhere")).Fails());

    [Fact]
    public async Task A_record_can_be_had_as_JSON()
    {
        await _client.Put(new DatasetRecord { Id = "as-json", Title = "Grün" });

        var output = (await Ngff.Run(silo, "show", "as-json", "--json")).Succeeds();

        Assert.Equal("Grün", RawJson.Parse(output).Member("title")?.GetString());
        Assert.Contains("  \"title\": \"Grün\"", output, StringComparison.Ordinal);
    }

    private async Task<string> Import(string source) => (await _client.Import(new ImportRequest(source))).Images[0];
}
