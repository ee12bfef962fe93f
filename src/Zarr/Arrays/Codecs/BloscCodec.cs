using System.Buffers.Binary;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>
/// <c>blosc</c> (version 1), by the platform's libblosc with whatever codecs it has inside: blosclz, lz4, lz4hc, snappy,
/// zlib, zstd. The stored bytes say themselves how they were made, so the configuration is not looked at.
/// </summary>
internal sealed class BloscCodec(NativeLibraryFile library) : BytesCodec
{
    /// <summary>The platform's library.</summary>
    public static readonly NativeLibraryFile Library =
        new("libblosc", "libblosc1", "libblosc.so.1", "libblosc.1.dylib", "libblosc.dll", "blosc.dll");

    private const int HeaderBytes = 16;

    /// <inheritdoc/>
    public override unsafe ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> encoded, int maxBytes)
    {
        var decompress = (delegate* unmanaged[Cdecl]<void*, void*, nuint, int, int>)library.Function("blosc_decompress_ctx");

        // The library believes the header, so it is held against what there really is.
        if (encoded.Length < HeaderBytes)
        {
            throw Corrupt("blosc", "they are shorter than their header.");
        }

        var decoded = BinaryPrimitives.ReadUInt32LittleEndian(encoded.Span[4..]);
        if (decoded > maxBytes)
        {
            throw TooLong("blosc", maxBytes);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(encoded.Span[12..]) is var stored && stored != encoded.Length)
        {
            throw Corrupt("blosc", FormattableString.Invariant(
                $"the header says {stored} bytes, and there are {encoded.Length}."));
        }

        var bytes = new byte[decoded];
        fixed (byte* source = encoded.Span)
        fixed (byte* target = bytes)
        {
            var length = decoded == 0 ? 0 : decompress(source, target, decoded, 1);
            return length == decoded
                ? bytes
                : throw Corrupt("blosc", FormattableString.Invariant(
                    $"the library answers {length} where the header says {decoded} bytes."));
        }
    }
}
