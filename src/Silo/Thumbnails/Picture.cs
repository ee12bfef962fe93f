namespace OmeNgff.Silo.Thumbnails;

/// <summary>A picture, its rows from the top one after the other.</summary>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of pixels in a row.</param>
/// <param name="HasAlpha">True for red, green, blue and alpha per pixel; false without alpha.</param>
/// <param name="Bytes">The parts of the pixels, a byte each.</param>
internal sealed record Picture(int Height, int Width, bool HasAlpha, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The bytes of a row.</summary>
    public int RowBytes => Width * (HasAlpha ? 4 : 3);
}
