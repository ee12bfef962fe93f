using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace OmeNgff.Zarr.Arrays;

/// <summary>Reads a fill value (Zarr v3, "Fill value").</summary>
internal static class FillElement
{
    /// <summary>The fill value's bytes in little endian, or null when it is none of the type.</summary>
    public static byte[]? Read(JsonElement value, ElementType type)
    {
        var bytes = new byte[type.Size()];
        var isRead = type switch
        {
            ElementType.Bool => ReadTruth(value, bytes),
            ElementType.Float16 or ElementType.Float32 or ElementType.Float64 => ReadFloat(value, bytes),
            ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 =>
                ReadUnsigned(value, bytes),
            _ => ReadSigned(value, bytes),
        };
        return isRead ? bytes : null;
    }

    private static bool ReadTruth(JsonElement value, byte[] bytes)
    {
        bytes[0] = value.ValueKind == JsonValueKind.True ? (byte)1 : (byte)0;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private static bool ReadUnsigned(JsonElement value, byte[] bytes)
    {
        if (Integer(value) is not { } number || number < 0 || number >= Int128.One << (8 * bytes.Length))
        {
            return false;
        }

        Write((ulong)number, bytes);
        return true;
    }

    private static bool ReadSigned(JsonElement value, byte[] bytes)
    {
        var half = Int128.One << ((8 * bytes.Length) - 1);
        if (Integer(value) is not { } number || number < -half || number >= half)
        {
            return false;
        }

        Write(unchecked((ulong)(long)number), bytes);
        return true;
    }

    private static Int128? Integer(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        if (Int128.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        // Some writers say 0.0 for an array of integers.
        return value.TryGetDouble(out var real) && double.IsInteger(real) && Math.Abs(real) < 1L << 53
            ? (Int128)real
            : null;
    }

    private static bool ReadFloat(JsonElement value, byte[] bytes)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetDouble(out var number):
                WriteFloat(number, bytes);
                return true;
            case JsonValueKind.String when value.GetString() is "NaN":
                // The quiet NaN that the specification names; .NET's own has the sign bit.
                Write(bytes.Length switch { 2 => 0x7e00, 4 => 0x7fc00000, _ => 0x7ff8000000000000 }, bytes);
                return true;
            case JsonValueKind.String when value.GetString() is "Infinity":
                WriteFloat(double.PositiveInfinity, bytes);
                return true;
            case JsonValueKind.String when value.GetString() is "-Infinity":
                WriteFloat(double.NegativeInfinity, bytes);
                return true;
            case JsonValueKind.String:
                return ReadBits(value.GetString()!, bytes);
            default:
                return false;
        }
    }

    private static bool ReadBits(string text, byte[] bytes)
    {
        if (text.Length != 2 + (2 * bytes.Length) || !text.StartsWith("0x", StringComparison.Ordinal) ||
            !ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
        {
            return false;
        }

        Write(bits, bytes);
        return true;
    }

    private static void WriteFloat(double number, byte[] bytes) => Write(
        bytes.Length switch
        {
            2 => BitConverter.HalfToUInt16Bits((Half)number),
            4 => BitConverter.SingleToUInt32Bits((float)number),
            _ => BitConverter.DoubleToUInt64Bits(number),
        },
        bytes);

    private static void Write(ulong bits, byte[] bytes)
    {
        Span<byte> whole = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(whole, bits);
        whole[..bytes.Length].CopyTo(bytes);
    }
}
