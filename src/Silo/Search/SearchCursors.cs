using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using OmeNgff.Catalog.Search;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;

namespace OmeNgff.Silo.Search;

/// <summary>
/// Cursors of searches: where a page ended, signed with a key of the catalog together with what was searched. One that was
/// made up, or belongs to another search, is refused.
/// </summary>
public sealed class SearchCursors(NpgsqlDataSource source)
{
    private const int SignatureLength = 16;

    private byte[]? _key;

    /// <summary>The cursor of a position.</summary>
    /// <param name="position">The position.</param>
    /// <param name="search">All that says what is searched.</param>
    /// <param name="cancellationToken">Cancels the reading of the key.</param>
    public async Task<string> Write(SearchPosition position, string search, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(position, CatalogJson.Options);
        return WebEncoders.Base64UrlEncode([.. Sign(await Key(cancellationToken), json, search), .. json]);
    }

    /// <summary>The position of a cursor.</summary>
    /// <exception cref="ProblemException">400: it is none of this search.</exception>
    public async Task<SearchPosition> Read(string cursor, string search, CancellationToken cancellationToken)
    {
        var key = await Key(cancellationToken);
        try
        {
            var bytes = WebEncoders.Base64UrlDecode(cursor);
            if (bytes.Length > SignatureLength && CryptographicOperations.FixedTimeEquals(
                bytes.AsSpan(0, SignatureLength),
                Sign(key, bytes.AsSpan(SignatureLength), search)))
            {
                return JsonSerializer.Deserialize<SearchPosition>(bytes.AsSpan(SignatureLength), CatalogJson.Options)
                    ?? throw Refusal();
            }
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            // Whatever it is, it is not ours.
        }

        throw Refusal();
    }

    private static ProblemException Refusal() => ProblemException.Invalid("/cursor", "cursor-invalid",
        "Use the cursor of an answer as it is, and with the same search.");

    private static byte[] Sign(byte[] key, ReadOnlySpan<byte> json, string search) =>
        HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(search), 0, .. json])[..SignatureLength];

    private async Task<byte[]> Key(CancellationToken cancellationToken)
    {
        if (_key is null)
        {
            await using var command = source.CreateCommand("select cursor_key from catalog");
            _key = ((Guid)(await command.ExecuteScalarAsync(cancellationToken))!).ToByteArray();
        }

        return _key;
    }
}
