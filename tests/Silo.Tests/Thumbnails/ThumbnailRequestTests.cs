using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>How pictures are asked for and answered.</summary>
public sealed class ThumbnailRequestTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly DrawnImage Image = new()
    {
        Shape = [32, 32],
        Value = index => index[0] * 8,
        Members = new() { ["omero"] = DrawnImage.Omero("FFFFFF 0 255") },
    };

    [Fact]
    public async Task A_picture_is_sent_again_only_when_it_changed()
    {
        var path = $"/thumbnails/{await Image.Register(Api, NewFolder())}.png";
        var first = (await Api.Get(path)).Is(200);

        Assert.Equal(("no-cache", "image/png", "*"), (
            first["Cache-Control"], first["Content-Type"], first["Access-Control-Allow-Origin"]));
        var again = (await Api.Get(path, ("If-None-Match", first.ETag))).Is(304);
        Assert.Equal((0, first.ETag, "no-cache"), (again.Bytes.Length, again.ETag, again["Cache-Control"]));
        Assert.Equal("*", again["Access-Control-Allow-Origin"]);
        (await Api.Get(path, ("If-None-Match", "\"other\""))).Is(200);
        var head = (await Api.Send("HEAD", path)).Is(200);
        Assert.Equal((first.ETag, first["Content-Length"], 0), (head.ETag, head["Content-Length"], head.Bytes.Length));
        Assert.Equal(first.ETag, (await Api.Get($"{path}?size=256")).Is(200).ETag);
        Assert.NotEqual(first.ETag, (await Api.Get($"{path}?size=255")).Is(200).ETag);
    }

    [Fact]
    public async Task An_edit_of_the_image_or_of_its_array_shows_at_the_next_look()
    {
        var id = await Image.Register(Api, NewFolder());
        var path = $"/thumbnails/{id}.png?size=32";
        var first = (await Api.Get(path)).Is(200);
        var record = (await Api.Get($"/v1/images/{id}")).Is(200);

        (await Api.Patch($"/v1/images/{id}", record.ETag, new JsonObject { ["omero"] = DrawnImage.Omero("FF0000 0 255") }))
            .Is(200);
        var red = (await Api.Get(path, ("If-None-Match", first.ETag))).Is(200);
        var array = (string)record.Json["levels"]![0]!["array"]!;
        (await Api.Patch($"/v1/arrays/{array}", "*", Drafts.Rescaled(1, 2))).Is(200);
        var wide = (await Api.Get(path, ("If-None-Match", red.ETag))).Is(200);

        Assert.Equal((248, 248, 248, 255), new DecodedPng(first.Bytes)[31, 0]);
        Assert.Equal((248, 0, 0, 255), new DecodedPng(red.Bytes)[31, 0]);
        Assert.Equal("32×16", new DecodedPng(wide.Bytes).Size);
    }

    [Fact]
    public async Task An_image_that_is_written_anew_in_its_store_gets_another_picture()
    {
        var folder = NewFolder();
        var path = $"/thumbnails/{await Image.Register(Api, folder)}.png?size=32";
        var first = (await Api.Get(path)).Is(200);

        var chunk = Path.Join(folder, "0", "c", "0", "0");
        var bytes = await File.ReadAllBytesAsync(chunk);
        await File.WriteAllBytesAsync(chunk, [.. bytes.Reverse()]);
        File.SetLastWriteTimeUtc(chunk, DateTime.UnixEpoch);

        var next = (await Api.Get(path, ("If-None-Match", first.ETag))).Is(200);
        Assert.NotEqual(first.Bytes, next.Bytes);
    }

    [Theory]
    [InlineData("15")]
    [InlineData("1025")]
    [InlineData("0")]
    [InlineData("-256")]
    [InlineData("256.0")]
    [InlineData("large")]
    [InlineData("99999999999999")]
    public async Task A_size_that_is_none_is_refused_with_the_rule(string size)
    {
        var path = $"/thumbnails/{await Image.Register(Api, NewFolder())}.png?size={size}";

        var error = (await Api.Get(path)).IsRefusal("/size", "size-invalid");

        Assert.Contains("16 to 1024", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16")]
    [InlineData("1024")]
    public async Task The_smallest_and_the_largest_size_are_answered(string size)
    {
        var answer = (await Api.Get($"/thumbnails/{await Image.Register(Api, NewFolder())}.png?size={size}")).Is(200);

        Assert.Equal($"{size}×{size}", new DecodedPng(answer.Bytes).Size);
    }

    [Fact]
    public async Task An_unknown_image_and_one_without_a_place_have_no_picture()
    {
        foreach (var id in (string[])["nobody", ".", "a%2Fb"])
        {
            var unknown = await Api.Get($"/thumbnails/{id}.png?size=3");
            Assert.Equal("/problems/not-found", (string)unknown.IsProblem(404)["type"]!);
            Assert.Equal("*", unknown["Access-Control-Allow-Origin"]);
        }

        var image = await Api.New("images", Drafts.Image(null, Drafts.Array()));
        var nowhere = await Api.Get($"/thumbnails/{image}.png");
        Assert.Equal("location-missing", (string)nowhere.IsProblem(409)["errors"]![0]!["rule"]!);
        Assert.Equal("*", nowhere["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task A_store_that_is_not_allowed_or_gone_is_told()
    {
        var gone = new Uri(Path.Join(NewFolder(), "gone/")).AbsoluteUri;
        foreach (var store in (string[])["https://elsewhere.test/a.zarr/", "file:///etc/", gone])
        {
            var answer = await Api.Get($"/thumbnails/{await Image.RegisterAt(Api, store)}.png");
            Assert.Equal("/problems/no-picture", (string)answer.IsProblem(409)["type"]!);
        }
    }

    [Fact]
    public async Task Pages_elsewhere_may_ask_before_they_ask_and_nobody_may_write()
    {
        var options = (await Api.Send("OPTIONS", "/thumbnails/any.png")).Is(204);

        Assert.Equal(("*", "GET, HEAD, OPTIONS"), (
            options["Access-Control-Allow-Origin"], options["Access-Control-Allow-Methods"]));
        (await Api.Post("/thumbnails/any.png", new JsonObject())).IsProblem(405);
    }

    [Fact]
    public async Task A_search_says_where_the_picture_of_an_image_is()
    {
        var word = NewName();
        var image = Image with { Members = new() { ["name"] = word } };
        var id = await image.Register(Api, NewFolder());
        (await Api.Post("/v1/datasets", new JsonObject { ["title"] = word })).Is(201);

        var items = (await Api.Get($"/v1/search?q={word}")).Is(200).Json["items"]!.AsArray();

        Assert.Equal(2, items.Count);
        foreach (var item in items)
        {
            Assert.Equal((string)item!["kind"]! == "image" ? $"/thumbnails/{id}.png" : null, (string?)item["thumbnail"]);
        }

        (await Api.Get((string)items.Single(item => (string)item!["kind"]! == "image")!["thumbnail"]!)).Is(200);
        var lines = (await Api.Get($"/v1/search?q={word}&kind=image&format=ndjson")).Is(200);
        Assert.Equal($"/thumbnails/{id}.png", (string)lines.Json["thumbnail"]!);
    }
}
