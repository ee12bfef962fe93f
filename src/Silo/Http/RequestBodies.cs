using System.Text.Json;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Hosting;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Http;

/// <summary>Reads JSON request bodies, with the same strictness as documents of stores.</summary>
public sealed class RequestBodies(SiloOptions options)
{
    /// <summary>The body as JSON.</summary>
    /// <exception cref="ProblemException">400: it is no JSON, nested too deep, or holds a NUL; 413: it is too large.
    /// </exception>
    public async Task<RawJson> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = await Buffer(request, cancellationToken);
        return Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>The body as whatever reads its bytes.</summary>
    /// <exception cref="ProblemException">413: it is too large; and whatever the reader throws.</exception>
    public async Task<T> ReadBytes<T>(
        HttpRequest request, Func<ReadOnlySpan<byte>, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var buffer = await Buffer(request, cancellationToken);
        return read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private async Task<MemoryStream> Buffer(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > options.MaxRequestBodyBytes)
        {
            throw new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge);
        }

        var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer;
    }

    /// <summary>A body, or a line of one, as JSON.</summary>
    /// <exception cref="ProblemException">400: it is no JSON, nested too deep, or holds a NUL.</exception>
    public RawJson Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocuments.Parse("body", utf8, options.StoreLimits);
        }
        catch (StoreException refusal)
        {
            throw ProblemException.Invalid("", refusal.Rule, refusal.Message);
        }
    }

    /// <summary>JSON as a value of the contract.</summary>
    /// <exception cref="ProblemException">400, with the pointer of the member that does not fit.</exception>
    public static T Bind<T>(RawJson json) => (T)Bind(json, typeof(T));

    /// <summary>JSON as a value of a type of the contract.</summary>
    /// <exception cref="ProblemException">400, with the pointer of the member that does not fit.</exception>
    public static object Bind(RawJson json, Type type)
    {
        try
        {
            return json.Element.Deserialize(type, CatalogJson.Options)
                ?? throw ProblemException.Invalid("", "object-expected", "The body must be an object.");
        }
        catch (NgffException refusal)
        {
            throw ProblemException.Invalid(refusal);
        }
        catch (JsonException mismatch)
        {
            throw ProblemException.Invalid(
                JsonPointers.Of(mismatch), "json-mismatch", Sentence(mismatch.Message));
        }
    }

    /// <summary>The message without the serializer's own bookkeeping.</summary>
    private static string Sentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        var text = end < 0 ? message : message[..end];
        return text.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)
            ? $"There is no such field{text[text.IndexOf('\'', StringComparison.Ordinal)..].Split("contained in type")[0]
                .Replace(" could not be mapped to any .NET member ", "", StringComparison.Ordinal)
                .Insert(0, ": ")}."
            : text.Contains("could not be converted to", StringComparison.Ordinal)
                ? "The value is of the wrong JSON type or not one of the allowed ones."
                : text;
    }
}
