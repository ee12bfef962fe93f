using System.Text.Json;
using OmeNgff.Client.Json;

namespace OmeNgff.Silo.Http;

/// <summary>A stream of values, one JSON line each, written as they come.</summary>
/// <param name="values">The values; cancelled when the caller has gone.</param>
public sealed class NdjsonAnswer<T>(Func<CancellationToken, IAsyncEnumerable<T>> values) : IResult
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var stop = httpContext.RequestAborted;
        httpContext.Response.ContentType = "application/x-ndjson";
        await foreach (var value in values(stop).WithCancellation(stop))
        {
            await httpContext.Response.Body.WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(value, CatalogJson.Options), stop);
            await httpContext.Response.Body.WriteAsync(NewLine, stop);
            await httpContext.Response.Body.FlushAsync(stop);
        }
    }
}
