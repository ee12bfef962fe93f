using System.Globalization;
using System.Text.Json;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>A value in a filter in CQL2 JSON, and where it stands.</summary>
internal sealed class Cql2JsonNode
{
    private readonly JsonElement _element;
    private readonly int _depth;

    private Cql2JsonNode(JsonElement element, string pointer, int depth)
    {
        (_element, _depth, Place) = (element, depth, new FilterPlace(-1, pointer));
        if (depth > FilterLimits.MaxSyntaxDepth)
        {
            throw FilterLimits.TooDeep(Place);
        }
    }

    public FilterPlace Place { get; }

    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>A number; not finite where it is too large.</summary>
    public double Number => _element.GetDouble();

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
        ? [.. _element.EnumerateArray().Select((item, index) => Child(item, index.ToString(CultureInfo.InvariantCulture)))]
        : throw Unexpected("a list");

    public static Cql2JsonNode Root(JsonElement element) => new(element, "", depth: 1);

    /// <summary>True for an object that has a member of this name.</summary>
    public bool Has(string name) => Kind == JsonValueKind.Object && _element.TryGetProperty(name, out _);

    /// <summary>A member of an object that has this member and the others named, and no more.</summary>
    public Cql2JsonNode Member(string name, params ReadOnlySpan<string> others)
    {
        var count = _element.TryGetProperty(name, out var value) ? 1 : 0;
        foreach (var other in others)
        {
            count += Has(other) ? 1 : 0;
        }

        return count == 1 + others.Length && count == _element.GetPropertyCount()
            ? Child(value, name)
            : throw Unexpected($"an object with {string.Join(" and ", [name, .. others])} only");
    }

    /// <summary>The refusal of what stands here instead of something else.</summary>
    public ProblemException Unexpected(string expected) => Place.Refuse(
        FilterRules.Syntax, $"Expected {expected}; here is {Cql2Characters.Excerpt(_element.GetRawText(), 0)}.");

    private Cql2JsonNode Child(JsonElement element, string step) => new(element, $"{Place.Pointer}/{step}", _depth + 1);

    private string GetString()
    {
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Place.Refuse(FilterRules.Character, "A filter is Unicode; here is half of a surrogate pair.");
        }
    }
}
