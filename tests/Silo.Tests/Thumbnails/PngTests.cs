using OmeNgff.Silo.Thumbnails;

namespace OmeNgff.Silo.Tests.Thumbnails;

public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(7, 5, false)]
    [InlineData(64, 33, true)]
    [InlineData(2, 300, true)]
    public void A_picture_comes_back_as_it_was(int height, int width, bool hasAlpha)
    {
        var bytes = new byte[height * width * (hasAlpha ? 4 : 3)];
        new Random(5).NextBytes(bytes);

        // Half of it smooth, so that both ways to write a row are taken.
        for (var i = 0; i < bytes.Length / 2; i++)
        {
            bytes[i] = (byte)(100 + (i % 3));
        }

        var read = new DecodedPng(Png.Write(new Picture(height, width, hasAlpha, bytes)));

        Assert.Equal((height, width, hasAlpha ? 4 : 3), (read.Height, read.Width, read.Parts));
        Assert.Equal(bytes, read.Pixels.SelectMany(pixel =>
            hasAlpha ? new[] { pixel.Red, pixel.Green, pixel.Blue, pixel.Alpha } : [pixel.Red, pixel.Green, pixel.Blue]));
    }
}
