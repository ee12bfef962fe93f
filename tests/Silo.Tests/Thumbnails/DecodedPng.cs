using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>A PNG as any reader of the standard (ISO/IEC 15948) sees it: every checksum is looked at, every filter undone.
/// </summary>
internal sealed class DecodedPng
{
    private readonly byte[] _bytes;

    public DecodedPng(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        using var data = new MemoryStream();
        var name = "";
        for (var at = 8; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            name = Encoding.ASCII.GetString(file, at + 4, 4);
            var content = file.AsSpan(at + 8, length);
            Assert.Equal(
                Checksum(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            if (name == "IHDR")
            {
                Width = BinaryPrimitives.ReadInt32BigEndian(content);
                Height = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
                Parts = content[9] switch { 2 => 3, 6 => 4, var type => throw new NotSupportedException($"{type}") };
                Assert.Equal([8, 0, 0, 0], new[] { content[8], content[10], content[11], content[12] });
            }
            else if (name == "IDAT")
            {
                data.Write(content);
            }

            at += length + 12;
        }

        Assert.Equal("IEND", name);
        data.Position = 0;
        _bytes = Unfiltered(data);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>3 without alpha, 4 with it.</summary>
    public int Parts { get; }

    /// <summary>The size as text: width × height.</summary>
    public string Size => $"{Width}×{Height}";

    /// <summary>Red, green, blue, and alpha, which is 255 where the picture has none.</summary>
    public (byte Red, byte Green, byte Blue, byte Alpha) this[int row, int column]
    {
        get
        {
            var pixel = _bytes.AsSpan(((row * Width) + column) * Parts, Parts);
            return (pixel[0], pixel[1], pixel[2], Parts == 4 ? pixel[3] : byte.MaxValue);
        }
    }

    /// <summary>All pixels, the rows one after the other.</summary>
    public IEnumerable<(byte Red, byte Green, byte Blue, byte Alpha)> Pixels =>
        Enumerable.Range(0, Height * Width).Select(index => this[index / Width, index % Width]);

    private byte[] Unfiltered(Stream data)
    {
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress))
        {
            zlib.CopyTo(inflated);
        }

        var (source, row) = (inflated.ToArray(), Width * Parts);
        Assert.Equal(Height * (row + 1), source.Length);
        var result = new byte[Height * row];
        for (var y = 0; y < Height; y++)
        {
            var filter = source[y * (row + 1)];
            for (var x = 0; x < row; x++)
            {
                int left = x < Parts ? 0 : result[(y * row) + x - Parts];
                int up = y == 0 ? 0 : result[((y - 1) * row) + x];
                int corner = y == 0 || x < Parts ? 0 : result[((y - 1) * row) + x - Parts];
                var predicted = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => throw new NotSupportedException($"{filter}"),
                };
                result[(y * row) + x] = (byte)(source[(y * (row + 1)) + 1 + x] + predicted);
            }
        }

        return result;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (l, u, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return l <= u && l <= c ? left : u <= c ? up : corner;
    }

    // Bit by bit, as the standard defines it.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var one in bytes)
        {
            checksum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & 1) == 1 ? 0xEDB88320 ^ (checksum >> 1) : checksum >> 1;
            }
        }

        return ~checksum;
    }
}
