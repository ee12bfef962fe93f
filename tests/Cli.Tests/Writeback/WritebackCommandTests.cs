using OmeNgff.Ngff.Json;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Writeback;

[Collection(SiloCollection.Name)]
public sealed class WritebackCommandTests(RunningSilo silo)
{
    [Fact]
    public async Task What_differs_is_told_and_ends_with_a_writeback()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);
        (await Ngff.Run(silo, "import", source)).Succeeds();
        Assert.Equal("The store says what the catalog says.\n", (await Ngff.Run(silo, "drift", source)).Succeeds());
        var document = Path.Join(source, ".zattrs");
        var text = await File.ReadAllTextAsync(document);
        File.Delete(document);
        await File.WriteAllTextAsync(document, text.Replace("\"omero-zarr\"", "\"me\"", StringComparison.Ordinal));

        var drift = await Ngff.Run(silo, "drift", source);
        var dry = (await Ngff.Run(silo, "writeback", source, "--dry-run")).Succeeds();
        var written = (await Ngff.Run(silo, "writeback", source)).Succeeds();

        Assert.Contains("/_creator", drift.Succeeds(), StringComparison.Ordinal);
        Assert.Contains("\"me\"", drift.Output, StringComparison.Ordinal);
        Assert.Contains("would be written    .zattrs\n", dry, StringComparison.Ordinal);
        Assert.Contains("written    .zattrs (the old one is .zattrs.~", written, StringComparison.Ordinal);
        Assert.Contains("unchanged  0/.zarray\n", written, StringComparison.Ordinal);
        Assert.Contains("omero-zarr", await File.ReadAllTextAsync(document), StringComparison.Ordinal);
        var after = RawJson.Parse((await Ngff.Run(silo, "drift", source, "--json")).Succeeds());
        Assert.False(after.Member("drifted")!.Value.GetBoolean());
    }

    [Fact]
    public async Task Version_and_layout_can_be_chosen()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);
        (await Ngff.Run(silo, "import", source)).Succeeds();

        var written = (await Ngff.Run(silo, "writeback", source, "--ome", "0.6", "--layout", "distributed")).Succeeds();

        Assert.Contains("written    3/zarr.json\n", written, StringComparison.Ordinal);
        var ome = RawJson.Parse(await File.ReadAllTextAsync(Path.Join(source, "3", "zarr.json")))
            .Member("attributes")!.Value.GetProperty("ome");
        Assert.Equal("0.6", ome.GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_folder_that_may_only_be_read_is_an_error()
    {
        var source = ConformanceFolder.Of(ConformanceFolder.Idr05);
        (await Ngff.Run(silo, "import", source)).Succeeds();
        Assert.Contains(
            "store-read-only", (await Ngff.Run(silo, "writeback", source)).Fails(), StringComparison.Ordinal);
    }
}
