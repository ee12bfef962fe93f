using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OmeNgff.Ngff.Json;

/// <summary>Writes JSON as this library publishes it: ASCII only, every double read back with the same bits.</summary>
internal static class JsonText
{
    // Documents are wrapped into others, so what is built here may be deeper than what is read.
    internal const int MaxBuiltDepth = 512;

    /// <summary>The UTF-8 text of what <paramref name="write"/> writes.</summary>
    public static ReadOnlyMemory<byte> Utf8(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The value that <paramref name="write"/> writes.</summary>
    public static RawJson Raw(Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(Utf8(write), new JsonDocumentOptions { MaxDepth = MaxBuiltDepth });
        return new RawJson(document.RootElement);
    }

    /// <summary>The members of an object but those named; null when none is left.</summary>
    public static RawJson? Without(JsonElement value, params ReadOnlySpan<string> names) =>
        Select(value, names, isKept: false);

    /// <summary>The members of an object that are named; null when there is none.</summary>
    public static RawJson? Only(JsonElement value, params ReadOnlySpan<string> names) =>
        Select(value, names, isKept: true);

    private static RawJson? Select(JsonElement value, ReadOnlySpan<string> names, bool isKept)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var (all, kept, length) = (0, 0, 2);
        foreach (var member in value.EnumerateObject())
        {
            all++;
            if (IsNamed(member, names) == isKept)
            {
                kept++;
                length += JsonMarshal.GetRawUtf8PropertyName(member).Length
                    + JsonMarshal.GetRawUtf8Value(member.Value).Length + 4;
            }
        }

        if (kept == 0 || kept == all)
        {
            return kept == 0 ? null : new RawJson(value);
        }

        // The text of what stays is good as it is: a writer would only make it again.
        var text = new ArrayBufferWriter<byte>(length);
        text.Write("{"u8);
        foreach (var member in value.EnumerateObject())
        {
            if (IsNamed(member, names) == isKept)
            {
                text.Write(text.WrittenCount > 1 ? ",\""u8 : "\""u8);
                text.Write(JsonMarshal.GetRawUtf8PropertyName(member));
                text.Write("\":"u8);
                text.Write(JsonMarshal.GetRawUtf8Value(member.Value));
            }
        }

        text.Write("}"u8);
        return RawJson.Parse(text.WrittenMemory);
    }

    private static bool IsNamed(JsonProperty member, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (member.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the members of an object (nothing for null) but those named.</summary>
    public static void WriteMembers(this Utf8JsonWriter writer, RawJson? value, params ReadOnlySpan<string> except)
    {
        if (value is null || value.Element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in value.Element.EnumerateObject())
        {
            if (!except.Contains(member.Name))
            {
                member.WriteTo(writer);
            }
        }
    }

    /// <summary>
    /// Writes the shortest text that reads back as the same double. Integral values keep a fraction (<c>1.0</c>):
    /// readers with strict types would take <c>1</c> for an integer.
    /// </summary>
    public static void WriteDouble(this Utf8JsonWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has no such number.");
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (text.AsSpan().IndexOfAny('.', 'E') < 0)
        {
            text += ".0";
        }

        writer.WriteRawValue(text, skipInputValidation: true);
    }

    /// <summary>Writes a list of doubles as a member.</summary>
    public static void WriteDoubles(this Utf8JsonWriter writer, string name, EquatableArray<double> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values.AsSpan())
        {
            writer.WriteDouble(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a list of integers as a member.</summary>
    public static void WriteLongs(this Utf8JsonWriter writer, string name, EquatableArray<long> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values.AsSpan())
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a list of strings as a member.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, string name, EquatableArray<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values.AsSpan())
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
