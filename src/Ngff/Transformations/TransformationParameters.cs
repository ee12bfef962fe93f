using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Reads what transformations are made of: numbers, matrices, axis indices, references to systems.</summary>
internal static class TransformationParameters
{
    /// <summary>A reference to a coordinate system, or null when it is refused.</summary>
    public static CoordinateSystemReference? Reference(JsonCursor json, Findings findings)
    {
        if (!json.IsObject)
        {
            findings.WrongType(json, "an object with a \"name\" or a \"path\", or both");
            return null;
        }

        var (name, path) = (json.Present("name"), json.Present("path"));
        if (name is { Text: null } || path is { Text: null })
        {
            findings.WrongType(name is { Text: null } ? name.Value : path!.Value, "a string");
            return null;
        }

        if (name is null && path is null)
        {
            findings.Add(Rules.ReferenceEmpty, json, "A reference has a \"name\" or a \"path\", or both.");
            return null;
        }

        findings.NotKept(json, "name", "path");
        return new CoordinateSystemReference(name?.Text, path?.Text);
    }

    /// <summary>A matrix, or null when it is refused.</summary>
    public static Matrix? Matrix(JsonCursor json, Findings findings)
    {
        if (Length(json, "a list of rows", findings) is not { } rows)
        {
            return null;
        }

        var values = new List<double>();
        var columns = 0;
        foreach (var row in json.Items())
        {
            if (Numbers(row, TransformationReader.MaxLength + 1, findings) is not { } numbers)
            {
                return null;
            }

            if (columns > 0 && numbers.Count != columns)
            {
                findings.Add(Rules.TransformationRankMismatch, row, "All rows of a matrix have the same length.");
                return null;
            }

            columns = numbers.Count;
            values.AddRange(numbers);
        }

        return new Matrix(rows, columns, values.ToEquatableArray());
    }

    /// <summary>A list of finite numbers, or null when it is refused.</summary>
    public static EquatableArray<double>? Numbers(JsonCursor json, int maxLength, Findings findings)
    {
        if (Length(json, "a list of numbers", findings, maxLength) is not { } length)
        {
            return null;
        }

        var numbers = new double[length];
        var index = 0;
        foreach (var item in json.Element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetDouble(out numbers[index]))
            {
                findings.WrongType(json.Item(index), "a number");
                return null;
            }

            if (!double.IsFinite(numbers[index]))
            {
                findings.Add(Rules.TransformationNotFinite, json.Item(index), "A parameter is a finite number.");
                return null;
            }

            index++;
        }

        return EquatableArray.Own(numbers);
    }

    /// <summary>A list of axis indices, or null when it is refused.</summary>
    public static EquatableArray<int>? Indices(JsonCursor list, Findings findings)
    {
        if (Length(list, "a list of axis indices", findings) is null)
        {
            return null;
        }

        var indices = new List<int>();
        foreach (var item in list.Items())
        {
            // An integer may be written with a fraction of zeros.
            if (item.Kind != JsonValueKind.Number || !item.Element.TryGetDouble(out var number)
                || !double.IsInteger(number) || number is < 0 or > int.MaxValue)
            {
                findings.Add(
                    Rules.AxisIndexInvalid, item, "An axis index is an integer, 0 for the first axis.");
                return null;
            }

            indices.Add((int)number);
        }

        return indices.ToEquatableArray();
    }

    /// <summary>A text that is not empty, or null when it is refused.</summary>
    public static string? Text(JsonCursor json, Findings findings)
    {
        if (string.IsNullOrEmpty(json.Text))
        {
            findings.WrongType(json, "a string that is not empty");
            return null;
        }

        return json.Text;
    }

    /// <summary>The length of a list that is not empty, or null when it is refused.</summary>
    public static int? Length(JsonCursor list, string expected, Findings findings, int maxLength = TransformationReader.MaxLength)
    {
        if (!list.IsArray)
        {
            findings.WrongType(list, expected);
            return null;
        }

        var length = list.Element.GetArrayLength();
        if (length == 0)
        {
            findings.Add(Rules.TransformationEmpty, list, "The list of parameters is empty.");
            return null;
        }

        if (length > maxLength)
        {
            findings.Add(
                Rules.TransformationTooLong, list, $"There are at most {maxLength} parameters here, not {length}.");
            return null;
        }

        return length;
    }
}
