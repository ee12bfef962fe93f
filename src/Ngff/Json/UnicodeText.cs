using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Json;

/// <summary>
/// Finds strings that are no Unicode text: broken UTF-8, and escapes of half a surrogate pair. A JSON parser lets them
/// pass and fails only when somebody reads the string.
/// </summary>
internal static class UnicodeText
{
    /// <summary>Refuses a document that has such a string.</summary>
    /// <exception cref="NgffException"><c>json-not-unicode</c>.</exception>
    public static void Demand(RawJson document)
    {
        if (FirstFault(new JsonCursor(document.Element, "")) is { } fault)
        {
            throw new NgffException([Describe(fault)]);
        }
    }

    /// <summary>Refuses a value that has such a string, as a converter of the serializer does.</summary>
    /// <exception cref="JsonException"><c>json-not-unicode</c>.</exception>
    public static void DemandJson(JsonElement value)
    {
        if (FirstFault(new JsonCursor(value, "")) is { } fault)
        {
            throw new JsonException($"{Rules.JsonNotUnicode.Id}: {Describe(fault).Message} (at {fault})");
        }
    }

    public static Diagnostic Describe(string pointer) =>
        Rules.JsonNotUnicode.At(pointer, "A string or a name here is no Unicode text.");

    /// <summary>The pointer of the value that is, or of the object that has a name that is, no Unicode text.</summary>
    public static string? FirstFault(JsonCursor value)
    {
        var text = JsonMarshal.GetRawUtf8Value(value.Element);
        var suspicious = !Utf8.IsValid(text) || text.IndexOf("\\ud"u8) >= 0 || text.IndexOf("\\uD"u8) >= 0;
        return suspicious ? Search(value) : null;
    }

    private static string? Search(JsonCursor value)
    {
        try
        {
            _ = value.Text;
            if (value.IsObject)
            {
                foreach (var name in value.Element.EnumerateObject().Select(member => member.Name).ToList())
                {
                    if (FirstFault(value.Member(name)!.Value) is { } inside)
                    {
                        return inside;
                    }
                }
            }
        }
        catch (InvalidOperationException)
        {
            return value.Pointer;
        }

        return value.Items().Select(FirstFault).FirstOrDefault(inside => inside is not null);
    }
}
