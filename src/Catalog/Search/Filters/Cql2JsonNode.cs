using System.Globalization;
using System.Text.Json;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>A value in a filter in CQL2 JSON, and where it stands.</summary>
/// <param name="element">The value.</param>
/// <param name="pointer">JSON Pointer (RFC 6901) into the filter.</param>
internal sealed class Cql2JsonNode(JsonElement element, string pointer)
{
    public FilterPlace Place { get; } = new(-1, pointer);

    public JsonValueKind Kind => element.ValueKind;

    /// <summary>A number; not finite where it is too large.</summary>
    public double Number => element.GetDouble();

    /// <summary>The text of a string.</summary>
    public string Text
    {
        get
        {
            var text = Kind == JsonValueKind.String ? GetString() : throw Unexpected("a string");
            Cql2Characters.Demand(text, _ => Place);
            return text;
        }
    }

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<Cql2JsonNode> Items => Kind == JsonValueKind.Array
        ? [.. element.EnumerateArray().Select((item, index) =>
            Child(item, index.ToString(CultureInfo.InvariantCulture)))]
        : throw Unexpected("a list");

    /// <summary>True for an object that has a member of this name.</summary>
    public bool Has(string name) => TryFind(name, out _);

    /// <summary>A member of an object that has this member and the others named, and no more.</summary>
    public Cql2JsonNode Member(string name, params ReadOnlySpan<string> others)
    {
        var count = TryFind(name, out var value) ? 1 : 0;
        foreach (var other in others)
        {
            count += Has(other) ? 1 : 0;
        }

        return count == 1 + others.Length && count == element.GetPropertyCount()
            ? Child(value, name)
            : throw Unexpected($"an object with {string.Join(" and ", [name, .. others])} only");
    }

    /// <summary>The refusal of what stands here instead of something else.</summary>
    public ProblemException Unexpected(string expected) => Place.Refuse(
        FilterRules.Syntax, $"Expected {expected}; here is {Cql2Characters.Excerpt(element.GetRawText())}.");

    private Cql2JsonNode Child(JsonElement child, string step) => new(child, $"{Place.Pointer}/{step}");

    private bool TryFind(string name, out JsonElement value)
    {
        try
        {
            value = default;
            return Kind == JsonValueKind.Object && element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            throw HalfSurrogatePair();
        }
    }

    private string GetString()
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw HalfSurrogatePair();
        }
    }

    private ProblemException HalfSurrogatePair() =>
        Place.Refuse(FilterRules.Character, "A filter is Unicode; here is half of a surrogate pair.");
}
