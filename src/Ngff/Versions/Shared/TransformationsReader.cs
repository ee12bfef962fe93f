using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// Reads the <c>coordinateTransformations</c> lists of 0.4 and 0.5: exactly one scale, then at most one translation.
/// </summary>
internal static class TransformationsReader
{
    /// <summary>A level's list as one transformation; null when it is refused.</summary>
    /// <param name="list">The list.</param>
    /// <param name="axisCount">The number of axes, or null when it is not known yet.</param>
    /// <param name="findings">Takes what is found.</param>
    public static CoordinateTransformation? ReadLevel(JsonCursor list, int? axisCount, Findings findings)
    {
        if (ReadList(list, axisCount, findings) is not { } parts)
        {
            return null;
        }

        if (!parts.Any(part => part is ScaleTransformation))
        {
            findings.Add(Rules.ScaleMissing, list.Pointer, "The level has no scale.");
            return null;
        }

        return parts.Count == 1 ? parts[0] : new SequenceTransformation(parts);
    }

    /// <summary>A group's list.</summary>
    public static EquatableArray<CoordinateTransformation> ReadGroup(
        JsonCursor list, int? axisCount, Findings findings)
    {
        if (ReadList(list, axisCount, findings) is not { } parts)
        {
            return [];
        }

        if (!parts.Any(part => part is ScaleTransformation))
        {
            findings.Add(Rules.GroupScaleMissing, list.Pointer, "The group's transformations have no scale.");
        }

        return parts;
    }

    /// <summary>Checks a level's transformation that was read before the number of axes was known.</summary>
    /// <param name="transformation">As <see cref="ReadLevel"/> gave it.</param>
    /// <param name="axisCount">The number of axes.</param>
    /// <param name="pointer">JSON Pointer of the list.</param>
    public static EquatableArray<Diagnostic> Validate(
        CoordinateTransformation transformation, int axisCount, string pointer) =>
        transformation is SequenceTransformation { Transformations: var parts }
            ? Validate(parts, axisCount, pointer)
            : transformation.Validate(axisCount, $"{pointer}/0");

    /// <summary>Checks a group's transformations that were read before the number of axes was known.</summary>
    public static EquatableArray<Diagnostic> Validate(
        EquatableArray<CoordinateTransformation> parts, int axisCount, string pointer) =>
        parts.SelectMany((part, index) => part.Validate(axisCount, $"{pointer}/{index}")).ToEquatableArray();

    private static EquatableArray<CoordinateTransformation>? ReadList(
        JsonCursor list, int? axisCount, Findings findings)
    {
        if (!list.IsArray)
        {
            findings.WrongType(list, "a list of transformations");
            return null;
        }

        var parts = new List<CoordinateTransformation>();
        var refused = false;
        foreach (var item in list.Items())
        {
            if (ReadOne(item, findings) is not { } part)
            {
                refused = true;
                continue;
            }

            if (part is IdentityTransformation)
            {
                findings.Add(
                    Rules.TransformationTypeUnexpected, item.Pointer, "Only scale and translation may be here.");
                continue;
            }

            var faults = part.Validate(axisCount ?? part.Rank ?? 0, item.Pointer);
            findings.AddRange(faults);
            refused |= !faults.IsEmpty || !Follows(part, parts, item, findings);
            parts.Add(part);
        }

        return refused ? null : parts.ToEquatableArray();
    }

    private static bool Follows(
        CoordinateTransformation part, List<CoordinateTransformation> before, JsonCursor item, Findings findings)
    {
        var breach = part switch
        {
            ScaleTransformation when before.Any(other => other is ScaleTransformation) =>
                Rules.ScaleDuplicate.At(item.Pointer, "There is more than one scale."),
            ScaleTransformation when before.Count > 0 =>
                Rules.TranslationBeforeScale.At(item.Pointer, "The scale comes after a translation."),
            TranslationTransformation when before.Any(other => other is TranslationTransformation) =>
                Rules.TranslationDuplicate.At(item.Pointer, "There is more than one translation."),
            _ => null,
        };
        if (breach is not null)
        {
            findings.Add(breach);
        }

        return breach is null;
    }

    private static CoordinateTransformation? ReadOne(JsonCursor item, Findings findings)
    {
        if (!item.IsObject || item.Member("type") is not { Text: { } type })
        {
            findings.WrongType(item.Member("type") ?? item, "a transformation, an object with a string \"type\"");
            return null;
        }

        switch (type)
        {
            case "identity":
                findings.NotKept(item, "type");
                return new IdentityTransformation();
            case "scale":
                findings.NotKept(item, "type", "scale");
                return Numbers(item, type, findings) is { } scale ? new ScaleTransformation(scale) : null;
            case "translation":
                findings.NotKept(item, "type", "translation");
                return Numbers(item, type, findings) is { } offsets ? new TranslationTransformation(offsets) : null;
            default:
                findings.Add(
                    Rules.TransformationTypeUnknown,
                    item.At("type"),
                    $"A transformation of type \"{type}\" cannot be here; scale and translation can.");
                return null;
        }
    }

    private static EquatableArray<double>? Numbers(JsonCursor item, string type, Findings findings)
    {
        if (item.Member(type) is not { IsArray: true } list)
        {
            findings.WrongType(item.Member(type) ?? item, $"a transformation with a list of numbers \"{type}\"");
            return null;
        }

        var numbers = new List<double>();
        foreach (var number in list.Items())
        {
            if (number.Kind != JsonValueKind.Number || !number.Element.TryGetDouble(out var value))
            {
                findings.WrongType(number, "a number");
                return null;
            }

            numbers.Add(value);
        }

        return numbers.ToEquatableArray();
    }
}
