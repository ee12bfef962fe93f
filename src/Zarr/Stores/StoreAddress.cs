using System.Text;
using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Addresses of stores: URLs with a slash at their end. Two stores are the same place exactly when their canonical
/// addresses (<see cref="IZarrStore.Address"/>) are equal.
/// </summary>
public static class StoreAddress
{
    private const string FileScheme = "file://";

    /// <summary>The address of a folder in a store; the store's own for the empty key.</summary>
    /// <exception cref="StoreException">The key is malformed.</exception>
    public static string Combine(string address, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        ArgumentNullException.ThrowIfNull(key);
        var folder = address.EndsWith('/') ? address : address + "/";
        return key.Length == 0 ? folder : KeyAddress(folder, key) + "/";
    }

    /// <summary>The address of the object <paramref name="key"/> in a store.</summary>
    /// <exception cref="StoreException">The key is malformed.</exception>
    public static string KeyAddress(string address, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        ArgumentNullException.ThrowIfNull(key);
        StoreKey.Check(address, key);
        return (address.EndsWith('/') ? address : address + "/") + EscapePath(key);
    }

    /// <summary>The address of the folder that a store's folder lies in, or null when it is the topmost.</summary>
    public static string? Parent(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        var start = address.IndexOf("://", StringComparison.Ordinal);
        var pathStart = start < 0 ? 0 : address.IndexOf('/', start + 3);
        var path = pathStart < 0 ? "" : address[pathStart..].TrimEnd('/');
        return path.Length == 0 ? null : address[..(pathStart + path.LastIndexOf('/') + 1)];
    }

    /// <summary>A store's name: the last segment of its address, decoded. Empty for the topmost.</summary>
    public static string Name(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        return Parent(address) is { } parent ? Uri.UnescapeDataString(address[parent.Length..].TrimEnd('/')) : "";
    }

    /// <summary>
    /// An absolute path or a file URL as the canonical address of a folder, with the symbolic links in it resolved as far
    /// as it exists here. An HTTP or S3 URL as the canonical address of its store.
    /// </summary>
    /// <exception cref="StoreException">The address is malformed, or of another scheme.</exception>
    public static string Canonical(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Scheme(address) switch
        {
            null or "file" => OfFolder(Files.RealPath.Resolve(ToPath(address)).Path),
            "http" or "https" => HttpAddress.Canonical(address),
            "s3" => S3.S3Address.Canonical(address),
            var scheme => throw new StoreException(
                address, StoreRules.StoreUnsupported, $"'{scheme}:' addresses are not read."),
        };
    }

    /// <summary>
    /// The canonical address, without a look at the disk: symbolic links in a path stay. Of another scheme, the address
    /// with a slash at its end; what is malformed, as it is.
    /// </summary>
    public static string Normalize(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            return Scheme(address) switch
            {
                null or "file" => OfFolder(ToPath(address)),
                "http" or "https" or "s3" => Canonical(address),
                _ => address.TrimEnd('/') + "/",
            };
        }
        catch (StoreException)
        {
            return address;
        }
    }

    /// <summary>The same, with the symbolic links in a path resolved as far as it exists here.</summary>
    public static string WithoutLinks(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            return Scheme(address) is null or "file" ? Canonical(address) : Normalize(address);
        }
        catch (StoreException)
        {
            return address;
        }
    }

    /// <summary>The scheme of an address in lower case, or null when it is a path.</summary>
    internal static string? Scheme(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Uri.CheckSchemeName(address[..colon]) ? address[..colon].ToLowerInvariant() : null;
    }

    /// <summary>The address of a folder, given its absolute path.</summary>
    internal static string OfFolder(string path) => FileScheme + EscapePath(path.TrimEnd('/')) + "/";

    /// <summary>The absolute path that an address names, with <c>.</c> and <c>..</c> taken out.</summary>
    /// <exception cref="StoreException">It is no absolute path and no well-formed file URL.</exception>
    internal static string ToPath(string address)
    {
        var path = Scheme(address) is null ? address : UrlToPath(address);
        if (!path.StartsWith('/') || path.AsSpan().IndexOfAny('\0', '\\') >= 0)
        {
            throw Invalid(address, "It does not begin with a slash, or has a backslash or a NUL.");
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    private static string UrlToPath(string address)
    {
        var rest = address["file:".Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            var host = slash < 0 ? rest[2..] : rest[2..slash];
            if (host.Length > 0 && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                throw Invalid(address, "A file URL names no host but 'localhost': file:///path.");
            }

            rest = slash < 0 ? "" : rest[slash..];
        }

        if (rest.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            throw Invalid(address, "A file URL has no query and no fragment; write '?' as %3F and '#' as %23.");
        }

        return Unescape(address, rest);
    }

    private static string Unescape(string address, string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsSurrogatePair(text, i) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw Invalid(address, "A '%' is not followed by two hexadecimal digits; write '%' itself as %25.");
            }

            var value = Convert.ToByte(text.Substring(i + 1, 2), 16);
            if (value == (byte)'/')
            {
                throw Invalid(address, "%2F stands for a slash within a name, which no file has.");
            }

            bytes.Add(value);
            i += 2;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            throw Invalid(address, "Its percent-encoded bytes are not UTF-8.");
        }
    }

    private static string EscapePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The refusal of a malformed address.</summary>
    internal static StoreException Invalid(string address, string reason) =>
        new(address, StoreRules.AddressInvalid, $"The address cannot be read. {reason}");
}
