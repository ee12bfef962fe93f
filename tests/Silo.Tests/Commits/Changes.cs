using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Commits;

/// <summary>Commits as requests describe them.</summary>
internal static class Changes
{
    public static JsonObject Put(string path, JsonNode body, string? ifMatch = null) => Of("PUT", path, body, ifMatch);

    public static JsonObject Patch(string path, string? ifMatch, JsonNode body) => Of("PATCH", path, body, ifMatch);

    public static JsonObject Delete(string path, string? ifMatch) => Of("DELETE", path, null, ifMatch);

    public static JsonObject Commit(params JsonObject[] changes) =>
        new() { ["changes"] = new JsonArray([.. changes]) };

    /// <summary>The faults of a refused commit, as <c>pointer rule</c>, in order.</summary>
    public static IEnumerable<string> Faults(this JsonNode problem) =>
        problem["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["rule"]}").Order(StringComparer.Ordinal);

    private static JsonObject Of(string method, string path, JsonNode? body, string? ifMatch)
    {
        var change = new JsonObject { ["method"] = method, ["path"] = path };
        if (ifMatch is not null)
        {
            change["ifMatch"] = ifMatch;
        }

        if (body is not null)
        {
            change["body"] = body;
        }

        return change;
    }
}
