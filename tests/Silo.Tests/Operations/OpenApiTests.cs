using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Operations;

public sealed class OpenApiTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task The_description_is_OpenAPI_3_1()
    {
        var answer = (await Api.Get("/openapi/v1.json")).Is(200);

        Assert.StartsWith("3.1", (string)answer.Json["openapi"]!, StringComparison.Ordinal);
        Assert.StartsWith("application/json", answer["Content-Type"]!, StringComparison.Ordinal);
        Assert.NotEqual("", (string)answer.Json["info"]!["title"]!);
        Assert.NotEqual("", (string)answer.Json["info"]!["version"]!);
    }

    [Theory]
    [InlineData("/v1/datasets", "get", "post")]
    [InlineData("/v1/datasets/{id}", "get", "put", "patch", "delete")]
    [InlineData("/v1/datasets/{id}/history", "get")]
    [InlineData("/v1/images", "get", "post")]
    [InlineData("/v1/images/{id}", "get", "put", "patch", "delete")]
    [InlineData("/v1/images/{id}/history", "get")]
    [InlineData("/v1/images/{id}/metadata", "get")]
    [InlineData("/v1/images/{id}/drift", "get")]
    [InlineData("/v1/images/{id}:writeback", "post")]
    [InlineData("/v1/images/{id}:reconcile", "post")]
    [InlineData("/v1/arrays", "get", "post")]
    [InlineData("/v1/arrays/{id}", "get", "put", "patch", "delete")]
    [InlineData("/v1/arrays/{id}/history", "get")]
    [InlineData("/v1/collections", "get", "post")]
    [InlineData("/v1/collections/{id}", "get", "put", "patch", "delete")]
    [InlineData("/v1/collections/{id}/history", "get")]
    [InlineData("/v1/collections/{id}/metadata", "get")]
    [InlineData("/v1/spaces", "get", "post")]
    [InlineData("/v1/spaces/{id}", "get", "put", "patch", "delete")]
    [InlineData("/v1/spaces/{id}/history", "get")]
    [InlineData("/v1/alignments", "get", "post")]
    [InlineData("/v1/alignments/{id}", "get", "put", "patch", "delete")]
    [InlineData("/v1/alignments/{id}/history", "get")]
    [InlineData("/v1/alignments/{id}/versions", "get", "post")]
    [InlineData("/v1/alignments/{id}/versions/{n}", "get", "patch")]
    [InlineData("/v1/alignments/{id}/default", "put")]
    [InlineData("/v1/alignments/{id}:import", "post")]
    [InlineData("/v1/viewpoints", "get", "post")]
    [InlineData("/v1/viewpoints/{id}", "get", "put", "patch", "delete")]
    [InlineData("/v1/viewpoints/{id}/history", "get")]
    [InlineData("/v1/changes", "get")]
    [InlineData("/v1/imports", "post")]
    [InlineData("/v1/imports/{id}", "get", "delete")]
    [InlineData("/v1/resolve", "get")]
    [InlineData("/v1/search", "get")]
    [InlineData("/zarr/{path}", "get")]
    [InlineData("/thumbnails/{imageId}.png", "get")]
    [InlineData("/healthz", "get")]
    [InlineData("/readyz", "get")]
    [InlineData("/metrics", "get")]
    public async Task A_path_is_described(string path, params string[] methods)
    {
        var operations = (await Description())["paths"]![path]!.AsObject();

        foreach (var method in methods)
        {
            var operation = operations[method]!;
            Assert.NotEqual("", (string)operation["summary"]!);
            Assert.NotEmpty(operation["responses"]!.AsObject());
            Assert.Equal(method is "post" or "put" or "patch", operation["requestBody"] is not null);
        }
    }

    [Fact]
    public async Task Every_reference_leads_to_a_schema()
    {
        var description = await Description();
        var references = new List<string>();
        Collect(description, references);

        Assert.NotEmpty(references);
        Assert.All(references.Distinct(), reference => Assert.NotNull(Follow(description, reference)));
    }

    [Fact]
    public async Task Parameters_of_a_path_are_declared()
    {
        foreach (var (path, operations) in (await Description())["paths"]!.AsObject())
        {
            var names = path.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)].Trim('*'))
                .ToList();
            foreach (var (method, operation) in operations!.AsObject())
            {
                var declared = (operation!["parameters"] ?? new JsonArray()).AsArray()
                    .Where(parameter => (string)parameter!["in"]! == "path")
                    .Select(parameter => (string)parameter!["name"]!);
                Assert.True(names.Order().SequenceEqual(declared.Order()), $"{method} {path}");
            }
        }
    }

    [Fact]
    public async Task Writes_say_what_they_take_in_query_and_headers()
    {
        var paths = (await Description())["paths"]!;

        foreach (var (path, method, expected) in new[]
        {
            ("/v1/spaces", "post", "dryRun, reason"),
            ("/v1/spaces/{id}", "put", "If-Match, dryRun, id, reason"),
            ("/v1/spaces/{id}", "delete", "If-Match, dryRun, id, reason"),
            ("/v1/images/{id}", "delete", "If-Match, cascade, dryRun, id, reason"),
            ("/v1/spaces/{id}", "get", "asOf, id, minChange, version"),
            ("/v1/alignments/{id}/versions", "get", "cursor, id, limit, minChange"),
            ("/v1/alignments/{id}/versions/{n}", "patch", "If-Match, dryRun, id, n, reason"),
        })
        {
            var names = paths[path]![method]!["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!);
            Assert.Equal(expected, string.Join(", ", names.Order(StringComparer.Ordinal)));
        }
    }

    [Fact]
    public async Task The_schemas_have_the_members_that_answers_have()
    {
        var description = await Description();
        var made = (await Api.Post("/v1/images", Records.Drafts.Image(null, Records.Drafts.Array()))).Is(201).Json;
        var array = (await Api.Get($"/v1/arrays/{made["levels"]![0]!["array"]}")).Is(200).Json;

        AssertDescribed(description, "/v1/images/{id}", made);
        AssertDescribed(description, "/v1/arrays/{id}", array);
        AssertDescribed(description, "/v1/datasets/{id}", (await Api.Get("/v1/datasets/default")).Is(200).Json);
        foreach (var kind in new[] { "collections", "spaces", "alignments", "viewpoints" })
        {
            var record = (await Api.Post($"/v1/{kind}", await Records.Kinds.Draft(Api, kind))).Is(201).Json;
            AssertDescribed(description, $"/v1/{kind}/{{id}}", record);
        }

        var version = await Alignments.Alignment.AddVersion(Api, await Alignments.Alignment.NewAlignment(Api));
        AssertDescribed(description, "/v1/alignments/{id}/versions/{n}", version.Json);
    }

    private static void AssertDescribed(JsonNode description, string path, JsonNode answer)
    {
        var content = description["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!;
        var schema = content["application/json"]!["schema"]!;
        while (schema["$ref"] is { } reference)
        {
            schema = Follow(description, (string)reference!)!;
        }

        var described = schema["properties"]!.AsObject().Select(property => property.Key).ToList();
        Assert.All(answer.AsObject(), member => Assert.Contains(member.Key, described));
    }

    private async Task<JsonNode> Description() => (await Api.Get("/openapi/v1.json")).Is(200).Json;

    private static void Collect(JsonNode? node, List<string> references)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json)
                {
                    if (name == "$ref" && value is JsonValue)
                    {
                        references.Add((string)value!);
                    }

                    Collect(value, references);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Collect(item, references);
                }

                break;
        }
    }

    private static JsonNode? Follow(JsonNode description, string reference)
    {
        Assert.StartsWith("#/", reference, StringComparison.Ordinal);
        return reference[2..].Split('/').Aggregate<string, JsonNode?>(
            description, (node, name) => node is JsonArray list
                ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]
                : node?[Uri.UnescapeDataString(name).Replace("~1", "/", StringComparison.Ordinal)
                    .Replace("~0", "~", StringComparison.Ordinal)]);
    }
}
