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
    [InlineData("/v1/changes", "get")]
    [InlineData("/v1/imports", "post")]
    [InlineData("/v1/imports/{id}", "get", "delete")]
    [InlineData("/v1/resolve", "get")]
    [InlineData("/v1/search", "get")]
    [InlineData("/zarr/{path}", "get")]
    [InlineData("/healthz", "get")]
    [InlineData("/readyz", "get")]
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
    public async Task The_schemas_have_the_members_that_answers_have()
    {
        var description = await Description();
        var made = (await Api.Post("/v1/images", Records.Drafts.Image(null, Records.Drafts.Array()))).Is(201).Json;
        var array = (await Api.Get($"/v1/arrays/{made["levels"]![0]!["array"]}")).Is(200).Json;

        AssertDescribed(description, "/v1/images/{id}", made);
        AssertDescribed(description, "/v1/arrays/{id}", array);
        AssertDescribed(description, "/v1/datasets/{id}", (await Api.Get("/v1/datasets/default")).Is(200).Json);
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
