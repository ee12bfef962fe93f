using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>The change feed. It may lag behind writes for as long as any transaction of the server runs.</summary>
internal static class Feed
{
    /// <summary>A place in the feed after all that was written until now.</summary>
    public static async Task<string> Mark(this Api api)
    {
        var mark = (await api.Post("/v1/datasets", new JsonObject { ["title"] = "mark" })).Is(201);
        return mark["Change"]!;
    }

    /// <summary>All entries after a mark and before now, in order.</summary>
    public static async Task<List<JsonNode>> Since(this Api api, string mark)
    {
        var end = await api.Mark();
        return await Patience.Until($"the feed reaches {end}", async () =>
        {
            var entries = new List<JsonNode>();
            for (var after = mark; ;)
            {
                var page = (await api.Get($"/v1/changes?after={after}&limit=1000")).Is(200).Json;
                var items = page["items"]!.AsArray().Select(item => item!).ToList();
                entries.AddRange(items);
                if (items.Count == 0)
                {
                    break;
                }

                after = (string)page["next"]!;
            }

            var last = entries.FindIndex(entry => (string)entry["change"]! == end);
            return last < 0 ? null : entries[..last];
        });
    }

    /// <summary>Asserts that something leaves no image, array or entry of the feed behind, nor changes one.</summary>
    public static async Task StoresNothing(this Api api, Func<Task> act)
    {
        var (before, mark) = (await api.Standing(), await api.Mark());
        await act();
        Assert.Equal(before, await api.Standing());
        Assert.Empty(await api.Since(mark));
    }

    private static async Task<List<string>> Standing(this Api api) =>
    [
        .. (await api.Items("/v1/images?limit=1000")).Select(image => $"image {image["id"]} {image["version"]}"),
        .. (await api.Items("/v1/arrays?limit=1000")).Select(array => $"array {array["id"]} {array["version"]}"),
    ];
}
