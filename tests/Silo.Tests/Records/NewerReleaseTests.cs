using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Commits;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>Records with members that a later release wrote, and this one does not know.</summary>
public sealed class NewerReleaseTests(RunningSilo silo) : SiloTests(silo), IAsyncLifetime
{
    private readonly RunningSilo _silo = silo;
    private readonly List<(string Kind, string Id, string Member)> _added = [];

    public Task InitializeAsync() => Task.CompletedTask;

    // Whoever lists records after this test shall be able to read them.
    public async Task DisposeAsync()
    {
        foreach (var (kind, id, member) in _added)
        {
            await Write("body::jsonb #- $3::text[]", kind, id, member);
        }
    }

    [Theory]
    [InlineData("array", "{later}")]
    [InlineData("image", "{later}")]
    [InlineData("image", "{levels,0,later}")]
    public async Task A_record_with_a_member_that_is_not_known_is_served_and_refuses_changes(string kind, string member)
    {
        var name = await NewImage();
        await Add(kind, name, member);
        var (address, before) = ($"/v1/{kind}s/{name}", await Body(kind, name));

        var served = (await Api.Get(address)).Is(200);
        var body = served.Json.AsObject();
        var patch = kind == "array" ? Drafts.Rescaled(2, 2) : new JsonObject { ["name"] = "another" };
        foreach (var answer in (Answer[])
        [
            await Api.Patch(address, served.ETag, patch.DeepClone().AsObject()),
            await Api.Post("/v1/commits", Changes.Commit(Changes.Patch(address, served.ETag, patch))),
            await Api.Post($"/v1/images/{name}:calibrate",
                new JsonObject { ["scale"] = new JsonObject { ["y"] = 2, ["x"] = 2 } },
                ("If-Match", (await Api.Get($"/v1/images/{name}")).ETag)),
        ])
        {
            if (kind == "image" && answer.Request.Contains("calibrate", StringComparison.Ordinal))
            {
                // Changes the array alone.
                answer.Is(200);
                continue;
            }

            Assert.Equal("/problems/newer-release", (string)answer.IsProblem(503)["type"]!);
            Assert.NotNull(answer["Retry-After"]);
        }

        Assert.Equal(1, (long)body["version"]!);
        Assert.Equal(before, await Body(kind, name));
        Assert.Single((await Api.Get($"{address}/history")).Is(200).Json["items"]!.AsArray());
        (await Api.Get($"/zarr/0.5/{name}.zarr/zarr.json")).Is(200);
    }

    [Fact]
    public async Task A_transformation_with_a_member_that_is_not_known_is_read_by_other_nodes_only()
    {
        var name = await NewImage();
        await Add("array", name, "{coordinateTransformations,0,later}");

        var answer = await Api.Get($"/v1/arrays/{name}");

        Assert.Equal("/problems/newer-release", (string)answer.IsProblem(503)["type"]!);
        Assert.NotNull(answer["Retry-After"]);
    }

    [Fact]
    public async Task A_member_of_an_axis_that_is_not_known_is_kept_whatever_else_changes()
    {
        var name = await NewImage();
        await Add("array", name, "{axes,0,later}");

        await Patch($"/v1/arrays/{name}", Drafts.Rescaled(2, 2));

        Assert.NotNull((await Api.Get($"/v1/arrays/{name}")).Is(200).Json["axes"]![0]!["later"]);
    }

    [Fact]
    public async Task A_record_keeps_the_member_while_the_records_around_it_change()
    {
        var (withImage, withArray) = (await NewImage(), await NewImage());
        await Add("image", withImage, "{levels,0,later}");
        await Add("array", withArray, "{later}");
        var (image, array) = (await Body("image", withImage), await Body("array", withArray));

        await Patch($"/v1/arrays/{withImage}", Drafts.Rescaled(2, 2));
        await Patch($"/v1/images/{withArray}", new JsonObject { ["name"] = "another" });

        Assert.Equal(2, (long)(await Api.Get($"/v1/images/{withImage}")).Is(200)
            .Json["view"]!["arrayVersions"]![withImage]!);
        Assert.Equal((image, array), (await Body("image", withImage), await Body("array", withArray)));
    }

    /// <summary>An image with one array of the same name, which no grain holds yet.</summary>
    private async Task<string> NewImage()
    {
        var name = NewName();
        (await Api.Post("/v1/commits", Changes.Commit(
            Changes.Put($"/v1/images/{name}", Drafts.Image(null, Drafts.Array(name)))))).Is(200);
        return name;
    }

    private async Task Patch(string address, JsonObject patch) =>
        (await Api.Patch(address, (await Api.Get(address)).Is(200).ETag, patch)).Is(200);

    /// <summary>Writes a member into a record as a later release would.</summary>
    private async Task Add(string kind, string id, string member)
    {
        await Write("jsonb_set(body::jsonb, $3::text[], '{\"of\": [1, 2]}')", kind, id, member);
        _added.Add((kind, id, member));
        Assert.Contains("later", await Body(kind, id), StringComparison.Ordinal);
    }

    private async Task Write(string body, string kind, string id, string member)
    {
        await using var connection = await _silo.OpenDatabase();
        await using var command = new Npgsql.NpgsqlCommand(
            $"update records set body = ({body})::json where kind = $1 and id = $2", connection)
        {
            Parameters = { new() { Value = kind }, new() { Value = id }, new() { Value = member } },
        };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private async Task<string> Body(string kind, string id)
    {
        await using var connection = await _silo.OpenDatabase();
        await using var command = new Npgsql.NpgsqlCommand(
            "select body::text from records where kind = $1 and id = $2", connection)
        {
            Parameters = { new() { Value = kind }, new() { Value = id } },
        };
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
