using System.Globalization;
using Microsoft.Net.Http.Headers;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Feed;

/// <summary>The change feed: every version of every record, in one order.</summary>
public static class FeedRoutes
{
    /// <summary>How many seconds a caller may wait for a change (limit <c>MaxFeedWait</c>).</summary>
    public const int MaxFeedWait = 60;

    /// <summary>Maps the feed.</summary>
    public static void MapFeed(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/changes", Changes).WithTags("changes")
            .WithSummary("The ordered change feed; waits for changes, or streams them as Server-Sent Events.")
            .Produces<Page<ChangeAnswer>>(StatusCodes.Status200OK, "application/json", "text/event-stream")
            .ProducesProblem(400);

    private static async Task<IResult> Changes(
        string? after, string? wait, HttpContext context, ChangeFeed feed, CancellationToken cancellationToken)
    {
        var change = ChangeNames.Parse(after, "/after");
        var limit = Paging.Limit(context.Request);
        var patience = Patience(wait);
        if (context.Request.GetTypedHeaders().Accept.Any(IsEventStream))
        {
            var last = context.Request.Headers["Last-Event-ID"].FirstOrDefault();
            return new ChangeStream(feed, ChangeNames.Parse(last, "/Last-Event-ID") ?? change);
        }

        var entries = await feed.Read(change, limit, patience, cancellationToken);
        return Answers.Json(new Page<ChangeAnswer>(
            [.. entries.Select(ChangeAnswer.Of)], entries.IsEmpty ? after : entries[^1].Change.ToString()));
    }

    private static bool IsEventStream(MediaTypeHeaderValue accepted) =>
        accepted.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);

    internal static TimeSpan Patience(string? wait) =>
        string.IsNullOrEmpty(wait) ? TimeSpan.Zero
        : int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxFeedWait
            ? TimeSpan.FromSeconds(seconds)
            : throw ProblemException.Invalid("/wait", "wait-range",
                $"wait must be 0 to {MaxFeedWait} whole seconds (limit MaxFeedWait).");
}
