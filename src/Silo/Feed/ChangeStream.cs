using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Json;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Feed;

/// <summary>The change feed as Server-Sent Events, until the client leaves or the node stops. The id of an event is the
/// name of its change, so that a client that lost the connection goes on where it was.</summary>
internal sealed class ChangeStream(ChangeFeed feed, ChangeName? after) : IResult
{
    /// <summary>How often a stream without events says that it still stands.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly ChangeName? _after = after;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, gone) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            // Tells the client at once that it is connected, and when to come back if it loses the connection.
            await Send(response, "retry: 1000\n\n", gone);
            for (var last = _after; !feed.Stopping.IsCancellationRequested;)
            {
                var entries = await feed.Read(last, Paging.MaxPageSize, Heartbeat, gone);
                foreach (var entry in entries)
                {
                    var answer = ChangeAnswer.Of(entry);
                    await response.WriteAsync(
                        $"id: {answer.Change}\nevent: change\ndata: {CatalogJson.Serialize(answer)}\n\n", gone);
                    last = entry.Change;
                }

                await Send(response, entries.IsEmpty ? ":\n\n" : "", gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client has left.
        }
        catch (NpgsqlException)
        {
            // The stream ends; the client comes back and goes on after the last event.
        }
    }

    private static async Task Send(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
