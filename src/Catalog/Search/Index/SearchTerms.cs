using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OmeNgff.Catalog.Search.Index;

/// <summary>
/// Facts about a record as texts, so that one inverted index answers every equality: <c>dataType=uint16</c>,
/// <c>attributes.n#5</c>, <c>tags[]=EM</c>. Equal facts have equal terms, and only these.
/// </summary>
internal static class SearchTerms
{
    /// <summary>What stands behind a path to say that the value is one of a list.</summary>
    private const string Element = "[]";

    /// <summary>How many characters of a value a term holds; of a longer one it holds the beginning and a digest.</summary>
    private const int MaxLength = 120;

    /// <summary>That a text is at a path.</summary>
    internal static string Of(string path, string value) => $"{Shortened(path)}={Shortened(value)}";

    /// <summary>That a number is at a path.</summary>
    internal static string Of(string path, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Shortened(path)}#{value + 0.0:R}");

    /// <summary>That a truth value is at a path.</summary>
    internal static string Of(string path, bool value) => $"{Shortened(path)}?{(value ? "true" : "false")}";

    /// <summary>That a text is in the list at a path.</summary>
    internal static string Contained(string path, string value) => Of(path + Element, value);

    /// <summary>That a number is in the list at a path.</summary>
    internal static string Contained(string path, double value) => Of(path + Element, value);

    /// <summary>That a truth value is in the list at a path.</summary>
    internal static string Contained(string path, bool value) => Of(path + Element, value);

    /// <summary>All terms of a JSON value: of members of objects at any depth, and of the elements of lists of plain
    /// values.</summary>
    internal static IEnumerable<string> OfJson(string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return value.EnumerateObject().SelectMany(member => OfJson($"{path}.{member.Name}", member.Value));
            case JsonValueKind.Array:
                return value.EnumerateArray().SelectMany(item => Plain(path + Element, item));
            default:
                return Plain(path, value);
        }
    }

    private static IEnumerable<string> Plain(string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                yield return Of(path, value.GetString()!);
                break;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number):
                yield return Of(path, number);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                yield return Of(path, value.GetBoolean());
                break;
        }
    }

    private static string Shortened(string text) => text.Length <= MaxLength
        ? text
        : $"{text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)]}"
            + $"…{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}";
}
