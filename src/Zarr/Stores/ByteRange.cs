namespace OmeNgff.Zarr.Stores;

/// <summary>A range of an object's bytes, as in HTTP's <c>Range</c>. The default value is the whole object.</summary>
public readonly record struct ByteRange
{
    /// <summary>The first byte; for a suffix, how many bytes from the end.</summary>
    private readonly long _start;

    /// <summary>The last byte, or null for all that follows.</summary>
    private readonly long? _last;
    private readonly bool _isSuffix;

    private ByteRange(long start, long? last, bool isSuffix)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        if (last is { } end)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(end, start, nameof(last));
        }

        _start = start;
        _last = last;
        _isSuffix = isSuffix;
    }

    /// <summary>The first byte, or null for a suffix.</summary>
    internal long? First => _isSuffix ? null : _start;

    /// <summary>The most bytes that it can have.</summary>
    internal long MaxLength => _isSuffix ? _start : _last is { } last ? last - _start + 1 : long.MaxValue;

    /// <summary>From byte <paramref name="first"/> to the end: <c>bytes=a-</c>.</summary>
    public static ByteRange From(long first) => new(first, null, isSuffix: false);

    /// <summary>From one byte to another, both included: <c>bytes=a-b</c>. The last may lie past the end.</summary>
    public static ByteRange FromTo(long first, long last) => new(first, last, isSuffix: false);

    /// <summary>The last <paramref name="length"/> bytes: <c>bytes=-n</c>.</summary>
    public static ByteRange Suffix(long length) => new(length, null, isSuffix: true);

    /// <summary>
    /// The range within an object of <paramref name="total"/> bytes. What runs past an end is cut; null means that the
    /// range begins at or past the end, as every range of an empty object and a suffix of no bytes do.
    /// </summary>
    public (long Offset, long Length)? Resolve(long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        var offset = _isSuffix ? Math.Max(0, total - _start) : _start;
        if (offset >= total)
        {
            return null;
        }

        var last = Math.Min(_last ?? long.MaxValue, total - 1);
        return (offset, last - offset + 1);
    }

    /// <summary>
    /// True when the bytes from one to another, both included, are this range of an object of <paramref name="total"/>
    /// bytes; where that is not known, when they can be.
    /// </summary>
    internal bool IsAnsweredBy(long first, long last, long? total) => total is { } known
        ? Resolve(known) == (first, last - first + 1)
        : (_isSuffix || first == _start) && last - first + 1 <= MaxLength;

    /// <summary>The range as HTTP writes it.</summary>
    public override string ToString() => _isSuffix
        ? FormattableString.Invariant($"bytes=-{_start}")
        : FormattableString.Invariant($"bytes={_start}-{_last}");
}

/// <summary>A range begins at or past the end of its object (HTTP 416).</summary>
/// <param name="totalLength">The object's length in bytes, or null where the store does not say it.</param>
public sealed class RangeNotSatisfiableException(long? totalLength)
    : Exception(totalLength is null
        ? "The range begins past the end of the object."
        : FormattableString.Invariant($"The range begins past the end of an object of {totalLength} bytes."))
{
    /// <summary>The object's length in bytes, or null where the store does not say it.</summary>
    public long? TotalLength { get; } = totalLength;
}
