using System.Globalization;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Neuroglancer;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>The colours of labels: those of <c>image-label</c>, and for others one that follows from the label, the same in
/// every picture. 0 is no label, and transparent.</summary>
internal sealed class LabelPainting
{
    private readonly Dictionary<ulong, Rgb> _colors;

    /// <summary>The colours that an image says.</summary>
    /// <param name="imageLabel">Its <c>image-label</c> document, or null.</param>
    public LabelPainting(RawJson? imageLabel) => _colors = LabelColors.Of(imageLabel, int.MaxValue).ToDictionary(
        color => ulong.Parse(color.Label, CultureInfo.InvariantCulture), color => Rgb.Parse(color.Color));

    /// <summary>The colour of a label.</summary>
    public Rgb ColorOf(ulong label)
    {
        if (_colors.TryGetValue(label, out var said))
        {
            return said;
        }

        // Neighbouring labels lie far apart: SplitMix64.
        var mixed = label + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return Rgb.Of(
            (mixed >> 32) / (double)(1L << 32), 0.55 + (0.4 * ((mixed >> 16) & 0xFFFF) / 0xFFFF),
            0.75 + (0.25 * (mixed & 0xFFFF) / 0xFFFF));
    }

    /// <summary>The picture of a plane.</summary>
    public Picture Paint(LabelPlane plane, int height, int width)
    {
        var bytes = new byte[4 * height * width];
        for (var (row, target) = (0, 0); row < height; row++)
        {
            for (var column = 0; column < width; column++, target += 4)
            {
                if (plane[row, column] is not 0 and var label)
                {
                    var color = ColorOf(label);
                    (bytes[target], bytes[target + 1], bytes[target + 2]) = (color.Red, color.Green, color.Blue);
                    bytes[target + 3] = byte.MaxValue;
                }
            }
        }

        return new Picture(height, width, HasAlpha: true, bytes);
    }
}
