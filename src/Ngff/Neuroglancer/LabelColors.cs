using System.Globalization;
using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>The colours of labels, as <c>image-label</c> has them.</summary>
public static class LabelColors
{
    /// <summary>How many colours a state takes over (limit <c>MaxLabelColors</c>); the viewer chooses those of others.
    /// </summary>
    public const int MaxLabelColors = 1000;

    /// <summary>The colours; faulty ones are left out, and 0, which is no label.</summary>
    /// <param name="imageLabel">The <c>image-label</c> document, or null.</param>
    /// <param name="most">How many are taken, the first ones.</param>
    public static EquatableArray<(string Label, string Color)> Of(RawJson? imageLabel, int most = MaxLabelColors) =>
        imageLabel?.Member("colors") is { ValueKind: JsonValueKind.Array } colors
            ? colors.EnumerateArray().Select(Read).OfType<(string, string)>().Take(most)
                .DistinctBy(color => color.Item1).ToEquatableArray()
            : [];

    private static (string, string)? Read(JsonElement color) =>
        color.ValueKind == JsonValueKind.Object
        && color.TryGetProperty("label-value", out var label) && label.ValueKind == JsonValueKind.Number
        && label.TryGetUInt64(out var value) && value > 0
        && color.TryGetProperty("rgba", out var rgba) && rgba.ValueKind == JsonValueKind.Array
        && rgba.EnumerateArray().Select(Byte).ToList() is [{ } red, { } green, { } blue, ..]
            ? (value.ToString(CultureInfo.InvariantCulture), $"{red:X2}{green:X2}{blue:X2}")
            : null;

    private static byte? Byte(JsonElement part) =>
        part.ValueKind == JsonValueKind.Number && part.TryGetByte(out var value) ? value : null;
}
