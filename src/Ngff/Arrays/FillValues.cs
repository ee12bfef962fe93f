using System.Globalization;
using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Arrays;

/// <summary>Says the fill value of one Zarr format in the other.</summary>
internal static class FillValues
{
    private static readonly string[] NotFinite = ["NaN", "Infinity", "-Infinity"];

    /// <summary>Writes a v2 fill value as v3 has it; null, which v3 does not allow, becomes zero.</summary>
    public static void WriteAsV3(Utf8JsonWriter writer, JsonElement? fill, DataType type) =>
        Write(writer, fill, type, Rules.FillValueNotInV3);

    /// <summary>Writes a v3 fill value as v2 has it; bit patterns in hexadecimal become the number they mean.</summary>
    public static void WriteAsV2(Utf8JsonWriter writer, JsonElement fill, DataType type) =>
        Write(writer, fill, type, Rules.FillValueNotInV2);

    private static void Write(Utf8JsonWriter writer, JsonElement? fill, DataType type, Rule rule)
    {
        var value = fill is { ValueKind: JsonValueKind.Null } ? null : fill;
        var written = type.Kind switch
        {
            'b' => WriteTruth(writer, value),
            'i' or 'u' => WriteInteger(writer, value, type),
            'f' => WriteFloat(writer, value, type.Size),
            'c' => WriteComplex(writer, value, type.Size / 2),
            _ => false,
        };
        if (!written)
        {
            throw rule.Refusal(
                "/fill_value", $"The fill value {fill?.GetRawText()} of type {type.Name} cannot be said there.");
        }
    }

    private static bool WriteTruth(Utf8JsonWriter writer, JsonElement? value)
    {
        bool? truth = value?.ValueKind switch
        {
            null or JsonValueKind.False => false,
            JsonValueKind.True => true,
            JsonValueKind.Number when value.Value.TryGetDouble(out var number) && number is 0 or 1 => number == 1,
            _ => null,
        };
        if (truth is { } known)
        {
            writer.WriteBooleanValue(known);
        }

        return truth is not null;
    }

    private static bool WriteInteger(Utf8JsonWriter writer, JsonElement? value, DataType type)
    {
        Int128? integer = value switch
        {
            null => 0,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var signed) => signed,
            { ValueKind: JsonValueKind.Number } number when number.TryGetUInt64(out var unsigned) => unsigned,
            // Some writers say 0.0 for an array of integers.
            { ValueKind: JsonValueKind.Number } number
                when number.GetDouble() is var real && double.IsInteger(real) && Math.Abs(real) < 1L << 53 => (long)real,
            _ => null,
        };

        // Of a number that the type does not hold each reader makes another.
        var isSigned = type.Kind == 'i';
        var values = Int128.One << (8 * type.Size);
        if (integer is not { } known || known < (isSigned ? -values / 2 : 0) || known >= (isSigned ? values / 2 : values))
        {
            return false;
        }

        if (known < 0)
        {
            writer.WriteNumberValue((long)known);
        }
        else
        {
            writer.WriteNumberValue((ulong)known);
        }

        return true;
    }

    private static bool WriteFloat(Utf8JsonWriter writer, JsonElement? value, int size)
    {
        switch (value)
        {
            case null:
                writer.WriteRawValue("0.0", skipInputValidation: true);
                return true;
            case { ValueKind: JsonValueKind.Number } number:
                number.WriteTo(writer);
                return true;
            case { ValueKind: JsonValueKind.String } text when NotFinite.Contains(text.GetString()):
                text.WriteTo(writer);
                return true;
            case { ValueKind: JsonValueKind.String } text:
                return WriteBits(writer, text.GetString()!, size);
            default:
                return false;
        }
    }

    private static bool WriteComplex(Utf8JsonWriter writer, JsonElement? value, int size)
    {
        if (value is { ValueKind: not JsonValueKind.Array } || value?.GetArrayLength() is not (null or 2))
        {
            return false;
        }

        writer.WriteStartArray();
        for (var part = 0; part < 2; part++)
        {
            if (!WriteFloat(writer, value?[part], size))
            {
                return false;
            }
        }

        writer.WriteEndArray();
        return true;
    }

    private static bool WriteBits(Utf8JsonWriter writer, string text, int size)
    {
        if (text.Length != 2 + (2 * size) || !text.StartsWith("0x", StringComparison.Ordinal) ||
            !ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
        {
            return false;
        }

        var (number, nan) = size switch
        {
            2 => ((double)BitConverter.UInt16BitsToHalf((ushort)bits), 0x7e00UL),
            4 => (BitConverter.UInt32BitsToSingle((uint)bits), 0x7fc00000UL),
            _ => (BitConverter.UInt64BitsToDouble(bits), 0x7ff8000000000000UL),
        };
        if (double.IsFinite(number))
        {
            Json.JsonText.WriteDouble(writer, number);
            return true;
        }

        // "NaN" names one of many; the others have no name.
        if (double.IsNaN(number) && bits != nan)
        {
            return false;
        }

        writer.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        return true;
    }
}
