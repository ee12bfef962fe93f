using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Search;

public sealed class ResolveTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task An_id_means_the_record_and_a_reference_says_its_kind()
    {
        var id = NewName();
        (await Api.Post("/v1/images", Drafts.Image(id, Drafts.Array(id)))).Is(201);

        Assert.Equal([$"array {id}", $"image {id}"], (await Resolve(id)).Order());
        Assert.Equal([$"image {id}"], await Resolve($"image:{id}"));
        Assert.Equal([$"array {id}"], await Resolve($"array:{id}"));
        Assert.Empty(await Resolve($"dataset:{id}"));
        Assert.Empty(await Resolve($"house:{id}"));
    }

    [Fact]
    public async Task A_name_means_all_records_that_have_it_and_no_part_of_it_does()
    {
        var name = NewName();
        var ids = new List<string>();
        for (var number = 0; number < 2; number++)
        {
            var image = Drafts.Image(NewName(), Drafts.Array());
            image["name"] = name;
            ids.Add($"image {(await Api.Post("/v1/images", image)).Is(201).Json["id"]}");
        }

        Assert.Equal(ids.Order(), (await Resolve(name)).Order());
        Assert.Empty(await Resolve(name[..^1]));
    }

    [Theory]
    [InlineData("file://{0}")]
    [InlineData("file://{0}/")]
    [InlineData("file://localhost{0}/")]
    [InlineData("{0}")]
    [InlineData("{0}/")]
    public async Task An_address_and_a_path_mean_the_image_that_lies_there(string form)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var image = Assert.Single(await Api.ImportImages(folder));

        Assert.Equal([$"image {image}"], await Resolve(form.Replace("{0}", folder, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_path_of_a_level_means_its_array()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var image = Assert.Single(await Api.ImportImages(folder));
        var array = (string)(await Api.Get($"/v1/images/{image}")).Is(200).Json["levels"]![1]!["array"]!;

        Assert.Equal([$"array {array}"], await Resolve($"{folder}/1"));
        Assert.Equal([$"array {array}"], await Resolve($"file://{folder}/1/"));
    }

    [Fact]
    public async Task A_path_with_signs_that_addresses_escape_means_what_lies_there()
    {
        var folder = Folders.Copy(
            ConformanceFolder.Of(ConformanceFolder.Idr05), Path.Join(NewFolder(), "50% of µ & more.zarr"));
        var image = Assert.Single(await Api.ImportImages(folder));

        Assert.Equal([$"image {image}"], await Resolve(folder));
        Assert.Equal([$"image {image}"], await Resolve(
            (string)(await Api.Get($"/v1/images/{image}")).Is(200).Json["location"]!["store"]!));
        Assert.Equal("50% of µ & more", (string)(await Api.Get($"/v1/images/{image}")).Json["name"]!);
    }

    [Fact]
    public async Task Nothing_to_resolve_is_refused() =>
        (await Api.Get("/v1/resolve?ref=")).IsRefusal("/ref", "reference-missing");

    /// <summary>What a reference may mean, as kind and id.</summary>
    private async Task<string[]> Resolve(string reference) =>
    [
        .. (await Api.Get($"/v1/resolve?ref={Uri.EscapeDataString(reference)}")).Is(200).Json["items"]!.AsArray()
            .Select(item => $"{item!["kind"]} {item["id"]}"),
    ];
}
