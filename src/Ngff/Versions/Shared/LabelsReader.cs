using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads the list of a labels group, and checks what a label image says of itself.</summary>
internal static class LabelsReader
{
    /// <summary>The paths in a <c>labels</c> list, or null when there is none.</summary>
    public static EquatableArray<string>? ReadList(JsonCursor? member, Findings findings)
    {
        if (member is not { } list)
        {
            return null;
        }

        if (!list.IsArray)
        {
            findings.Add(Rules.LabelsInvalid, list, $"\"labels\" is a list of paths, not {list.KindText}.");
            return null;
        }

        var labels = new List<string>();
        foreach (var item in list.Items())
        {
            var fault = item.Text is { } path ? LevelPaths.Fault(path) : "it is no string";
            if (fault is not null)
            {
                findings.Add(Rules.LabelsInvalid, item, $"The path of a label image cannot be taken: {fault}.");
                continue;
            }

            labels.Add(item.Text!);
        }

        return labels.ToEquatableArray();
    }

    /// <summary>Checks an <c>image-label</c> member. None of its faults refuses the image.</summary>
    public static void CheckImageLabel(JsonCursor label, OmeRules rules, Findings findings)
    {
        if (!label.IsObject)
        {
            Invalid(label, $"\"image-label\" is an object, not {label.KindText}.", findings);
            return;
        }

        if (label.Present("colors") is not { } colors)
        {
            findings.Add(Rules.ImageLabelColorsMissing, label, "The label image has no colors.");
        }
        else
        {
            CheckColors(colors, findings);
        }

        if (label.Present("properties") is { } properties)
        {
            CheckValues(properties, integers: true, findings);
        }

        if (label.Present("source") is { } source &&
            (!source.IsObject || source.Present("image") is { Text: null }))
        {
            Invalid(source, "The source of a label image is an object whose \"image\" is a path.", findings);
        }

        if (rules.VersionedMembers.Contains("image-label") && label.Present("version") is null)
        {
            findings.Add(Rules.ImageLabelVersionMissing, label, "The label image does not say its version.");
        }
    }

    private static void CheckColors(JsonCursor colors, Findings findings)
    {
        CheckValues(colors, integers: true, findings);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var color in colors.Items())
        {
            if (color.Member("label-value") is { Kind: JsonValueKind.Number } value &&
                !seen.Add(value.Element.TryGetInt64(out var integer) ? $"{integer}" : value.Element.GetRawText()))
            {
                Invalid(value, $"Label value {value.Element.GetRawText()} has two colors.", findings);
            }

            if (color.Present("rgba") is { } rgba && !IsColor(rgba))
            {
                Invalid(rgba, "A color is a list of 4 integers from 0 to 255.", findings);
            }
        }
    }

    private static bool IsColor(JsonCursor rgba) => rgba.IsArray && rgba.Element.GetArrayLength() == 4 &&
        rgba.Items().All(part => part.Kind == JsonValueKind.Number && part.Element.TryGetByte(out _));

    private static void CheckValues(JsonCursor list, bool integers, Findings findings)
    {
        if (!list.IsArray || list.Element.GetArrayLength() == 0)
        {
            Invalid(list, "Here must be a list that is not empty.", findings);
        }

        foreach (var item in list.Items())
        {
            var value = item.Member("label-value");
            if (value is not { Kind: JsonValueKind.Number } number)
            {
                Invalid(value ?? item, "An entry has a number \"label-value\".", findings);
            }
            else if (integers && !double.IsInteger(number.Element.GetDouble()))
            {
                Invalid(number, "A \"label-value\" is an integer.", findings);
            }
        }
    }

    private static void Invalid(JsonCursor at, string message, Findings findings) =>
        findings.Add(Rules.ImageLabelInvalid, at, message);
}
