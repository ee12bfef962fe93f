using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

public sealed class PreconditionTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly byte[] NoJson = "{"u8.ToArray();

    [Fact]
    public async Task A_change_based_on_an_old_version_is_412_and_changes_nothing()
    {
        var (address, first) = await NewArray();
        var second = (await Api.Patch(address, first, Drafts.Rescaled(2, 2))).Is(200);

        await Api.StoresNothing(async () =>
        {
            var conflict = (await Api.Patch(address, first, Drafts.Rescaled(3, 3))).IsProblem(412);
            Assert.Equal("/problems/version-conflict", (string)conflict["type"]!);
            Assert.Contains("version 2", (string)conflict["detail"]!, StringComparison.Ordinal);
            (await Api.Put(address, Drafts.Array(), ("If-Match", first))).IsProblem(412);
            (await Api.Delete(address, first)).IsProblem(412);
            (await Api.Patch(address, "\"99-0\"", Drafts.Rescaled(3, 3))).IsProblem(412);
            (await Api.Patch(address, "\"nonsense\"", Drafts.Rescaled(3, 3))).IsProblem(412);
        });

        var current = (await Api.Get(address)).Is(200);
        Assert.Equal(second.ETag, current.ETag);
        Assert.Equal(2, (double)current.Json["coordinateTransformations"]![0]!["scale"]![0]!);
    }

    [Fact]
    public async Task A_change_that_names_no_version_is_428_and_changes_nothing()
    {
        var (address, _) = await NewArray();

        await Api.StoresNothing(async () =>
        {
            (await Api.Patch(address, null, Drafts.Rescaled(3, 3))).IsProblem(428);
            (await Api.Put(address, Drafts.Array())).IsProblem(428);
            (await Api.Delete(address, null)).IsProblem(428);
        });
    }

    [Fact]
    public async Task What_is_missing_comes_before_preconditions_and_these_before_the_body()
    {
        var (address, tag) = await NewArray();
        var (missing, old) = ($"/v1/arrays/{NewName()}", "\"77-0\"");

        foreach (var method in new[] { "PATCH", "PUT" })
        {
            Assert.Equal(404, (await Api.SendBytes(method, missing, NoJson, ("If-Match", old))).Status);
            Assert.Equal(428, (await Api.SendBytes(method, address, NoJson)).Status);
            Assert.Equal(412, (await Api.SendBytes(method, address, NoJson, ("If-Match", old))).Status);
            Assert.Equal(400, (await Api.SendBytes(method, address, NoJson, ("If-Match", tag))).Status);
        }

        Assert.Equal(404, (await Api.SendBytes("PATCH", missing, NoJson)).Status);
        Assert.Equal(404, (await Api.Delete(missing, null)).Status);
    }

    [Fact]
    public async Task A_tag_counts_by_its_version_alone_also_weak_in_a_list_or_as_a_star()
    {
        var (address, tag) = await NewArray();
        var image = Drafts.Image(null, address.Split('/')[^1]);
        (await Api.Post("/v1/images", image)).Is(201);
        Assert.NotEqual(tag, (await Api.Get(address)).ETag);

        (await Api.Patch(address, tag, Drafts.Rescaled(2, 2))).Is(200);
        (await Api.Patch(address, "\"1-0\", \"2-0\"", Drafts.Rescaled(3, 3))).Is(200);
        (await Api.Patch(address, "W/\"3-0\"", Drafts.Rescaled(4, 4))).Is(200);
        var last = (await Api.Patch(address, "*", Drafts.Rescaled(5, 5))).Is(200);
        Assert.Equal(5, (long)last.Json["version"]!);
    }

    [Fact]
    public async Task If_None_Match_star_creates_and_never_replaces()
    {
        var address = $"/v1/arrays/{NewName()}";

        (await Api.Put(address, Drafts.Array(), ("If-None-Match", "*"))).Is(201);

        await Api.StoresNothing(async () =>
        {
            (await Api.Put(address, Drafts.Array(), ("If-None-Match", "*"))).IsProblem(412);
            var tag = (await Api.Get(address)).ETag;
            (await Api.Put(address, Drafts.Array(), ("If-None-Match", "*"), ("If-Match", tag))).IsProblem(412);
        });
    }

    [Fact]
    public async Task What_was_got_can_be_put_and_stays_what_it_is()
    {
        var (array, _) = await NewArray();
        var image = $"/v1/images/{NewName()}";
        (await Api.Put(image, Drafts.Image(null, array.Split('/')[^1]))).Is(201);

        foreach (var address in new[] { array, image, "/v1/datasets/default" })
        {
            var got = (await Api.Get(address)).Is(200);
            var put = (await Api.Put(address, got.Json, ("If-Match", got.ETag))).Is(200);

            Assert.Equal((long)got.Json["version"]! + 1, (long)put.Json["version"]!);
            var history = (await Api.Get($"{address}/history?limit=1")).Is(200).Json["items"]![0]!;
            Assert.Empty(history["changed"]!.AsArray());
            Assert.Equal(Essence(got.Json), Essence(put.Json));
        }
    }

    [Fact]
    public async Task Fields_that_the_server_derives_are_ignored()
    {
        var derived = Drafts.Array();
        derived["version"] = 77;
        derived["createdBy"] = "somebody";
        derived["updatedAt"] = "1999-01-01T00:00:00Z";
        derived["shape"] = new JsonArray(1, 2, 3);
        derived["dataType"] = "float64";
        derived["zarrFormat"] = 2;
        derived["referencedBy"] = new JsonArray("nobody");

        var made = (await Api.Post("/v1/arrays", derived)).Is(201).Json;

        Assert.Equal(1, (long)made["version"]!);
        Assert.NotEqual("somebody", (string)made["createdBy"]!);
        Assert.True((DateTimeOffset)made["updatedAt"]! > DateTimeOffset.UnixEpoch.AddYears(50));
        Assert.Equal([512L, 512L], made["shape"]!.AsArray().Select(size => (long)size!));
        Assert.Equal(("uint16", 3), ((string)made["dataType"]!, (int)made["zarrFormat"]!));
        Assert.Empty(made["referencedBy"]!.AsArray());
    }

    [Fact]
    public async Task A_dry_run_answers_what_would_be_and_changes_nothing()
    {
        var (address, tag) = await NewArray();
        var image = Drafts.Image(NewName(), Drafts.Array(NewName()));

        await Api.StoresNothing(async () =>
        {
            var patched = (await Api.Patch($"{address}?dryRun=true", tag, Drafts.Rescaled(9, 9))).Is(200).Json;
            Assert.Equal(2, (long)patched["version"]!);
            Assert.Equal(9, (double)patched["coordinateTransformations"]![0]!["scale"]![0]!);

            var posted = await Api.Post("/v1/images?dryRun=true", image);
            Assert.True(posted.Status is 200 or 201, posted.Text);
            Assert.Equal((string)image["id"]!, (string)posted.Json["id"]!);
            (await Api.Put($"/v1/arrays/{NewName()}?dryRun=true", Drafts.Array())).Json["version"]!.GetValue<long>();
            (await Api.Patch($"{address}?dryRun=true", tag, Drafts.Rescaled(9))).IsProblem(400);
        });

        Assert.Equal(tag, (await Api.Get(address)).Is(200).ETag);
        (await Api.Get($"/v1/images/{image["id"]}")).Is(404);
    }

    [Fact]
    public async Task A_dry_run_of_a_deletion_deletes_nothing()
    {
        var (address, tag) = await NewArray();

        await Api.StoresNothing(async () => (await Api.Delete($"{address}?dryRun=true", tag)).Is(200));

        Assert.Equal(tag, (await Api.Get(address)).Is(200).ETag);
    }

    private async Task<(string Address, string Tag)> NewArray()
    {
        var made = (await Api.Post("/v1/arrays", Drafts.Array())).Is(201);
        Assert.Equal($"/v1/arrays/{made.Json["id"]}", made["Location"]);
        Assert.Equal(made.ETag, (await Api.Get(made["Location"]!)).ETag);
        return (made["Location"]!, made.ETag);
    }

    /// <summary>A record without what every version changes.</summary>
    private static string Essence(JsonNode record)
    {
        var essence = record.DeepClone().AsObject();
        foreach (var name in new[] { "version", "updatedAt", "updatedBy", "view" })
        {
            essence.Remove(name);
        }

        return essence.ToJsonString();
    }
}
