using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Demo;

/// <summary>Writes Zarr arrays of any number of axes, in chunks or shards, and groups.</summary>
internal static class SampleArray
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes an array, its document last.</summary>
    /// <param name="folder">The array's folder.</param>
    /// <param name="layout">How it is stored.</param>
    /// <param name="values">The elements in C order.</param>
    /// <param name="ct">Stops the writing.</param>
    public static void Write(string folder, SampleLayout layout, int[] values, CancellationToken ct)
    {
        Parallel.ForEach(layout.Places(), new ParallelOptions { CancellationToken = ct }, place =>
        {
            int[] start = [.. place.Zip(layout.Stored, (index, size) => index * size)];
            if ((layout.Shard is null ? Chunk(layout, values, start) : Shard(layout, values, start)) is { } bytes)
            {
                var file = Path.Combine(folder, layout.Key(place));
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, bytes);
            }
        });
        WriteDocument(folder, layout.DocumentName, layout.Document());
    }

    /// <summary>Writes the documents of a group.</summary>
    public static void WriteGroup(string folder, JsonObject attributes, int zarrFormat = 3)
    {
        if (zarrFormat == 3)
        {
            WriteDocument(
                folder, "zarr.json", new() { ["zarr_format"] = 3, ["node_type"] = "group", ["attributes"] = attributes });
            return;
        }

        WriteDocument(folder, ".zattrs", attributes);
        WriteDocument(folder, ".zgroup", new() { ["zarr_format"] = 2 });
    }

    /// <summary>Zarr v3, "Sharding codec": the inner chunks one after the other, then where each lies.</summary>
    private static byte[]? Shard(SampleLayout layout, int[] values, int[] start)
    {
        using var shard = new MemoryStream();
        using var index = new MemoryStream();
        foreach (var place in SampleLayout.Grid([.. layout.Shard!.Zip(layout.Chunk, (size, part) => size / part)]))
        {
            int[] at = [.. start.Select((first, axis) => first + (place[axis] * layout.Chunk[axis]))];
            var inner = at.Zip(layout.Shape).All(pair => pair.First < pair.Second) ? Chunk(layout, values, at) : null;
            Write(inner is null ? ulong.MaxValue : (ulong)shard.Length);
            Write(inner is null ? ulong.MaxValue : (ulong)inner.Length);
            shard.Write(inner);
        }

        if (shard.Length == 0)
        {
            return null;
        }

        var checksum = uint.MaxValue;
        foreach (var one in index.ToArray())
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        index.WriteTo(shard);
        var end = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(end, ~checksum);
        shard.Write(end);
        return shard.ToArray();

        void Write(ulong number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
            index.Write(bytes);
        }
    }

    private static byte[]? Chunk(SampleLayout layout, int[] values, int[] start)
    {
        var chunk = new int[layout.Chunk.Aggregate(1, (product, size) => product * size)];
        Array.Fill(chunk, layout.Fill);
        Copy(layout, values, 0, start, chunk, 0, 0);
        if (layout.OmitsFilled && !chunk.AsSpan().ContainsAnyExcept(layout.Fill))
        {
            return null;
        }

        return layout.Codec.Encode(Bytes(layout, chunk), layout.Type.Size());
    }

    private static byte[] Bytes(SampleLayout layout, int[] elements)
    {
        if (layout.Type == ElementType.UInt8)
        {
            return Array.ConvertAll(elements, value => checked((byte)value));
        }

        var shorts = layout.Type switch
        {
            ElementType.UInt16 => Array.ConvertAll(elements, value => checked((ushort)value)),
            ElementType.Int16 => Array.ConvertAll(elements, value => unchecked((ushort)checked((short)value))),
            _ => throw new NotSupportedException($"{layout.Type} is not written."),
        };
        if (layout.IsBigEndian == BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(shorts, shorts);
        }

        return MemoryMarshal.AsBytes<ushort>(shorts).ToArray();
    }

    /// <summary>Copies what lies in the array; the rest of a chunk at its edge stays as it is.</summary>
    private static void Copy(SampleLayout layout, int[] values, int from, int[] start, int[] chunk, int to, int axis)
    {
        var count = Math.Min(layout.Chunk[axis], layout.Shape[axis] - start[axis]);
        from = (from * layout.Shape[axis]) + start[axis];
        to *= layout.Chunk[axis];
        if (axis == layout.Shape.Length - 1)
        {
            Array.Copy(values, from, chunk, to, count);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            Copy(layout, values, from + i, start, chunk, to + i, axis + 1);
        }
    }

    private static void WriteDocument(string folder, string name, JsonObject document)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), document.ToJsonString(Indented));
    }
}
