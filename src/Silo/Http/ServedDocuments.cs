using Microsoft.Net.Http.Headers;
using OmeNgff.Client.Grains;

namespace OmeNgff.Silo.Http;

/// <summary>Answers with ready documents: strong tags, 304, ranges, HEAD.</summary>
public static class ServedDocuments
{
    private const string Json = "application/json";

    // An edited scale must show at the next look.
    private const string MayBeKept = "no-cache";

    /// <summary>The whole document, or that it is known, as <see cref="Answer"/> answers where nothing else is asked.</summary>
    internal static Task AnswerReady(HttpContext context, ServedDocument document, bool isKnown)
    {
        var response = context.Response;
        var headers = response.Headers;
        headers.CacheControl = MayBeKept;
        headers.ETag = document.ETag;
        if (isKnown)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.AcceptRanges = "bytes";
        headers.ContentType = Json;
        headers.ContentLength = document.Utf8.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(document.Utf8, context.RequestAborted).AsTask();
    }

    /// <summary>The document, or the asked part of it.</summary>
    public static IResult Answer(HttpContext context, ServedDocument document)
    {
        context.Response.Headers.CacheControl = MayBeKept;
        if (document.Warning is { } warning)
        {
            // RFC 9111's warning that has no number of its own; warnings about age are said elsewhere.
            // A header has no more than ASCII.
            var text = string.Concat(warning.Select(one => one is '"' or '\\' ? '\'' : char.IsBetween(one, ' ', '~') ? one : '?'));
            context.Response.Headers.Append(HeaderNames.Warning, $"299 - \"{text}\"");
        }

        return Results.Bytes(
            document.Utf8,
            Json,
            enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue(document.ETag));
    }
}
