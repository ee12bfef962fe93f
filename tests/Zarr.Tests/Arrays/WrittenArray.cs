using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Writes Zarr v3 arrays byte by byte as the specification lays them out.</summary>
internal static class WrittenArray
{
    public const string Bytes = """{"name":"bytes","configuration":{"endian":"little"}}""";
    public const string Crc = """{"name":"crc32c"}""";

    /// <summary>Writes the document of an array.</summary>
    public static void Document(
        this TemporaryFolder folder,
        string path,
        long[] shape,
        long[] chunk,
        string codecs = Bytes,
        string type = "uint16",
        string fill = "0",
        string more = "") =>
        folder.Write(
            $"{path}/zarr.json",
            $$$"""
            {"zarr_format":3,"node_type":"array","shape":[{{{string.Join(',', shape)}}}],"data_type":"{{{type}}}",
             "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[{{{string.Join(',', chunk)}}}]}},
             "chunk_key_encoding":{"name":"default"},"fill_value":{{{fill}}},"codecs":[{{{codecs}}}]{{{more}}}}
            """);

    /// <summary>Writes a chunk.</summary>
    public static void Chunk(this TemporaryFolder folder, string key, byte[] bytes)
    {
        folder.Write(key);
        File.WriteAllBytes(Path.Combine(folder.Root, key), bytes);
    }

    /// <summary>The <c>sharding_indexed</c> codec.</summary>
    public static string Sharding(
        long[] inner, string codecs = Bytes, string indexCodecs = Bytes + "," + Crc, string location = "end") =>
        $$$"""
        {"name":"sharding_indexed","configuration":{"chunk_shape":[{{{string.Join(',', inner)}}}],"codecs":[{{{codecs}}}],
         "index_codecs":[{{{indexCodecs}}}],"index_location":"{{{location}}}"}}
        """;

    /// <summary>A shard: inner chunks, null where one is absent, and their index.</summary>
    public static byte[] Shard(byte[]?[] chunks, bool isIndexAtEnd = true, bool isBigEndian = false, bool hasChecksum = true)
    {
        var index = new byte[16 * chunks.Length];
        var data = new List<byte>();
        var start = isIndexAtEnd ? 0 : index.Length + (hasChecksum ? 4 : 0);
        for (var chunk = 0; chunk < chunks.Length; chunk++)
        {
            var (offset, length) = chunks[chunk] is { } bytes
                ? ((ulong)(start + data.Count), (ulong)bytes.Length)
                : (ulong.MaxValue, ulong.MaxValue);
            Write(index.AsSpan(16 * chunk), offset);
            Write(index.AsSpan((16 * chunk) + 8), length);
            data.AddRange(chunks[chunk] ?? []);
        }

        var stored = hasChecksum ? WithChecksum(index) : index;
        return isIndexAtEnd ? [.. data, .. stored] : [.. stored, .. data];

        void Write(Span<byte> target, ulong number)
        {
            if (isBigEndian)
            {
                BinaryPrimitives.WriteUInt64BigEndian(target, number);
            }
            else
            {
                BinaryPrimitives.WriteUInt64LittleEndian(target, number);
            }
        }
    }

    /// <summary>Bytes and their CRC-32C, bit by bit as RFC 3720 defines it.</summary>
    public static byte[] WithChecksum(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
            }
        }

        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, ~crc);
        return [.. bytes, .. checksum];
    }

    /// <summary>Elements as bytes in little endian.</summary>
    public static byte[] LittleEndian<T>(params T[] elements)
        where T : unmanaged => MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();
}
