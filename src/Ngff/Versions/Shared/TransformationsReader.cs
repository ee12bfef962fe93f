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

        if (!HasScale(parts))
        {
            findings.Add(Rules.ScaleMissing, list, "The level has no scale.");
            return null;
        }

        return parts.Count == 1 ? parts[0] : new SequenceTransformation(parts.ToEquatableArray());
    }

    /// <summary>A group's list.</summary>
    public static EquatableArray<CoordinateTransformation> ReadGroup(
        JsonCursor list, int? axisCount, Findings findings)
    {
        if (ReadList(list, axisCount, findings) is not { } parts)
        {
            return [];
        }

        if (!HasScale(parts))
        {
            findings.Add(Rules.GroupScaleMissing, list, "The group's transformations have no scale.");
        }

        return parts.ToEquatableArray();
    }

    /// <summary>Checks a group's transformations that were read before the number of axes was known.</summary>
    public static EquatableArray<Diagnostic> Validate(
        EquatableArray<CoordinateTransformation> parts, int axisCount, string pointer) =>
        parts.SelectMany((part, index) => part.Input is null && part.Output is null
            ? part.Validate(axisCount, $"{pointer}/{index}")
            : []).ToEquatableArray();

    private static bool HasScale(List<CoordinateTransformation> parts) =>
        parts.Exists(part => part is ScaleTransformation);

    private static List<CoordinateTransformation>? ReadList(JsonCursor list, int? axisCount, Findings findings)
    {
        if (!list.IsArray)
        {
            findings.WrongType(list, "a list of transformations");
            return null;
        }

        var reader = new TransformationReader(findings, TransformationForm.Scaled);
        var parts = new List<CoordinateTransformation>(2);
        var refused = false;
        foreach (var item in list.Items())
        {
            if (ReadOne(item, reader, findings) is not { } part)
            {
                refused = true;
                continue;
            }

            if (part is IdentityTransformation)
            {
                findings.Add(Rules.TransformationTypeUnexpected, item, "Only scale and translation may be here.");
                continue;
            }

            refused |= findings.AddAt(item, part.Validate(axisCount, axisCount, ""));
            refused |= !Follows(part, parts, item, findings);
            parts.Add(part);
        }

        return refused ? null : parts;
    }

    private static bool Follows(
        CoordinateTransformation part, List<CoordinateTransformation> before, JsonCursor item, Findings findings)
    {
        var (rule, message) = part switch
        {
            ScaleTransformation when HasScale(before) => (Rules.ScaleDuplicate, "There is more than one scale."),
            ScaleTransformation when before.Count > 0 =>
                (Rules.TranslationBeforeScale, "The scale comes after a translation; it must come first."),
            TranslationTransformation when before.Exists(other => other is TranslationTransformation) =>
                (Rules.TranslationDuplicate, "There is more than one translation."),
            _ => (null, ""),
        };
        if (rule is not null)
        {
            findings.Add(rule, item, message);
        }

        return rule is null;
    }

    private static CoordinateTransformation? ReadOne(
        JsonCursor item, TransformationReader reader, Findings findings)
    {
        if (item.Member("type")?.Text is { } type && type is not ("scale" or "translation" or "identity"))
        {
            findings.Add(
                Rules.TransformationTypeUnknown,
                item.Child("type"),
                $"A transformation of type \"{type}\" cannot be here; scale and translation can.");
            return null;
        }

        return reader.Read(item);
    }
}
