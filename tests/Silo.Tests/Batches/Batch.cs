using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Silo.Tests.Batches;

/// <summary>Batches as clients send them.</summary>
internal static class Batch
{
    public const string Path = "/v1/images:batch";

    public static string Line(JsonNode image) => image.ToJsonString() + "\n";

    public static Task<Answer> SendBatch(this Api api, string lines, string query = "", params (string, string)[] headers) =>
        api.SendBytes("POST", Path + query, Encoding.UTF8.GetBytes(lines), headers);

    /// <summary>The answers to the lines.</summary>
    public static List<JsonNode> Lines(this Answer answer)
    {
        answer.Is(200);
        Assert.Equal("application/x-ndjson", answer["Content-Type"]);
        return Lines(answer.Text);
    }

    public static List<JsonNode> Lines(string text)
    {
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    public static (int Line, int Status) Outcome(this JsonNode answer) =>
        ((int)answer["line"]!, (int)answer["status"]!);

    /// <summary>An image with one array.</summary>
    public static JsonObject Image(string id) => Drafts.Image(id, Drafts.Array());
}
