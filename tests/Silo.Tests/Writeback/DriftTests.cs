using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Writeback;

public sealed class DriftTests(RunningSilo silo) : SiloTests(silo)
{
    [Theory]
    [InlineData("ome-zarr-py/tests/data/v1")]
    [InlineData("ome-zarr-py/tests/data/v2")]
    [InlineData(ConformanceFolder.Idr04)]
    [InlineData(ConformanceFolder.Idr05)]
    public async Task What_was_just_imported_has_not_drifted(string source)
    {
        foreach (var id in await Api.ImportImages(NewCopy(ConformanceFolder.Of(source))))
        {
            Assert.Empty(await Api.Drift(id));
        }
    }

    [Fact]
    public async Task Nor_has_an_image_that_says_what_only_0_6_can_say()
    {
        var folder = WrittenImage.Write(Path.Join(NewFolder(), "x.zarr"));
        Assert.Empty(await Api.Drift((await Api.ImportImages(folder))[0]));
    }

    [Fact]
    public async Task Nor_have_an_image_and_its_label_image()
    {
        foreach (var id in await Api.ImportImages(LabelledImage.Write(Path.Join(NewFolder(), "x.zarr"))))
        {
            Assert.Empty(await Api.Drift(id));
        }
    }

    [Fact]
    public async Task The_same_in_other_bytes_is_no_difference()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        var document = Documents.Read(folder, "zarr.json").AsObject();
        var members = document.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())).Reverse();
        File.WriteAllText(
            Path.Join(folder, "zarr.json"),
            new JsonObject(members).ToJsonString(new JsonSerializerOptions { WriteIndented = true })
                .Replace("0.5002025531914894", "50.02025531914894e-2", StringComparison.Ordinal));

        Assert.Empty(await Api.Drift(id));
    }

    [Theory]
    [InlineData("zarr.json", "0.7207963069280418", "0.7207963069280419",
        "zarr.json /attributes/ome/multiscales/0/datasets/1/coordinateTransformations")]
    [InlineData("zarr.json", "\"unit\": \"micrometer\"", "\"unit\": \"nanometer\"",
        "zarr.json /attributes/ome/multiscales/0/axes")]
    [InlineData("zarr.json", "\"axes\": [", "\"name\": \"other\", \"axes\": [",
        "zarr.json /attributes/ome/multiscales/0/name")]
    [InlineData("zarr.json", "\"axes\": [", "\"type\": \"mean\", \"axes\": [",
        "zarr.json /attributes/ome/multiscales/0/type")]
    [InlineData("zarr.json", "\"axes\": [", "\"metadata\": {}, \"axes\": [",
        "zarr.json /attributes/ome/multiscales/0/metadata")]
    [InlineData("zarr.json", "\"defaultZ\": 118", "\"defaultZ\": 119", "zarr.json /attributes/ome/omero/rdefs")]
    [InlineData("zarr.json", "\"omero-zarr\"", "\"me\"", "zarr.json /attributes/ome/_creator")]
    [InlineData("zarr.json", "{\"attributes\": {", "{\"attributes\": {\"a/b\": 1, ", "zarr.json /attributes/a~1b")]
    [InlineData("1/zarr.json", "\"clevel\":5", "\"clevel\":6", "1/zarr.json /codecs")]
    [InlineData("1/zarr.json", "\"fill_value\":0", "\"fill_value\":0,\"attributes\":{\"stain\":1}",
        "1/zarr.json /attributes/stain")]
    public async Task An_edit_outside_is_told_where_it_is(string key, string before, string after, string where)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        Folders.Edit(Path.Join(folder, key), before, after);
        Assert.Equal([where], await Api.Drift(id));
    }

    [Fact]
    public async Task Both_sides_of_a_difference_are_told()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 1, 1, 0.5, 0.25, 0.25);

        var report = (await Api.Get($"/v1/images/{id}/drift")).Is(200).Json;

        var difference = Assert.Single(report["differences"]!.AsArray())!;
        Assert.Equal(
            """[{"type":"scale","scale":[1.0,0.5,0.25,0.25]}]""", difference["catalog"]!.ToJsonString());
        Assert.Equal(
            """[{"type":"scale","scale":[1.0,0.5002025531914894,0.7207963069280418,0.7207963069280418]}]""",
            difference["store"]!.ToJsonString());
    }

    [Fact]
    public async Task A_level_that_is_gone_is_told_by_the_list_of_levels()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        var document = Documents.Read(folder, "zarr.json");
        document["attributes"]!["ome"]!["multiscales"]![0]!["datasets"]!.AsArray().RemoveAt(2);
        File.WriteAllText(Path.Join(folder, "zarr.json"), document.ToJsonString());
        Assert.Equal(["zarr.json /attributes/ome/multiscales/0/datasets"], await Api.Drift(id));
    }

    [Theory]
    [InlineData("zarr.json", "{", "[", "zarr.json", "json-invalid")]
    [InlineData("1/zarr.json", "\"shape\":", "\"form\":", "1/zarr.json", "zarr-member-missing")]
    public async Task What_cannot_be_read_is_an_error_and_a_drift(
        string key, string before, string after, string path, string rule)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        Folders.Edit(Path.Join(folder, key), before, after);

        var report = (await Api.Get($"/v1/images/{id}/drift")).Is(200).Json;

        Assert.True((bool)report["drifted"]!);
        Assert.Contains((path, rule), report["errors"]!.AsArray()
            .Select(error => ((string)error!["path"]!, (string)error["rule"]!)));
    }
}
