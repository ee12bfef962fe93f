using System.Collections.Frozen;
using System.Text.Json;

namespace OmeNgff.Ngff.Axes;

/// <summary>
/// The direction, in the body of the subject, of increasing coordinates along a space axis (RFC-4,
/// <c>orientation</c>, of 0.9.dev). It has no default.
/// </summary>
/// <param name="Value">One of <see cref="Values"/>, such as <c>left-to-right</c>.</param>
public sealed record AxisOrientation(string Value)
{
    /// <summary>The type that all orientations have.</summary>
    public const string Type = "anatomical";

    // Each pair in both directions; over the axes of a system, at most one of each pair may be.
    private static readonly FrozenDictionary<string, string> Pairs = Declare(
        "left right", "anterior posterior", "inferior superior", "dorsal ventral", "dorsal palmar", "dorsal plantar",
        "rostral caudal", "cranial caudal", "proximal distal", "superficial deep", "apical basal", "apex base");

    /// <summary>The 24 values, in ordinal order.</summary>
    public static EquatableArray<string> Values { get; } =
        Pairs.Keys.Order(StringComparer.Ordinal).ToEquatableArray();

    /// <summary>True when the value is one of <see cref="Values"/>.</summary>
    public bool IsKnown => Pairs.ContainsKey(Value);

    /// <summary>The two ends between which it leads, whichever the direction; null when the value is not known.</summary>
    public string? Pair => Pairs.GetValueOrDefault(Value);

    /// <summary>The orientation of an axis, from the members that the model does not interpret.</summary>
    /// <returns>Null when it has none, or one that cannot be read.</returns>
    public static AxisOrientation? Of(Axis axis)
    {
        ArgumentNullException.ThrowIfNull(axis);
        return axis.Other?.Member("orientation") is { ValueKind: JsonValueKind.Object } orientation
            && orientation.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            && type.ValueEquals(Type)
            && orientation.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? new AxisOrientation(value.GetString()!)
            : null;
    }

    private static FrozenDictionary<string, string> Declare(params ReadOnlySpan<string> pairs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var ends = pair.Split(' ');
            values.Add($"{ends[0]}-to-{ends[1]}", pair);
            values.Add($"{ends[1]}-to-{ends[0]}", pair);
        }

        return values.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
