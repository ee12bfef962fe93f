using System.Globalization;
using System.Text;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>
/// Addresses of stores on HTTP servers, made canonical by the rules that never change what is meant (RFC 3986, section
/// 6.2.2): whether a server tells <c>+</c> from <c>%2B</c> is its own affair.
/// </summary>
internal static class HttpAddress
{
    private const string Kept = "-._~!$&'()*+,;=:@";

    /// <summary>The canonical address: lower-case scheme and host, no default port, one slash at the end.</summary>
    /// <exception cref="StoreException">
    /// It has a query, a fragment or a user, an empty segment, or is no well-formed HTTP URL (<c>address-invalid</c>).
    /// </exception>
    public static string Canonical(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        if (start < 0 || StoreAddress.Scheme(address) is not ("http" or "https"))
        {
            throw StoreAddress.Invalid(address, "It does not begin with http:// or https://.");
        }

        if (address.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            throw StoreAddress.Invalid(
                address, "A store's URL has no query and no fragment; write '?' as %3F and '#' as %23.");
        }

        var slash = address.IndexOf('/', start + 3);
        var authority = slash < 0 ? address[(start + 3)..] : address[(start + 3)..slash];
        return Origin(address, $"{address[..start].ToLowerInvariant()}://{authority}")
            + Path(address, slash < 0 ? "" : address[slash..]);
    }

    private static string Origin(string address, string origin)
    {
        if (origin.Contains('@', StringComparison.Ordinal))
        {
            throw StoreAddress.Invalid(address, "A store's URL names no user and no password.");
        }

        // Uri would mend these in silence.
        if (origin.AsSpan().IndexOfAny(" \t\r\n\\") >= 0 || !Uri.TryCreate(origin + "/", UriKind.Absolute, out var url)
            || url.Host.Length == 0)
        {
            throw StoreAddress.Invalid(address, "Its host or port is not well formed.");
        }

        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost.ToLowerInvariant();
        return url.IsDefaultPort
            ? $"{url.Scheme}://{host}"
            : FormattableString.Invariant($"{url.Scheme}://{host}:{url.Port}");
    }

    /// <summary>A path that begins with a slash, or is empty, made canonical; with a slash at both ends.</summary>
    /// <exception cref="StoreException">As for <see cref="Canonical"/>.</exception>
    internal static string Path(string address, string path)
    {
        var segments = new List<string>();
        var trimmed = path.TrimEnd('/');
        foreach (var range in trimmed.AsSpan().Split('/'))
        {
            // The first is what comes before the first slash.
            if (range.Start.Value == 0)
            {
                continue;
            }

            switch (Segment(address, trimmed[range]))
            {
                case "":
                    throw StoreAddress.Invalid(address, "Its path has an empty segment: two slashes in a row.");
                case ".":
                    break;
                case "..":
                    segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
                    break;
                case var segment:
                    segments.Add(segment);
                    break;
            }
        }

        return segments.Count == 0 ? "/" : $"/{string.Join('/', segments)}/";
    }

    /// <summary>One segment: what need not be percent-encoded is not, what must be is, with capital letters.</summary>
    private static string Segment(string address, string text)
    {
        var segment = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                segment.Append(Encoded(address, text, i));
                i += 2;
            }
            else if (char.IsAsciiLetterOrDigit(text[i]) || Kept.Contains(text[i], StringComparison.Ordinal))
            {
                segment.Append(text[i]);
            }
            else if (text[i] == '\\' || char.IsControl(text[i]))
            {
                throw StoreAddress.Invalid(address, "Its path has a backslash or a control character.");
            }
            else
            {
                var length = char.IsSurrogatePair(text, i) ? 2 : 1;
                if (length == 1 && char.IsSurrogate(text[i]))
                {
                    throw StoreAddress.Invalid(address, "Its path has half of a surrogate pair.");
                }

                segment.Append(Uri.EscapeDataString(text.AsSpan(i, length)));
                i += length - 1;
            }
        }

        return segment.ToString();
    }

    private static string Encoded(string address, string text, int start)
    {
        if (start + 2 >= text.Length
            || !char.IsAsciiHexDigit(text[start + 1])
            || !char.IsAsciiHexDigit(text[start + 2]))
        {
            throw StoreAddress.Invalid(
                address, "A '%' is not followed by two hexadecimal digits; write '%' itself as %25.");
        }

        var value = (char)byte.Parse(text.AsSpan(start + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (value is '/' or '\\' || value < ' ' || value == 0x7f)
        {
            throw StoreAddress.Invalid(
                address, "A slash, a backslash or a control character is percent-encoded, which no key can have.");
        }

        return char.IsAsciiLetterOrDigit(value) || "-._~".Contains(value, StringComparison.Ordinal)
            ? value.ToString()
            : FormattableString.Invariant($"%{(int)value:X2}");
    }
}
