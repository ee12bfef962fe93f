using System.Runtime.InteropServices;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary><c>zstd</c> (RFC 8878), by the platform's libzstd. Checksums in the frames are checked by it.</summary>
internal sealed class ZstdCodec(NativeLibraryFile library) : BytesCodec
{
    /// <summary>The platform's library.</summary>
    public static readonly NativeLibraryFile Library =
        new("libzstd", "libzstd1", "libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "zstd.dll");

    /// <inheritdoc/>
    public override unsafe ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> encoded, int maxBytes)
    {
        var decompress = (delegate* unmanaged[Cdecl]<void*, nuint, void*, nuint, nuint>)library.Function("ZSTD_decompress");
        var isError = (delegate* unmanaged[Cdecl]<nuint, uint>)library.Function("ZSTD_isError");
        var errorName = (delegate* unmanaged[Cdecl]<nuint, byte*>)library.Function("ZSTD_getErrorName");
        var bytes = new byte[maxBytes];
        nuint length;
        fixed (byte* source = encoded.Span)
        fixed (byte* target = bytes)
        {
            length = decompress(target, (nuint)maxBytes, source, (nuint)encoded.Length);
        }

        if (isError(length) == 0)
        {
            return bytes.AsMemory(0, (int)length);
        }

        // The library's own words: "Data corruption detected", "Destination buffer is too small".
        throw Corrupt("zstd", FormattableString.Invariant(
            $"{Marshal.PtrToStringUTF8((nint)errorName(length))} (at most {maxBytes} bytes may come out)."));
    }
}
