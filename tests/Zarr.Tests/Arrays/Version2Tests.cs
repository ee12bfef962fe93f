using System.Runtime.InteropServices;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Zarr v2 arrays that another implementation wrote, element by element.</summary>
[Collection(nameof(WrittenByPython))]
public sealed class Version2Tests(WrittenByPython written)
{
    [TheoryWithPython]
    [InlineData("raw")]
    [InlineData("zlib")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("blosc-blosclz")]
    [InlineData("blosc-lz4")]
    [InlineData("blosc-lz4hc")]
    [InlineData("blosc-snappy")]
    [InlineData("blosc-zlib")]
    [InlineData("blosc-zstd")]
    public async Task All_types_are_read_in_both_byte_orders_and_orders_of_dimensions(string compressor)
    {
        var folders = Directory.GetDirectories(Path.Combine(written.Root, compressor));
        Assert.Equal(42, folders.Length);
        foreach (var folder in folders)
        {
            var path = Path.GetRelativePath(written.Root, folder);
            var expected = MemoryMarshal.Cast<byte, double>(await File.ReadAllBytesAsync(folder + "/elements")).ToArray();
            var read = await (await written.Store().Array(path)).Elements();
            Assert.True(expected.SequenceEqual(read), $"{path}: {string.Join(' ', read)}");
        }
    }

    [TheoryWithPython]
    [InlineData("raw", false)]
    [InlineData("blosc-zstd", true)]
    public async Task The_decoded_bytes_are_in_C_order_and_little_endian(string compressor, bool isFortran)
    {
        var array = await written.Store().Array($"{compressor}/u2-big-{(isFortran ? "F" : "C")}");
        Assert.Equal(ElementType.UInt16, array.Type);
        Assert.Equal(2 * 6 * 4 * 2, array.ChunkBytes);

        var chunk = await array.ReadChunk(new long[3], default);

        Assert.True(chunk.IsStored);
        Assert.Equal(chunk.ToDoubles().Select(number => (ushort)number), MemoryMarshal.Cast<byte, ushort>(chunk.Bytes.Span).ToArray());
        Assert.False((await array.ReadChunk(new long[] { 1, 0, 1 }, default)).IsStored);
    }
}
