using System.Text.Json.Nodes;
using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>What happens when the scale of one level is corrected.</summary>
public sealed class PatchTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly double[] Corrected = [1, 0.5, 0.123456789012345678, 4e-7];

    [Fact]
    public async Task A_corrected_scale_shows_in_the_next_documents_of_all_versions()
    {
        var (image, array) = await NewImage();
        var before = await Api.Ome("0.5", image);
        await Api.Ome("0.4", image);
        await Api.MetadataOme("0.4", image);

        await Correct(array);

        foreach (var ome in new[] { await Api.Ome("0.4", image), await Api.Ome("0.5", image),
            await Api.MetadataOme("0.4", image), await Api.MetadataOme("0.5", image) })
        {
            Assert.Equal(Bits(Corrected), Documents.ScaleBits(ome)[1]);
            Assert.Equal(Documents.ScaleBits(before)[0], Documents.ScaleBits(ome)[0]);
            Assert.Equal(Documents.ScaleBits(before)[2], Documents.ScaleBits(ome)[2]);
        }
    }

    [Fact]
    public async Task A_corrected_scale_gives_the_group_another_tag_and_leaves_those_of_the_arrays()
    {
        var (image, array) = await NewImage();
        var group = (await Api.Get($"/zarr/0.5/{image}.zarr/zarr.json")).ETag;
        var level = (await Api.Get($"/zarr/0.5/{image}.zarr/1/zarr.json")).ETag;

        await Correct(array);

        (await Api.Get($"/zarr/0.5/{image}.zarr/zarr.json", ("If-None-Match", group))).Is(200);
        (await Api.Get($"/zarr/0.5/{image}.zarr/1/zarr.json", ("If-None-Match", level))).Is(304);
    }

    [Fact]
    public async Task The_revision_of_the_view_rises_and_the_view_names_the_version_of_the_array()
    {
        var (image, array) = await NewImage();
        var before = (await Api.Get($"/v1/images/{image}")).Is(200);

        await Correct(array);

        var after = (await Api.Get($"/v1/images/{image}", ("If-None-Match", before.ETag))).Is(200);
        Assert.Equal((long)before.Json["version"]!, (long)after.Json["version"]!);
        Assert.True((long)after.Json["view"]!["revision"]! > (long)before.Json["view"]!["revision"]!);
        Assert.Equal(1, (long)before.Json["view"]!["arrayVersions"]![array]!);
        Assert.Equal(2, (long)after.Json["view"]!["arrayVersions"]![array]!);
        Assert.Equal(3, after.Json["view"]!["arrayVersions"]!.AsObject().Count);
        (await Api.Get($"/v1/images/{image}", ("If-None-Match", after.ETag))).Is(304);
    }

    [Fact]
    public async Task The_extent_follows_the_scale()
    {
        var (image, array) = await NewImage();
        var before = (await Api.Get($"/v1/images/{image}")).Json["view"]!["extent"]!;

        var patch = Drafts.Rescaled(1, 0.5, 100, 0.4);
        (await Api.Patch($"/v1/arrays/{array}", (await Api.Get($"/v1/arrays/{array}")).ETag, patch)).Is(200);

        var after = (await Api.Get($"/v1/images/{image}")).Json["view"]!["extent"]!;
        Assert.Equal((double)before["max"]![1]!, (double)after["max"]![1]!);
        Assert.Equal(100 * 127.5, (double)after["max"]![2]!);
        Assert.Equal(-50, (double)after["min"]![2]!);
    }

    [Fact]
    public async Task The_history_tells_both_versions_and_what_changed()
    {
        var (_, array) = await NewImage();
        var answer = await Correct(array, "?reason=measured%20anew");

        var history = (await Api.Get($"/v1/arrays/{array}/history")).Is(200).Json["items"]!.AsArray();

        Assert.Equal([2L, 1L], history.Select(entry => (long)entry!["version"]!));
        Assert.Equal("measured anew", (string)history[0]!["reason"]!);
        Assert.StartsWith("imported from file:///", (string)history[1]!["reason"]!, StringComparison.Ordinal);
        var changed = history[0]!["changed"]!.AsArray().Select(pointer => (string)pointer!).ToList();
        Assert.NotEmpty(changed);
        Assert.All(changed, pointer =>
            Assert.StartsWith("/coordinateTransformations/0", pointer, StringComparison.Ordinal));
        Assert.Equal((string)answer.Json["updatedAt"]!, (string)history[0]!["at"]!);
        Assert.True((DateTimeOffset)history[0]!["at"]! > (DateTimeOffset)history[1]!["at"]!);
    }

    [Fact]
    public async Task Old_versions_can_be_read_by_number_and_by_time()
    {
        var (_, array) = await NewImage();
        var address = $"/v1/arrays/{array}";
        var first = (await Api.Get(address)).Is(200).Json;
        var second = (await Correct(array)).Json;

        AssertScale(first, (await Api.Get($"{address}?version=1")).Is(200).Json);
        AssertScale(second, (await Api.Get($"{address}?version=2")).Is(200).Json);
        AssertScale(first, (await Api.Get($"{address}?asOf={Time(first)}")).Is(200).Json);
        AssertScale(second, (await Api.Get($"{address}?asOf={Time(second)}")).Is(200).Json);
        (await Api.Get($"{address}?asOf=2001-02-03T04:05:06Z")).IsProblem(404);
        (await Api.Get($"{address}?version=3")).IsProblem(404);
        (await Api.Get($"{address}?version=0")).IsProblem(404);
        (await Api.Get($"{address}?version=one")).IsRefusal("/version", "version-invalid");
        (await Api.Get($"{address}?asOf=yesterday")).IsRefusal("/asOf", "time-invalid");

        static string Time(JsonNode record) => Uri.EscapeDataString((string)record["updatedAt"]!);

        static void AssertScale(JsonNode expected, JsonNode actual)
        {
            Assert.Equal((long)expected["version"]!, (long)actual["version"]!);
            Assert.True(JsonNode.DeepEquals(
                expected["coordinateTransformations"], actual["coordinateTransformations"]), actual.ToJsonString());
        }
    }

    [Fact]
    public async Task The_feed_lists_changes_in_their_order_and_by_the_names_that_the_answers_gave()
    {
        var (image, array) = await NewImage();
        var mark = await Api.Mark();
        string[] names =
        [
            (await Correct(array))["Change"]!,
            (await Api.Patch(
                $"/v1/images/{image}", (await Api.Get($"/v1/images/{image}")).ETag, new JsonObject { ["name"] = "b" }))
                .Is(200)["Change"]!,
            (await Api.Post("/v1/arrays", Drafts.Array())).Is(201)["Change"]!,
        ];

        var entries = await Api.Since(mark);

        Assert.Equal(names, entries.Select(entry => (string)entry["change"]!));
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(
            [("array", array, 2L), ("image", image, 2L)],
            entries.Take(2).Select(entry => ((string)entry["kind"]!, (string)entry["id"]!, (long)entry["version"]!)));
        Assert.All(entries, entry => Assert.NotEqual("", (string)entry["by"]!));
    }

    [Fact]
    public async Task A_member_that_is_null_is_removed_and_objects_are_merged()
    {
        var address = $"/v1/datasets/{(string)(await Api.Post("/v1/datasets", new JsonObject
        {
            ["title"] = "merged",
            ["description"] = "goes",
            ["attributes"] = JsonNode.Parse("""{"keep":1.50,"change":{"a":1,"b":2},"drop":[1],"list":[1,2,3]}"""),
        })).Is(201).Json["id"]!}";

        var patch = JsonNode.Parse(
            """{"description":null,"attributes":{"drop":null,"change":{"b":3,"c":null},"list":[9]}}""")!;
        var merged = (await Api.Patch(address, (await Api.Get(address)).ETag, patch)).Is(200).Json;

        Assert.Null(merged["description"]);
        Assert.Equal("merged", (string)merged["title"]!);
        Assert.Equal("""{"keep":1.50,"change":{"a":1,"b":3},"list":[9]}""", Ordered(merged["attributes"]!));

        static string Ordered(JsonNode attributes) => new JsonObject(((string[])["keep", "change", "list"])
            .Select(name => KeyValuePair.Create(name, attributes[name]?.DeepClone()))).ToJsonString();
    }

    private async Task<Answer> Correct(string array, string query = "")
    {
        var address = $"/v1/arrays/{array}";
        var current = (await Api.Get(address)).Is(200);
        var answer = (await Api.Patch(address + query, current.ETag, Drafts.Rescaled(Corrected))).Is(200);
        Assert.Equal(2, (long)answer.Json["version"]!);
        Assert.Equal(answer.ETag, (await Api.Get(address)).ETag);
        return answer;
    }

    /// <summary>A new sample image, and the array of its level 1.</summary>
    private async Task<(string Image, string Array)> NewImage()
    {
        var sample = await SampleImage.Write(Path.Join(NewFolder(), ".."), null, CancellationToken.None);
        var image = (await Api.ImportImages(NewCopy(sample)))[0];
        var record = (await Api.Get($"/v1/images/{image}")).Is(200).Json;
        return (image, (string)record["levels"]![1]!["array"]!);
    }

    private static long[] Bits(double[] numbers) => [.. numbers.Select(BitConverter.DoubleToInt64Bits)];
}
