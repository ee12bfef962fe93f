using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>How one channel is shown.</summary>
public sealed record ChannelDisplay
{
    /// <summary>The name of the channel, or null.</summary>
    public string? Label { get; init; }

    /// <summary>Its colour, six hexadecimal digits; null for grey.</summary>
    public string? Color { get; init; }

    /// <summary>False for a channel that is there and not shown.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The value that is shown black and the value that is shown brightest, or null for all that the data type
    /// holds. The first is greater where the channel is inverted.</summary>
    public (double Black, double Bright)? Range { get; init; }

    /// <summary>Between which values the range is chosen, or null.</summary>
    public (double Min, double Max)? Window { get; init; }

    /// <summary>The channels of <c>omero</c> rendering settings; what is missing or faulty in them is left out.</summary>
    public static EquatableArray<ChannelDisplay> Of(RawJson? omero) =>
        omero?.Member("channels") is { ValueKind: JsonValueKind.Array } channels
            ? channels.EnumerateArray().Select(Read).ToEquatableArray()
            : [];

    /// <summary>This with what display attributes of a viewpoint say instead: <c>color</c>, <c>window</c>.</summary>
    public ChannelDisplay With(RawJson? attributes)
    {
        if (attributes is null || attributes.Element.ValueKind != JsonValueKind.Object)
        {
            return this;
        }

        var said = Read(attributes.Element);
        return this with { Color = said.Color ?? Color, Range = said.Range ?? Range, Window = said.Window ?? Window };
    }

    private static ChannelDisplay Read(JsonElement channel)
    {
        var window = Member(channel, "window");
        var (start, end) = (Number(window, "start"), Number(window, "end"));
        var (min, max) = (Number(window, "min"), Number(window, "max"));
        return new ChannelDisplay
        {
            Label = Member(channel, "label") is { ValueKind: JsonValueKind.String } label ? label.GetString() : null,
            Color = ColorOf(Member(channel, "color")),
            Active = Member(channel, "active") is not { ValueKind: JsonValueKind.False },
            Range = (start, end) is ({ } black, { } bright) && black != bright
                ? Member(channel, "inverted") is { ValueKind: JsonValueKind.True } ? (bright, black) : (black, bright)
                : null,
            Window = (min, max) is ({ } least, { } most) && least < most ? (least, most) : null,
        };
    }

    private static string? ColorOf(JsonElement? color) =>
        color is { ValueKind: JsonValueKind.String } text
        && text.GetString()!.TrimStart('#') is { Length: 6 } digits && digits.All(char.IsAsciiHexDigit)
            ? digits.ToUpperInvariant()
            : null;

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var value) ? value : null;

    private static double? Number(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number)
        && double.IsFinite(number)
            ? number
            : null;
}
