using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OmeNgff.Ngff.Json;

/// <summary>
/// A place in a JSON document: the value and the JSON Pointer (RFC 6901) that leads to it. The pointer's text is made
/// only when somebody asks, for most documents have nothing to say about most of their values.
/// </summary>
internal readonly struct JsonCursor
{
    private readonly Step? _last;

    /// <param name="element">The value.</param>
    /// <param name="pointer">The pointer that leads to it.</param>
    public JsonCursor(JsonElement element, string pointer)
        : this(element, pointer.Length == 0 ? null : new Step(null, pointer, IsRaw: true))
    {
    }

    private JsonCursor(JsonElement element, Step? last) => (Element, _last) = (element, last);

    /// <summary>The value; undefined where <see cref="Child"/> found none.</summary>
    public JsonElement Element { get; }

    public JsonValueKind Kind => Element.ValueKind;

    public bool IsObject => Kind == JsonValueKind.Object;

    public bool IsArray => Kind == JsonValueKind.Array;

    public string? Text => Kind == JsonValueKind.String ? Element.GetString() : null;

    /// <summary>The pointer's text.</summary>
    public string Pointer
    {
        get
        {
            if (_last is null)
            {
                return "";
            }

            var text = new StringBuilder();
            _last.AppendTo(text);
            return text.ToString();
        }
    }

    /// <summary>The member of an object; null when there is none.</summary>
    public JsonCursor? Member(string name) =>
        IsObject && Element.TryGetProperty(name, out var value) ? new JsonCursor(value, new Step(_last, name)) : null;

    /// <summary>The member of an object; null when there is none or it is JSON's null.</summary>
    public JsonCursor? Present(string name) =>
        IsObject && Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonCursor(value, new Step(_last, name))
            : null;

    /// <summary>The place of a member, whether it exists or not.</summary>
    public JsonCursor Child(string name) => Member(name) ?? new JsonCursor(default, new Step(_last, name));

    /// <summary>The pointer of a member, whether it exists or not.</summary>
    public string At(string name) => new JsonCursor(default, new Step(_last, name)).Pointer;

    /// <summary>The place of an element of an array, whether it exists or not.</summary>
    public JsonCursor Item(int index) => new(
        IsArray && index < Element.GetArrayLength() ? Element[index] : default, new Step(_last, Index: index));

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
            yield return new JsonCursor(item, new Step(_last, Index: index++));
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

    /// <summary>One step of a pointer, and those before it.</summary>
    private sealed record Step(Step? Before, string? Name = null, int Index = 0, bool IsRaw = false)
    {
        public void AppendTo(StringBuilder text)
        {
            Before?.AppendTo(text);
            if (IsRaw)
            {
                text.Append(Name);
            }
            else if (Name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"/{Index}");
            }
            else
            {
                var start = text.Append('/').Length;
                text.Append(Name)
                    .Replace("~", "~0", start, text.Length - start)
                    .Replace("/", "~1", start, text.Length - start);
            }
        }
    }
}
