using System.Buffers.Binary;
using System.IO.Compression;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>Writes pictures as PNG (ISO/IEC 15948): 8 bits per part, one stream, no other chunks than must be.</summary>
internal static class Png
{
    private const byte Depth = 8, TrueColor = 2, TrueColorWithAlpha = 6, None = 0, Up = 2;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(Picture picture)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        (header[8], header[9]) = (Depth, picture.HasAlpha ? TrueColorWithAlpha : TrueColor);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Deflated(picture));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Deflated(Picture picture)
    {
        using var stream = new MemoryStream();
        using (var deflater = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            var above = new byte[picture.RowBytes];
            var difference = new byte[picture.RowBytes];
            for (var row = 0; row < picture.Height; row++)
            {
                var line = picture.Bytes.Span.Slice(row * picture.RowBytes, picture.RowBytes);
                for (var i = 0; i < line.Length; i++)
                {
                    difference[i] = unchecked((byte)(line[i] - above[i]));
                }

                // The row as it is, or its difference to the one above: what is nearer to 0 packs better.
                var isUp = Weight(difference) < Weight(line);
                deflater.WriteByte(isUp ? Up : None);
                deflater.Write(isUp ? difference : line);
                line.CopyTo(above);
            }
        }

        return stream.ToArray();
    }

    private static int Weight(ReadOnlySpan<byte> line)
    {
        var sum = 0;
        foreach (var one in line)
        {
            sum += Math.Abs((int)unchecked((sbyte)one));
        }

        return sum;
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Number(file, (uint)data.Length);
        file.Write(name);
        file.Write(data);
        Number(file, ~Checked(Checked(uint.MaxValue, name), data));
    }

    private static void Number(Stream file, uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        file.Write(bytes);
    }

    /// <summary>The checksum of ISO 3309, which is not that of the processors.</summary>
    private static uint Checked(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            checksum = Table[(byte)(checksum ^ one)] ^ (checksum >> 8);
        }

        return checksum;
    }

    private static uint Entry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry >> 1) ^ ((entry & 1) * 0xEDB88320);
        }

        return entry;
    }
}
