using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Feed;

/// <summary>The change feed as Server-Sent Events, as a client reads it.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _lines = new StreamReader(body);
    }

    /// <summary>Connects; returns when the silo has answered.</summary>
    public static async Task<EventStream> Open(HttpClient http, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event, or null when the silo has ended the stream.</summary>
    public async Task<Event?> Read()
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await _lines.ReadLineAsync().WaitAsync(Patience.Limit) is { } line)
        {
            if (line.Length == 0 && fields.TryGetValue("data", out var data))
            {
                return new Event(fields["id"], fields["event"], JsonNode.Parse(data)!);
            }

            if (line.Split(": ", 2) is [{ Length: > 0 } name, var value])
            {
                fields[name] = value;
            }
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}

/// <summary>One event.</summary>
internal sealed record Event(string Id, string Type, JsonNode Data);
