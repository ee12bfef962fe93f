using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Views;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Viewers;

/// <summary>
/// Answers plain requests for the documents of images that this node has in memory, before anything is routed: what most
/// requests ask for takes hardly longer than its bytes. Whatever is unusual about a request, or unknown, is left to
/// <see cref="ZarrRoutes"/>, which answers the same.
/// </summary>
public sealed class ReadyDocuments(RequestDelegate next, FeedTail feed, ImageReads images)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!IsPlain(context.Request) || !feed.IsFresh
            || ZarrRoutes.KeyOf(context.Request.Path) is not { } key
            || !ZarrPath.TryParse(key, out var asked) || asked.IsCollection || !ViewRoots.IsWritten(asked.Root)
            || images.AtHand(asked.Id, asked.Root, asked.Key) is not { Document: { Warning: null } document })
        {
            return next(context);
        }

        var known = context.Request.Headers.IfNoneMatch;
        if (known.Count > 0 && known != document.ETag)
        {
            return next(context);
        }

        // It is counted and traced as what it stands for.
        context.SetEndpoint(ZarrRoutes.Route);
        return ServedDocuments.AnswerReady(context, document, isKnown: known.Count > 0);
    }

    /// <summary>True where the method and the address alone say what is asked for, or a tag that is known.</summary>
    private static bool IsPlain(HttpRequest request)
    {
        var headers = request.Headers;
        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && !request.QueryString.HasValue
            && headers.Range.Count == 0 && headers.IfRange.Count == 0 && headers.IfMatch.Count == 0
            && headers.IfModifiedSince.Count == 0 && headers.IfUnmodifiedSince.Count == 0;
    }
}
