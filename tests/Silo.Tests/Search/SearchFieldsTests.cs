using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Silo.Tests.Transforms;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Search;

/// <summary>Images that reach a space through fields, by where they lie there. All images are 256 micrometres wide.</summary>
public sealed class SearchFieldsTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Images_are_found_behind_a_field_and_directly_behind_their_own()
    {
        var (atlas, brain) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(brain, atlas, Field((y, x) => [1000 + (y / 100), -2000 + (x / 200)]));
        var (near, _) = await Api.NewImage();
        var (far, _) = await Api.NewImage();
        var (own, _) = await Api.NewImage();
        await Api.Align(near, brain, Spaces.Shift(0, 0));
        await Api.Align(far, brain, Spaces.Affine([0.8, -0.6, 4000], [0.6, 0.8, 3000]));
        await Api.Align(own, atlas, new JsonObject
        {
            ["type"] = "sequence",
            ["transformations"] = new JsonArray(Spaces.Shift(500, 0), Field((_, _) => [5000, 0])),
        });

        Assert.Equal([near], await Found(atlas, "point=1100,-1900"));
        Assert.Equal([far], await Found(atlas, "bbox=5040,1115,5041,1116"));
        Assert.Equal([own], await Found(atlas, "point=5600,100"));
        Assert.Empty(await Found(atlas, "bbox=0,0,900,900"));
        Assert.Equal(new[] { near, far }.Order(), (await Found(atlas, "bbox=1000,-3000,5100,2000")).Order());
        Assert.Equal(new[] { near, far, own }.Order(), (await Found(atlas, null)).Order());
        Assert.Equal(3, (int)(await Api.Get($"/v1/search?space={atlas}&limit=1")).Is(200).Json["matched"]!["count"]!);

        // The atlas's box in the space of the image, and where a label image lies.
        Assert.Equal([near], await Found(brain, "point=100,100"));
        Assert.Equal([own], await Found(brain, "point=4550,2010"));
        Assert.Empty(await Found(near, "bbox=900,900,1000,1000"));
    }

    [Fact]
    public async Task The_answer_is_that_of_the_paths_with_pins_and_as_of_a_time()
    {
        var (atlas, brain) = (await Api.NewSpace(), await Api.NewSpace());
        var field = await Api.Align(brain, atlas, Field((_, _) => [1000, 0]));
        var (image, _) = await Api.NewImage();
        var (other, _) = await Api.NewImage();
        await Api.Align(image, brain, Spaces.Shift(0, 0));
        await Api.Align(other, brain, Spaces.Shift(3000, 0));
        var time = (string)(await Api.Get($"/v1/alignments/{field}")).Is(200).Json["updatedAt"]!;
        await Api.AddDefault(field, Field((_, _) => [0, 2000]));

        Assert.Equal([image], await Found(atlas, "point=100,2100"));
        Assert.Equal([image], await Found(atlas, $"point=1100,100&pin={field}@1"));
        Assert.Empty(await Found(atlas, "point=1100,100"));
        Assert.Equal([other], await Found(atlas, $"point=4100,100&pin={field}@1"));
        Assert.Empty(await Found(atlas, $"point=100,2100&pin={field}@1"));
        Assert.Empty(await Found(atlas, $"point=100,2100&asOf={time}"));
        Assert.Empty(await Found(other, "bbox=0,0,200,200"));
    }

    [Fact]
    public async Task What_overlaps_an_image_behind_a_field_is_found()
    {
        var (atlas, brain) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(brain, atlas, Field((y, x) => [x / 10, y / 10]));
        var (there, _) = await Api.NewImage();
        var (here, _) = await Api.NewImage();
        var (away, _) = await Api.NewImage();
        await Api.Align(there, atlas, Spaces.Shift(1000, 1000));
        await Api.Align(here, brain, Spaces.Shift(900, 900));
        await Api.Align(away, brain, Spaces.Shift(1500, 1500));

        Assert.Equal([here], await Ids($"/v1/search?overlaps={there}"));
        Assert.Equal([there], await Ids($"/v1/search?overlaps={here}"));
        Assert.Empty(await Ids($"/v1/search?overlaps={away}"));
    }

    [Fact]
    public async Task A_field_that_comes_later_is_searched_too()
    {
        var (atlas, brain) = (await Api.NewSpace(), await Api.NewSpace());
        var folder = NewFolder();
        await Api.Align(brain, atlas, Transformation($"file://{folder}"));
        var (image, _) = await Api.NewImage();
        await Api.Align(image, brain, Spaces.Shift(0, 0));
        Assert.Empty(await Found(atlas, "point=1100,100"));

        Write(folder, (_, _) => [1000, 0]);

        Assert.Equal([image], await Found(atlas, "point=1100,100"));
        Assert.Empty(await Found(atlas, "point=100,100"));
    }

    [Fact]
    public async Task What_the_index_takes_for_near_is_found_only_where_the_field_leads()
    {
        // The index has one number for about twelve samples.
        var atlas = await Api.NewSpace();
        var (image, _) = await Api.NewImage();
        await Api.Align(image, atlas, Field((y, _) => y <= 400 ? [5000, 0] : [7000, 0]));

        // One beside it, of which the index knows all.
        var (exact, _) = await Api.NewImage();
        await Api.Align(exact, atlas, Spaces.Shift(20000, 0));

        Assert.Equal([image], await Found(atlas, "point=5100,100"));
        Assert.Empty(await Found(atlas, "point=6500,100"));
        Assert.Equal(new[] { image, exact }.Order(), (await Found(atlas, "bbox=5100,100,20100,100")).Order());
        Assert.Equal([image], await Ids($"/v1/search?filter={Uri.EscapeDataString(
            $"S_INTERSECTS(\"in.{atlas["space:".Length..]}\", BBOX(5100,100,5101,101))")}"));
        Assert.Empty(await Ids($"/v1/search?filter={Uri.EscapeDataString(
            $"S_INTERSECTS(\"in.{atlas["space:".Length..]}\", BBOX(6500,100,6501,101))")}"));
    }

    [Fact]
    public async Task An_image_before_its_own_field_is_found_where_it_lies_after_it_is_corrected()
    {
        var atlas = await Api.NewSpace();
        var (image, array) = await Api.NewImage();
        await Api.Align(image, atlas, Field((_, _) => [1000, 0]));
        (await Api.Patch($"/v1/arrays/{array["array:".Length..]}", "*", new JsonObject
        {
            ["coordinateTransformations"] = new JsonArray(Drafts.Scale(1, 1)),
        })).Is(200);

        Assert.Equal([image], await Found(atlas, "point=1500,500"));
        Assert.Empty(await Found(atlas, "point=500,500"));
    }

    private async Task<string[]> Found(string space, string? place) => await Ids($"/v1/search?space={space}&{place}");

    /// <summary>The images found, but for the image itself whose space is searched.</summary>
    private async Task<string[]> Ids(string query) =>
    [
        .. (await Api.Items($"{query}{(query.Contains("limit", StringComparison.Ordinal) ? "" : "&limit=1000")}"))
            .Select(item => $"image:{(string)item["id"]!}")
            .Where(image => !query.Contains($"space={image}", StringComparison.Ordinal)),
    ];

    private JsonObject Field(Func<double, double, double[]> vector) => Transformation(Write(NewFolder(), vector));

    private static JsonObject Transformation(string address) => new() { ["type"] = "displacements", ["path"] = address };

    /// <summary>A field from −1000 to 9000 along both axes.</summary>
    private static string Write(string folder, Func<double, double, double[]> vector) =>
        FieldFile.Write(folder, "displacement", [101, 101], 100, -1000, place => vector(place[0], place[1]));
}
