using System.Buffers.Binary;
using System.IO.Compression;

namespace OmeNgff.Silo.Demo;

/// <summary>How the chunks of a sample image are compressed: what needs no library of the platform.</summary>
internal enum SampleCodec
{
    /// <summary>Not at all.</summary>
    Raw,

    /// <summary><c>gzip</c> (RFC 1952).</summary>
    Gzip,

    /// <summary><c>zlib</c> (RFC 1950), a compressor of Zarr v2.</summary>
    Zlib,

    /// <summary><c>blosc</c> (version 1) with zlib in it, and the bytes of the elements shuffled.</summary>
    Blosc,
}

/// <summary>Compresses chunks.</summary>
internal static class SampleCompression
{
    private const int BloscHeader = 16;

    /// <summary>The chunk as it is stored.</summary>
    /// <param name="codec">How it is compressed.</param>
    /// <param name="bytes">The elements.</param>
    /// <param name="size">The bytes of one element.</param>
    public static byte[] Encode(this SampleCodec codec, byte[] bytes, int size) => codec switch
    {
        SampleCodec.Raw => bytes,
        SampleCodec.Gzip => Deflated(bytes, stream => new GZipStream(stream, CompressionLevel.Optimal)),
        SampleCodec.Zlib => Deflated(bytes, stream => new ZLibStream(stream, CompressionLevel.Optimal)),
        _ => Blosc(bytes, size),
    };

    private static byte[] Deflated(byte[] bytes, Func<Stream, Stream> open)
    {
        using var memory = new MemoryStream();
        using (var stream = open(memory))
        {
            stream.Write(bytes);
        }

        return memory.ToArray();
    }

    /// <summary>One block of one stream (c-blosc, "Blosc Chunk Format"): header, where the block starts, its length, it.
    /// </summary>
    private static byte[] Blosc(byte[] bytes, int size)
    {
        const int Version = 2, ZlibVersion = 1, Shuffled = 1, NotSplit = 0x10, Zlib = 3 << 5;
        var elements = bytes.Length / size;
        var shuffled = new byte[bytes.Length];
        for (var part = 0; part < size; part++)
        {
            for (var i = 0; i < elements; i++)
            {
                shuffled[(part * elements) + i] = bytes[(i * size) + part];
            }
        }

        var block = SampleCodec.Zlib.Encode(shuffled, size);
        if (block.Length >= bytes.Length)
        {
            // A block that is as long as what it holds is taken for what it holds.
            block = shuffled;
        }

        var frame = new byte[BloscHeader + (2 * sizeof(int)) + block.Length];
        (frame[0], frame[1], frame[2], frame[3]) = (Version, ZlibVersion, Shuffled | NotSplit | Zlib, (byte)size);
        Write(4, bytes.Length);
        Write(8, bytes.Length);
        Write(12, frame.Length);
        Write(BloscHeader, BloscHeader + sizeof(int));
        Write(BloscHeader + sizeof(int), block.Length);
        block.CopyTo(frame, BloscHeader + (2 * sizeof(int)));
        return frame;

        void Write(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(offset), value);
    }
}
