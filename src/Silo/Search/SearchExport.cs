using System.Globalization;
using System.Text;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Silo.Search;

/// <summary>All matches of a search as a stream, a line each: JSON lines, or comma-separated values (RFC 4180).</summary>
/// <param name="format"><see cref="Ndjson"/> or <see cref="Csv"/>.</param>
/// <param name="items">The matches; cancelled when the caller has gone.</param>
public sealed class SearchExport(string format, Func<CancellationToken, IAsyncEnumerable<SearchItem>> items) : IResult
{
    /// <summary>JSON lines.</summary>
    public const string Ndjson = "application/x-ndjson";

    /// <summary>Comma-separated values, with a line of names.</summary>
    public const string Csv = "text/csv";

    // Lines go out when so many characters of them have come together.
    private const int Flushed = 64 * 1024;

    /// <summary>The format that a request asks for, by <c>format=ndjson|csv</c> or by <c>Accept</c>; null for a page of JSON.
    /// </summary>
    /// <exception cref="ProblemException">400: it is none of these.</exception>
    public static string? FormatOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Query["format"].FirstOrDefault() switch
        {
            "ndjson" => Ndjson,
            "csv" => Csv,
            "json" => null,
            null or "" => request.GetTypedHeaders().Accept
                .Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1)
                .Select(type => type.MediaType.Value).FirstOrDefault() is Ndjson or Csv
                ? request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1).First().MediaType.Value
                : null,
            _ => throw ProblemException.Invalid("/format", "format-unknown", "format is json, ndjson or csv."),
        };
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var stop = httpContext.RequestAborted;
        httpContext.Response.ContentType = format == Csv ? "text/csv; charset=utf-8; header=present" : Ndjson;
        var lines = new StringBuilder(format == Csv ? "kind,id,name,dataset,axes,units,extentMin,extentMax\r\n" : "");
        await foreach (var item in items(stop).WithCancellation(stop))
        {
            Append(lines, item);
            if (lines.Length >= Flushed)
            {
                await httpContext.Response.WriteAsync(lines.ToString(), stop);
                lines.Clear();
            }
        }

        await httpContext.Response.WriteAsync(lines.ToString(), stop);
    }

    private void Append(StringBuilder lines, SearchItem item)
    {
        if (format == Ndjson)
        {
            lines.Append(CatalogJson.Serialize(item)).Append('\n');
            return;
        }

        lines.AppendJoin(',', new[]
        {
            item.Kind.Text(), item.Id, item.Name, item.Dataset,
            string.Join(' ', item.Extent?.Axes ?? []), string.Join(' ', (item.Extent?.Units ?? []).Select(unit => unit is "" ? "-" : unit)),
            Numbers(item.Extent?.Min), Numbers(item.Extent?.Max),
        }.Select(Quoted)).Append("\r\n");
    }

    private static string Numbers(IReadOnlyList<double?>? numbers) => string.Join(
        ' ', (numbers ?? []).Select(number => number?.ToString("R", CultureInfo.InvariantCulture) ?? "-"));

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny("\",\r\n") < 0
        ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
