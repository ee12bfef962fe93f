using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Stores.S3;

/// <summary>
/// Addresses of folders in buckets, <c>s3://bucket/folder/</c>, made canonical as those of HTTP are: keys are
/// percent-encoded in them.
/// </summary>
internal static class S3Address
{
    private const string Start = "s3://";

    /// <summary>The canonical address.</summary>
    /// <exception cref="StoreException">
    /// The bucket's name is none, or there is a query, a fragment, an empty segment (<c>address-invalid</c>).
    /// </exception>
    public static string Canonical(string address)
    {
        if (!address.StartsWith(Start, StringComparison.OrdinalIgnoreCase))
        {
            throw StoreAddress.Invalid(address, "It does not begin with s3://.");
        }

        if (address.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            throw StoreAddress.Invalid(
                address, "A bucket's address has no query and no fragment; write '?' as %3F and '#' as %23.");
        }

        var slash = address.IndexOf('/', Start.Length);
        var bucket = slash < 0 ? address[Start.Length..] : address[Start.Length..slash];
        if (bucket.Length is < 3 or > 63
            || !bucket.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_')
            || !char.IsAsciiLetterOrDigit(bucket[0])
            || bucket.Contains("..", StringComparison.Ordinal))
        {
            throw StoreAddress.Invalid(
                address, "A bucket's name has 3 to 63 letters, digits, '-' and '.', and begins with a letter or digit.");
        }

        return $"{Start}{bucket}{HttpAddress.Path(address, slash < 0 ? "" : address[slash..])}";
    }

    /// <summary>The bucket of a canonical address, and the key that its folder has there, with a slash at its end, or
    /// empty for the bucket itself.</summary>
    public static (string Bucket, string Folder) Split(string canonical)
    {
        var slash = canonical.IndexOf('/', Start.Length);
        return (canonical[Start.Length..slash], Uri.UnescapeDataString(canonical[(slash + 1)..]));
    }
}
