using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Scenes;

/// <summary>What the tests of imported scenes share.</summary>
public abstract class SceneTests(RunningSilo silo) : SiloTests(silo)
{
    /// <summary>Imports a folder with one scene; returns the collection's id.</summary>
    protected async Task<string> ImportScene(string folder)
    {
        var status = await Api.Import(folder);
        Assert.True((string)status["state"]! == "succeeded" && status.Errors().Length == 0, status.ToJsonString());
        return Collection(status);
    }

    /// <summary>The id of the one collection of an import.</summary>
    protected static string Collection(JsonNode status) => (string)Assert.Single(status["collections"]!.AsArray())!;

    /// <summary>The attributes that a collection publishes.</summary>
    protected async Task<JsonNode> Published(string collection) =>
        (await Api.Get($"/v1/collections/{collection}/metadata?ome=0.6")).Is(200).Json["zarr.json"]!["attributes"]!;

    /// <summary>The scene that a collection publishes.</summary>
    protected async Task<JsonNode> PublishedScene(string collection) => (await Published(collection))["ome"]!["scene"]!;

    /// <summary>A record, which is there.</summary>
    protected async Task<JsonNode> Record(string path) => (await Api.Get($"/v1/{path}")).Is(200).Json;

    /// <summary>The alignment that stands for the transformation at a place.</summary>
    protected async Task<string> AlignmentAt(string collection, int index) =>
        $"/v1/alignments/{(await Record($"collections/{collection}"))["alignments"]![index]!["alignment"]}";

    /// <summary>Asserts that two values mean the same, lists in their order.</summary>
    protected static void AssertSame(JsonNode? expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(Parsed(expected), Parsed(actual)),
            $"{expected?.ToJsonString()}\nis not\n{actual?.ToJsonString()}");

    /// <summary>Numbers that were made here compare as those that were read only when they are read too.</summary>
    private static JsonNode? Parsed(JsonNode? node) => node is null ? null : JsonNode.Parse(node.ToJsonString());
}
