using System.Globalization;
using System.Text.Json;

namespace OmeNgff.Ngff.Json;

/// <summary>A place in a JSON document: the value and the JSON Pointer (RFC 6901) that leads to it.</summary>
internal readonly record struct JsonCursor(JsonElement Element, string Pointer)
{
    public JsonValueKind Kind => Element.ValueKind;

    public bool IsObject => Kind == JsonValueKind.Object;

    public bool IsArray => Kind == JsonValueKind.Array;

    public string? Text => Kind == JsonValueKind.String ? Element.GetString() : null;

    /// <summary>The member of an object; null when there is none.</summary>
    public JsonCursor? Member(string name) =>
        IsObject && Element.TryGetProperty(name, out var value) ? new JsonCursor(value, At(name)) : null;

    /// <summary>The member of an object; null when there is none or it is JSON's null.</summary>
    public JsonCursor? Present(string name) =>
        Member(name) is { Kind: not JsonValueKind.Null } member ? member : null;

    /// <summary>The pointer of a member, whether it exists or not.</summary>
    public string At(string name) => $"{Pointer}/{Escape(name)}";

    /// <summary>The elements of an array; none when this is no array.</summary>
    public IEnumerable<JsonCursor> Items()
    {
        if (!IsArray)
        {
            yield break;
        }

        var index = 0;
        foreach (var item in Element.EnumerateArray())
        {
            yield return new JsonCursor(item, string.Create(CultureInfo.InvariantCulture, $"{Pointer}/{index++}"));
        }
    }

    /// <summary>A word for the kind of the value, for messages.</summary>
    public string KindText => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
