using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests;

/// <summary>The HTTP API as a client sees it. Paths are sent exactly as they are given.</summary>
internal sealed class Api(HttpClient http)
{
    private static readonly UriCreationOptions AsGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) =>
        Send("GET", path, null, headers);

    public Task<Answer> Post(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        Send("POST", path, body, headers);

    public Task<Answer> Put(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        Send("PUT", path, body, headers);

    public Task<Answer> Patch(string path, string? ifMatch, JsonNode body) =>
        Send("PATCH", path, body, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public Task<Answer> Delete(string path, string? ifMatch) =>
        Send("DELETE", path, null, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public Task<Answer> Send(
        string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendBytes(method, path, body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()), headers);

    public async Task<Answer> SendBytes(
        string method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        var origin = http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.True(Uri.TryCreate(origin + path, AsGiven, out var address));
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await http.SendAsync(request);
        return new Answer(
            $"{method} {path}",
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(string Request, int Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes, null, Deep)!;

    public string ETag => this["ETag"] ?? throw new InvalidOperationException($"{Request} has no ETag.");

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>Asserts the status and returns the answer.</summary>
    public Answer Is(int status)
    {
        Assert.True(Status == status, $"{Request} answered {Status}, not {status}: {Text}");
        return this;
    }

    /// <summary>Asserts a problem document and returns it.</summary>
    public JsonNode IsProblem(int status)
    {
        Is(status);
        Assert.Equal("application/problem+json", this["Content-Type"]);
        Assert.Equal(status, (int)Json["status"]!);
        Assert.StartsWith("/problems/", (string)Json["type"]!, StringComparison.Ordinal);
        Assert.NotEqual("", (string)Json["title"]!);
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        return Json;
    }

    /// <summary>Asserts a problem with exactly one error, and its rule and pointer.</summary>
    public JsonNode IsRefusal(string pointer, string rule)
    {
        var error = Assert.Single(IsProblem(400)["errors"]!.AsArray())!;
        Assert.Equal((pointer, rule), ((string)error["pointer"]!, (string)error["rule"]!));
        return error;
    }
}
