using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Http;

internal static class Pages
{
    /// <summary>The pages of a list, from the first to the last.</summary>
    public static async Task<List<JsonArray>> All(this Api api, string path)
    {
        var pages = new List<JsonArray>();
        string? cursor = null;
        do
        {
            Assert.True(pages.Count < 10_000, $"{path} does not end.");
            var sign = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var query = cursor is null ? "" : $"{sign}cursor={cursor}";
            var page = (await api.Get(path + query)).Is(200).Json;
            pages.Add(page["items"]!.AsArray());
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        return pages;
    }

    /// <summary>All items of a list.</summary>
    public static async Task<List<JsonNode>> Items(this Api api, string path) =>
        [.. (await api.All(path)).SelectMany(page => page).Select(item => item!)];
}
