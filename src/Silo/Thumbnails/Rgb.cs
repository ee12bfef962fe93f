using System.Globalization;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>A colour.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>White.</summary>
    public static readonly Rgb White = new(255, 255, 255);

    /// <summary>The colour that six hexadecimal digits say.</summary>
    public static Rgb Parse(string digits)
    {
        var number = uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new((byte)(number >> 16), (byte)(number >> 8), (byte)number);
    }

    /// <summary>The colour of a hue, 0 to 1 around the circle, and a saturation and a brightness, 0 to 1.</summary>
    public static Rgb Of(double hue, double saturation, double brightness)
    {
        return new(Part(5), Part(3), Part(1));

        byte Part(int offset)
        {
            var sector = (offset + (6 * hue)) % 6;
            var share = Math.Clamp(Math.Min(sector, 4 - sector), 0, 1);
            return (byte)Math.Round(255 * brightness * (1 - (saturation * share)));
        }
    }
}
