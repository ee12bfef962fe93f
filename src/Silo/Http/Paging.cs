using System.Globalization;
using System.Text;
using System.Text.Json;
using OmeNgff.Client.Http;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Http;

/// <summary>Keyset paging: a cursor is the key of the last item of a page, opaque to callers.</summary>
public static class Paging
{
    /// <summary>How many items a page holds when the caller does not say.</summary>
    public const int DefaultLimit = 50;

    /// <summary>How many items a page may hold (limit <c>MaxPageSize</c>).</summary>
    public const int MaxPageSize = 1000;

    /// <summary>The <c>limit</c> of a request.</summary>
    /// <exception cref="ProblemException">400: it is no number from 1 to <see cref="MaxPageSize"/>.</exception>
    public static int Limit(HttpRequest request)
    {
        if (request.Query["limit"].FirstOrDefault() is not { Length: > 0 } text)
        {
            return DefaultLimit;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= MaxPageSize
            ? limit
            : throw ProblemException.Invalid(
                "/limit", "limit-range", $"limit must be 1 to {MaxPageSize} (limit MaxPageSize).");
    }

    /// <summary>The key in the <c>cursor</c> of a request, or the default without one.</summary>
    /// <exception cref="ProblemException">400: the cursor is none of ours.</exception>
    public static TKey? Cursor<TKey>(HttpRequest request)
    {
        if (request.Query["cursor"].FirstOrDefault() is not { Length: > 0 } text)
        {
            return default;
        }

        try
        {
            var json = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(text);
            return JsonDocuments.Parse("cursor", json, new StoreLimits()).Element.Deserialize<TKey>(CatalogJson.Options)
                ?? throw new JsonException();
        }
        catch (Exception failure) when (failure is FormatException or JsonException or StoreException)
        {
            throw ProblemException.Invalid("/cursor", "cursor-invalid", "Use the cursor of an answer as it is.");
        }
    }

    /// <summary>The answer <c>{items, next}</c>, with <c>Link: rel="next"</c> when there is more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="items">One item more than <paramref name="limit"/> when there is more.</param>
    /// <param name="limit">The page's size.</param>
    /// <param name="key">The key of an item.</param>
    public static Page<TItem> Page<TItem, TKey>(
        HttpContext context, IReadOnlyList<TItem> items, int limit, Func<TItem, TKey> key)
    {
        if (items.Count <= limit)
        {
            return new Page<TItem>(items, null);
        }

        var page = items.Take(limit).ToList();
        var cursor = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(
            Encoding.UTF8.GetBytes(CatalogJson.Serialize(key(page[^1]))));
        var query = context.Request.Query
            .Where(pair => pair.Key != "cursor")
            .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}")
            .Append($"cursor={cursor}");
        context.Response.Headers.Link = $"<{context.Request.Path}?{string.Join('&', query)}>; rel=\"next\"";
        return new Page<TItem>(page, cursor);
    }
}
