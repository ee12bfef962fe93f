using Microsoft.Net.Http.Headers;
using OmeNgff.Client.Grains;

namespace OmeNgff.Silo.Http;

/// <summary>Answers with ready documents: strong tags, 304, ranges, HEAD.</summary>
public static class ServedDocuments
{
    /// <summary>The document, or the asked part of it.</summary>
    public static IResult Answer(HttpContext context, ServedDocument document)
    {
        // An edited scale must show at the next look.
        context.Response.Headers.CacheControl = "no-cache";
        if (document.Warning is { } warning)
        {
            // RFC 9111's warning that has no number of its own; warnings about age are said elsewhere.
            // A header has no more than ASCII.
            var text = string.Concat(warning.Select(one => one is '"' or '\\' ? '\'' : char.IsBetween(one, ' ', '~') ? one : '?'));
            context.Response.Headers.Append(HeaderNames.Warning, $"299 - \"{text}\"");
        }

        return Results.Bytes(
            document.Utf8,
            "application/json",
            enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue(document.ETag));
    }
}
