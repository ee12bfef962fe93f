using System.Security.Cryptography;
using System.Text;
using OmeNgff.Client.Problems;

namespace OmeNgff.Silo.Idempotency;

/// <summary>The header <c>Idempotency-Key</c>, and the digests by which a repeat is told from something else.</summary>
public static class OperationKey
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>The key that a request gives, or null.</summary>
    /// <exception cref="ProblemException">400: it is no key.</exception>
    public static string? Read(HttpRequest request)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return null;
        }

        return values is [{ Length: > 0 and <= MaxLength } key] && key.All(character => character is > ' ' and <= '~')
            ? key
            : throw ProblemException.Invalid("", "idempotency-key-invalid",
                $"{Header} is one key of 1 to {MaxLength} visible ASCII characters.");
    }

    /// <summary>SHA-256 of all that a request asks, in hexadecimal; its body is read and can be read again.</summary>
    /// <exception cref="BadHttpRequestException">413: the body is too large.</exception>
    public static async Task<string> Digest(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        using var hash = Begin(request);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of what a request asks with a part of its body, in hexadecimal.</summary>
    public static string Digest(HttpRequest request, ReadOnlySpan<byte> part)
    {
        using var hash = Begin(request);
        hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>422: another request was made this key.</summary>
    public static ProblemException Reused(string key) => new(new Problem(
        "/problems/idempotency-key-reused", "Idempotency key used before", 422,
        $"The {Header} '{key}' was used for another request."));

    private static IncrementalHash Begin(HttpRequest request)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        return hash;
    }
}
