using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>A codec from bytes to bytes (Zarr v3, "Codecs").</summary>
internal abstract class BytesCodec
{
    /// <summary>Decodes.</summary>
    /// <param name="encoded">What was stored.</param>
    /// <param name="maxBytes">The most bytes that may come out; more are a fault, and never held.</param>
    /// <exception cref="CodecException">The bytes cannot be decoded, or are too many.</exception>
    public abstract ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> encoded, int maxBytes);

    /// <summary>The bytes stored for so many, where that is known beforehand; else null.</summary>
    public virtual long? EncodedLength(long decoded) => null;

    protected static CodecException TooLong(string codec, int maxBytes) => new(
        ArrayRules.ChunkLength,
        FormattableString.Invariant($"The {codec} data decode to more than the {maxBytes} bytes that may be."));

    protected static CodecException Corrupt(string codec, string reason, Exception? cause = null) =>
        new(ArrayRules.ChunkCorrupt, $"The {codec} data cannot be decoded: {reason}", cause);
}

/// <summary><c>gzip</c> and <c>zlib</c>, by .NET's own.</summary>
internal sealed class DeflateCodec(bool isGzip) : BytesCodec
{
    // .NET does not mind when the checksum at the end is cut off. These bytes then stand in its place, and do not fit;
    // behind a whole stream they are not looked at.
    private static readonly byte[] NoChecksum = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    private string Name => isGzip ? "gzip" : "zlib";

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> encoded, int maxBytes)
    {
        using var source = new MemoryStream([.. encoded.Span, .. NoChecksum], writable: false);
        using Stream inflated = isGzip
            ? new GZipStream(source, CompressionMode.Decompress)
            : new ZLibStream(source, CompressionMode.Decompress);
        var bytes = new byte[maxBytes];
        try
        {
            var length = inflated.ReadAtLeast(bytes, maxBytes, throwOnEndOfStream: false);
            return inflated.ReadByte() < 0 ? bytes.AsMemory(0, length) : throw TooLong(Name, maxBytes);
        }
        catch (InvalidDataException problem)
        {
            throw Corrupt(Name, "they are damaged or end too early.", problem);
        }
    }
}

/// <summary><c>crc32c</c>: four bytes at the end, in little endian, that are checked and taken off.</summary>
internal sealed class Crc32cCodec : BytesCodec
{
    private const int ChecksumBytes = 4;

    /// <inheritdoc/>
    public override long? EncodedLength(long decoded) => decoded + ChecksumBytes;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> encoded, int maxBytes)
    {
        if (encoded.Length < ChecksumBytes)
        {
            throw new CodecException(ArrayRules.ChunkLength, "The bytes end before their checksum (crc32c).");
        }

        var content = encoded[..^ChecksumBytes];
        if (content.Length > maxBytes)
        {
            throw TooLong("crc32c", maxBytes);
        }

        return Checksum(content.Span) == BinaryPrimitives.ReadUInt32LittleEndian(encoded.Span[^ChecksumBytes..])
            ? content
            : throw new CodecException(ArrayRules.ChunkChecksum, "The bytes do not fit their checksum (crc32c).");
    }

    /// <summary>CRC-32C (RFC 3720, Castagnoli).</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var last in bytes[(8 * words.Length)..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return ~crc;
    }
}
