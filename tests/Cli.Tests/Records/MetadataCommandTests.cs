using OmeNgff.Ngff.Json;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Records;

[Collection(SiloCollection.Name)]
public sealed class MetadataCommandTests(RunningSilo silo)
{
    [Fact]
    public async Task The_documents_of_an_image_are_printed_with_exact_numbers()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr05);
        (await Ngff.Run(silo, "import", source)).Succeeds();

        var output = (await Ngff.Run(silo, "metadata", source)).Succeeds();

        Assert.Contains("0.5002025531914894", output, StringComparison.Ordinal);
        Assert.Contains("1.0", output, StringComparison.Ordinal);
        Assert.Equal("0.5", Ome(output, "zarr.json").GetProperty("version").GetString());
    }

    [Fact]
    public async Task Version_and_layout_can_be_chosen()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);
        (await Ngff.Run(silo, "import", source)).Succeeds();

        var old = (await Ngff.Run(silo, "metadata", source, "--ome", "0.4")).Succeeds();
        var distributed = (await Ngff.Run(silo, "metadata", source, "--layout", "distributed")).Succeeds();
        var newest = (await Ngff.Run(silo, "metadata", source, "--ome", "0.6")).Succeeds();

        Assert.NotNull(RawJson.Parse(old).Member(".zattrs"));
        Assert.Equal("0.6", Ome(newest, "zarr.json").GetProperty("version").GetString());
        Assert.True(Ome(newest, "zarr.json").GetProperty("multiscales")[0].TryGetProperty("coordinateSystems", out _));
        Assert.True(Ome(distributed, "0/zarr.json").TryGetProperty("axes", out _));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_an_error()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);
        (await Ngff.Run(silo, "import", source)).Succeeds();

        var error = (await Ngff.Run(silo, "metadata", source, "--ome", "9")).Fails();

        Assert.StartsWith("Invalid request.\n  /ome: ome-version-unknown: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_images_have_metadata() => Assert.Equal(
        "There is no image with the id, name or address 'default'.\n",
        (await Ngff.Run(silo, "metadata", "default")).Fails());

    private static System.Text.Json.JsonElement Ome(string output, string key) =>
        RawJson.Parse(output).Member(key)!.Value.GetProperty("attributes").GetProperty("ome");
}
