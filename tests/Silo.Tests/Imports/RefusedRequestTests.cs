using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>Imports that are not even accepted.</summary>
public sealed class RefusedRequestTests(RunningSilo silo) : SiloTests(silo)
{
    private readonly string _root = silo.Root;

    [Fact]
    public async Task A_path_outside_the_allowed_folders()
    {
        using var outside = new TestFolder();
        foreach (var source in new[]
        {
            outside.Path, "/", "/etc", "/nowhere/at/all", $"{_root}/../../etc", $"file://{_root}/../..",
            $"file://{_root}/%2e%2e/%2e%2e", $"{_root}-beside",
        })
        {
            await Refused(source, "path-outside-roots");
        }
    }

    [Fact]
    public async Task A_link_that_leads_outside_and_one_that_comes_back()
    {
        using var outside = new TestFolder();
        var folder = NewFolder();
        Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(outside.Path, "image.zarr"));
        Directory.CreateSymbolicLink(Path.Join(folder, "link"), outside.Path);
        Directory.CreateSymbolicLink(Path.Join(outside.Path, "back"), folder);

        await Refused(Path.Join(folder, "link"), "path-outside-roots");
        await Refused(Path.Join(folder, "link", "image.zarr"), "path-outside-roots");
        await Refused(Path.Join(folder, "link", "..", "link"), "path-outside-roots");
        Assert.Equal("failed", (string)(await Api.Import(Path.Join(folder, "link", "back")))["state"]!);
    }

    [Theory]
    [InlineData("s3://bucket/image.zarr", "store-unsupported")]
    [InlineData("ftp://example.org/image.zarr", "store-unsupported")]
    [InlineData("image.zarr", "address-invalid")]
    [InlineData("file://elsewhere/data", "address-invalid")]
    [InlineData("file:///data?x", "address-invalid")]
    [InlineData("file:///data/%", "address-invalid")]
    [InlineData("file:///data/%00", "address-invalid")]
    [InlineData("file:///data/%ff", "address-invalid")]
    public async Task An_address_that_cannot_be_read(string source, string rule) => await Refused(source, rule);

    [Fact]
    public async Task A_folder_that_is_not_there_and_a_file()
    {
        var folder = NewFolder();
        await File.WriteAllTextAsync(Path.Join(folder, "file"), "");

        await Refused(Path.Join(folder, "nothing"), "store-missing");
        await Refused(Path.Join(folder, "file"), "store-missing");
    }

    [Fact]
    public async Task A_request_that_does_not_fit()
    {
        await Api.StoresNothing(async () =>
        {
            (await Api.Post("/v1/imports", new JsonObject())).IsProblem(400);
            (await Api.Post("/v1/imports", new JsonObject { ["source"] = " " })).IsRefusal("/source", "source-missing");
            (await Api.Post("/v1/imports", new JsonObject { ["source"] = 5 })).IsRefusal("/source", "json-mismatch");
            (await Api.Post("/v1/imports", new JsonObject { ["source"] = NewFolder(), ["deep"] = true }))
                .IsRefusal("/deep", "json-mismatch");
            (await Api.Post("/v1/imports", new JsonObject { ["source"] = NewFolder(), ["dataset"] = NewName() }))
                .IsRefusal("/dataset", "dataset-unknown");
            (await Api.Post("/v1/imports", new JsonArray())).IsProblem(400);
        });
    }

    [Fact]
    public async Task An_import_that_does_not_exist()
    {
        (await Api.Get("/v1/imports/none")).IsProblem(404);
        (await Api.Delete("/v1/imports/none", null)).IsProblem(404);
    }

    private async Task Refused(string source, string rule) => await Api.StoresNothing(async () =>
    {
        var answer = await Api.Post("/v1/imports", new JsonObject { ["source"] = source });
        var refusal = answer.IsRefusal("/source", rule);
        Assert.Contains(source, (string)refusal["message"]!, StringComparison.Ordinal);
    });
}
