using System.Text;
using OmeNgff.Client.Json;

namespace OmeNgff.Silo.Idempotency;

/// <summary>An answer as it is kept: a line of JSON with its headers, and its body.</summary>
internal static class KeptAnswer
{
    private static readonly string[] Headers = ["Content-Type", "Location", "ETag", "Change"];

    /// <summary>The answer to be kept.</summary>
    internal static byte[] Of(HttpResponse response, ReadOnlySpan<byte> body)
    {
        var headers = Headers.Where(response.Headers.ContainsKey)
            .ToDictionary(name => name, name => response.Headers[name].ToString());
        return [.. Encoding.UTF8.GetBytes(CatalogJson.Serialize(headers)), (byte)'\n', .. body];
    }

    /// <summary>Answers as then.</summary>
    internal static async Task Write(HttpResponse response, int status, byte[] answer, CancellationToken cancellationToken)
    {
        var end = Array.IndexOf(answer, (byte)'\n');
        var headers = CatalogJson.Deserialize<Dictionary<string, string>>(Encoding.UTF8.GetString(answer, 0, end));
        response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        var body = answer.AsMemory(end + 1);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }
}
