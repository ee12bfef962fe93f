using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>Many writers at once: none is lost, none is doubled.</summary>
public sealed class ConcurrencyTests(RunningSilo silo) : SiloTests(silo)
{
    private const int Clients = 8;

    [Fact]
    public async Task Eight_clients_that_read_modify_and_write_one_array_lose_nothing()
    {
        const int writes = 200;
        var array = Drafts.Array();
        array["attributes"] = new JsonObject { ["count"] = 0 };
        var address = (await Api.Post("/v1/arrays", array)).Is(201)["Location"]!;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var written = 0; written < writes;)
            {
                written += await Increment(address, client) ? 1 : 0;
            }
        })));

        var last = (await Api.Get(address)).Is(200).Json;
        Assert.Equal((Clients * writes) + 1, (long)last["version"]!);
        Assert.Equal(Clients * writes, (int)last["attributes"]!["count"]!);
        foreach (var client in Enumerable.Range(0, Clients))
        {
            Assert.Equal(writes, (int)last["attributes"]![$"client{client}"]!);
        }

        var history = await Api.Items($"{address}/history?limit=1000");
        Assert.Equal(
            Enumerable.Range(1, (Clients * writes) + 1).Reverse(), history.Select(entry => (int)entry["version"]!));
        var times = history.Select(entry => (DateTimeOffset)entry["at"]!).ToList();
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(times.Distinct(), times);
        for (var version = 1; version <= (Clients * writes) + 1; version += 320)
        {
            var old = (await Api.Get($"{address}?version={version}")).Is(200).Json;
            Assert.Equal(version - 1, (int)old["attributes"]!["count"]!);
        }
    }

    [Theory]
    [InlineData("arrays")]
    [InlineData("images")]
    [InlineData("datasets")]
    public async Task Of_many_registrations_of_one_id_exactly_one_succeeds(string kind)
    {
        for (var round = 0; round < 5; round++)
        {
            var id = NewName();
            var answers = await AtOnce(client => kind switch
            {
                "arrays" => Api.Post("/v1/arrays", Drafts.Array(id, client + 1)),
                "images" => Api.Post("/v1/images", Drafts.Image(id, Drafts.Array(pixel: client + 1))),
                _ => Api.Post("/v1/datasets", new JsonObject { ["id"] = id, ["title"] = $"{client}" }),
            });

            var made = Assert.Single(answers, answer => answer.Status == 201);
            Assert.All(answers.Where(answer => answer != made), answer => answer.IsProblem(409));
            var standing = (await Api.Get($"/v1/{kind}/{id}")).Is(200);
            Assert.Equal(made.ETag, standing.ETag);
            Assert.Equal(1, (long)standing.Json["version"]!);
            Assert.Single((await Api.Get($"/v1/{kind}/{id}/history")).Is(200).Json["items"]!.AsArray());
        }
    }

    [Fact]
    public async Task Of_many_puts_that_must_create_exactly_one_succeeds()
    {
        var address = $"/v1/arrays/{NewName()}";

        var answers = await AtOnce(client =>
            Api.Put(address, Drafts.Array(pixel: client + 1), ("If-None-Match", "*")));

        var made = Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(
            answers.Where(answer => answer != made),
            answer => Assert.True(answer.Status is 409 or 412, answer.Text));
        Assert.Equal(made.ETag, (await Api.Get(address)).ETag);
    }

    [Fact]
    public async Task Of_many_changes_based_on_one_version_exactly_one_succeeds()
    {
        var address = (await Api.Post("/v1/arrays", Drafts.Array())).Is(201)["Location"]!;

        for (var version = 1; version <= 10; version++)
        {
            var answers = await AtOnce(client => Api.Patch(
                address, $"\"{version}-0\"", Drafts.Rescaled(client + 1, version)));

            var written = Assert.Single(answers, answer => answer.Status == 200);
            Assert.All(answers.Where(answer => answer != written), answer => answer.IsProblem(412));
            Assert.Equal(written.ETag, (await Api.Get(address)).ETag);
        }
    }

    [Fact]
    public async Task Changes_of_an_image_and_all_its_arrays_at_once_all_show_in_its_view()
    {
        const int writes = 15;
        var image = NewName();
        string[] arrays = [NewName(), NewName(), NewName()];
        var drafts = arrays.Select((id, level) => (JsonNode)Drafts.Array(id, 1 << level)).ToArray();
        var first = (await Api.Post("/v1/images", Drafts.Image(image, drafts))).Is(201).Json;

        await Task.WhenAll(arrays.Select(id => $"/v1/arrays/{id}").Append($"/v1/images/{image}").Select(address =>
            Task.Run(async () =>
            {
                for (var write = 1; write <= writes; write++)
                {
                    var patch = new JsonObject { ["attributes"] = new JsonObject { ["write"] = write } };
                    (await Api.Patch(address, "*", patch)).Is(200);
                    var view = (await Api.Get($"/v1/images/{image}")).Is(200).Json;
                    var seen = address.Contains("arrays", StringComparison.Ordinal)
                        ? (long)view["view"]!["arrayVersions"]![address.Split('/')[^1]]!
                        : (long)view["version"]!;
                    Assert.Equal(write + 1, seen);
                }
            })));

        var last = (await Api.Get($"/v1/images/{image}")).Is(200).Json;
        var begun = (long)first["view"]!["revision"]!;

        // Writes that share a transaction raise it once.
        Assert.InRange((long)last["view"]!["revision"]!, begun + writes, begun + (4 * writes));
    }

    [Fact]
    public async Task Images_over_the_same_arrays_in_any_order_are_registered_at_once()
    {
        string[] arrays = [NewName(), NewName(), NewName()];
        foreach (var array in arrays)
        {
            (await Api.Post("/v1/arrays", Drafts.Array(array))).Is(201);
        }

        var answers = await AtOnce(client => Api.Post("/v1/images", Drafts.Image(
            null, [.. (client % 2 == 0 ? arrays : arrays.Reverse()).Select(JsonNode (id) => JsonValue.Create(id))])));

        Assert.All(answers, answer => answer.Is(201));
        var referenced = (await Api.Get($"/v1/arrays/{arrays[0]}")).Is(200).Json["referencedBy"]!.AsArray();
        Assert.Equal(Clients, referenced.Count);
    }

    [Fact]
    public async Task An_array_that_is_deleted_while_images_take_it_up_is_never_missing_from_one()
    {
        for (var round = 0; round < 10; round++)
        {
            var array = NewName();
            (await Api.Post("/v1/arrays", Drafts.Array(array))).Is(201);

            var answers = await AtOnce(client => client == 3
                ? Api.Delete($"/v1/arrays/{array}", "*")
                : Api.Post("/v1/images", Drafts.Image(null, array)));

            var deleted = answers[3].Status == 200;
            Assert.True(deleted || answers[3].Status == 409, answers[3].Text);
            Assert.All(answers.Where((_, client) => client != 3), answer => answer.Is(deleted ? 400 : 201));
        }
    }

    [Fact]
    public async Task Imports_of_one_source_at_once_make_one_set_of_records()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var mark = await Api.Mark();

        var imports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Api.Import(folder)));

        Assert.Equal(1, imports.Sum(status => (int)status["registered"]!));
        Assert.Equal(3, imports.Sum(status => (int)status["unchanged"]!));
        var image = Assert.Single(imports.SelectMany(status => status.Images()).Distinct());
        var entries = await Api.Since(mark);
        Assert.Equal(5, entries.Count);
        Assert.Equal(image, (string)entries.Single(entry => (string)entry["kind"]! == "image")["id"]!);
    }

    /// <summary>Adds one to the count, unless another client was faster.</summary>
    private async Task<bool> Increment(string address, int client)
    {
        var current = (await Api.Get(address)).Is(200);
        var (attributes, mine) = (current.Json["attributes"]!, $"client{client}");
        var answer = await Api.Patch(address, current.ETag, new JsonObject
        {
            ["attributes"] = new JsonObject
            {
                ["count"] = (int)attributes["count"]! + 1,
                [mine] = ((int?)attributes[mine] ?? 0) + 1,
            },
        });
        return answer.Status != 412 && answer.Is(200).Status == 200;
    }

    private static Task<Answer[]> AtOnce(Func<int, Task<Answer>> call) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => call(client))));
}
