using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using OmeNgff.Catalog.Imports;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Json;

namespace OmeNgff.Silo.Imports;

/// <summary>How far an import is, as Server-Sent Events: its status at once and whenever it changes. The stream ends with the
/// import, and when the node stops.</summary>
internal sealed class ImportEvents(
    ImportStore imports, ImportStatus first, TimeProvider time, CancellationToken stopping) : IResult
{
    /// <summary>The id of an import's last event. Who comes back with it, as browsers do when a stream ends, has all.</summary>
    internal const string LastEvent = "end";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>After how many looks without news the stream says that it still stands.</summary>
    private const int Heartbeat = 60;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await Send($"retry: 1000\n\n{Event(first)}");
            for (var (last, quiet) = (CatalogJson.Serialize(first), 0); !first.IsDone;)
            {
                await Task.Delay(Interval, time, stop.Token);
                if (await imports.Read(first.Id, stop.Token) is not { } status)
                {
                    return;
                }

                var now = CatalogJson.Serialize(status);
                if (now != last)
                {
                    (last, quiet) = (now, 0);
                    await Send(Event(status));
                }
                else if (++quiet % Heartbeat == 0)
                {
                    await Send(":\n\n");
                }

                if (status.IsDone)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client has left, or the node stops.
        }
        catch (NpgsqlException)
        {
            // The stream ends; the client comes back.
        }

        async Task Send(string text)
        {
            await response.WriteAsync(text, stop.Token);
            await response.Body.FlushAsync(stop.Token);
        }
    }

    private static string Event(ImportStatus status) =>
        $"{(status.IsDone ? $"id: {LastEvent}\n" : "")}event: status\ndata: {CatalogJson.Serialize(status)}\n\n";
}
