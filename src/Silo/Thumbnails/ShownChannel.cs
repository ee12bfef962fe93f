using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Neuroglancer;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>A channel that is painted.</summary>
/// <param name="Index">Its index along the axis of channels; 0 where there is none.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Range">The values that are shown black and in full colour; null where the values themselves decide.</param>
internal sealed record ShownChannel(int Index, Rgb Color, (double Black, double Bright)? Range)
{
    private static readonly Rgb[] Primaries = [new(255, 0, 0), new(0, 255, 0), new(0, 0, 255)];

    // Two are told apart by everyone, three and more by most.
    private static readonly Rgb[] Palette =
    [
        new(0, 255, 0), new(255, 0, 255), new(0x4D, 0x6B, 255), new(255, 0xCC, 0x33), new(255, 0x50, 0x50),
        new(0x33, 0xCC, 255),
    ];

    /// <summary>
    /// The channels that a picture shows: the active ones of <c>omero</c>, of inactive ones alone the first. Where it says
    /// nothing, three of <c>uint8</c> are red, green and blue, and of others the first few are shown.
    /// </summary>
    /// <param name="omero">Rendering settings, or null.</param>
    /// <param name="count">How many channels the image has, at least 1.</param>
    /// <param name="dataType">The type of its elements.</param>
    /// <param name="options">How many are shown.</param>
    public static EquatableArray<ShownChannel> Of(
        RawJson? omero, long count, string dataType, ThumbnailOptions options)
    {
        var listed = ChannelDisplay.Of(omero).Select((display, index) => (display, index))
            .Take((int)Math.Min(count, int.MaxValue)).ToList();
        if (listed.Count == 0)
        {
            return count == Primaries.Length && dataType == "uint8"
                ? Primaries.Select((color, index) => new ShownChannel(index, color, (0, byte.MaxValue))).ToEquatableArray()
                : Unsaid((int)Math.Min(count, options.MaxChannels), dataType);
        }

        var active = listed.Where(channel => channel.display.Active).Take(options.MaxActiveChannels).ToList();
        var shown = active.Count > 0 ? active : listed[..1];
        return shown.Select((channel, position) => new ShownChannel(
            channel.index,
            channel.display.Color is { } digits ? Rgb.Parse(digits) : ColorOf(position, shown.Count),
            channel.display.Range)).ToEquatableArray();
    }

    private static EquatableArray<ShownChannel> Unsaid(int count, string dataType) => Enumerable.Range(0, count)
        .Select(index => new ShownChannel(index, ColorOf(index, count), dataType == "bool" ? (0, 1) : null))
        .ToEquatableArray();

    private static Rgb ColorOf(int position, int count) => count == 1 ? Rgb.White : Palette[position % Palette.Length];
}
