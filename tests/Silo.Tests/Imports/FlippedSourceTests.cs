using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>A negative scale is legal: it flips an axis.</summary>
public sealed class FlippedSourceTests(RunningSilo silo) : SiloTests(silo)
{
    [Theory]
    [InlineData("0.4")]
    [InlineData("0.5")]
    [InlineData("0.6")]
    public async Task A_flipped_axis_is_a_warning_and_served_as_it_is(string ome)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        Folders.Edit(Path.Join(folder, ".zattrs"), "8.0\n", "-8.0\n");
        var id = Assert.Single(await Api.ImportImages(folder));

        var image = (await Api.Get($"/v1/images/{id}")).Is(200).Json;

        var flip = Assert.Single(
            image["view"]!["diagnostics"]!.AsArray(), found => (string)found!["rule"]! == "scale-negative")!;
        Assert.Equal(
            ("warning", "/multiscales/0/datasets/3/coordinateTransformations/0/scale/2"),
            ((string)flip["severity"]!, (string)flip["pointer"]!));
        var scale = Documents.Scale(await Api.Ome(ome, id), 3);
        Assert.Equal([1, 8, -8], scale);
    }
}
