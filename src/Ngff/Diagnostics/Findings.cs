using System.Text.Json;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Diagnostics;

/// <summary>Collects what is found while one document is read.</summary>
/// <param name="path">The Zarr key of the document, or null when there is only one.</param>
/// <param name="rules">The version's table, which says what is in force there; null takes every rule as declared.</param>
internal sealed class Findings(string? path = null, OmeRules? rules = null)
{
    private List<Diagnostic>? _found;

    /// <summary>True when something found refuses the document.</summary>
    public bool Refused { get; private set; }

    public EquatableArray<Diagnostic> ToEquatableArray() => _found is null ? [] : _found.ToEquatableArray();

    public void Add(Rule rule, JsonCursor at, string message, string? proposal = null)
    {
        if ((rules is null ? rule.Severity : rules.SeverityOf(rule)) is { } severity)
        {
            Add(rule.At(at.Pointer, message, proposal, path) with { Severity = severity });
        }
    }

    public void Add(Rule rule, string pointer, string message, string? proposal = null) =>
        Add(rule, new JsonCursor(default, pointer), message, proposal);

    /// <summary>Adds a finding as it is, whatever the version's table says.</summary>
    public void Add(Diagnostic diagnostic)
    {
        (_found ??= []).Add(diagnostic.Path is null ? diagnostic with { Path = path } : diagnostic);
        Refused |= diagnostic.Refuses;
    }

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    /// <summary>Adds findings whose pointers begin at a place in the document, where their rules are in force.</summary>
    /// <returns>True when one of them refuses.</returns>
    public bool AddAt(JsonCursor place, EquatableArray<Diagnostic> diagnostics)
    {
        var isRefused = false;
        foreach (var diagnostic in diagnostics)
        {
            var severity = rules is not null && Rules.TryGet(diagnostic.Rule, out var rule)
                ? rules.SeverityOf(rule)
                : diagnostic.Severity;
            if (severity is { } known)
            {
                Add(diagnostic with { Pointer = place.Pointer + diagnostic.Pointer, Severity = known });
                isRefused |= diagnostic.Refuses;
            }
        }

        return isRefused;
    }

    /// <summary>Notes a value of the wrong JSON type.</summary>
    public void WrongType(JsonCursor value, string expected) =>
        Add(Rules.JsonType, value, $"Here must be {expected}, not {value.KindText}.");

    /// <summary>An optional string member; absent and null are the same, other types are refused.</summary>
    public string? OptionalText(JsonCursor parent, string name)
    {
        if (parent.Present(name) is not { } member)
        {
            return null;
        }

        if (member.Text is null)
        {
            WrongType(member, "a string");
        }

        return member.Text;
    }

    /// <summary>Notes members that are read over and will not be published again.</summary>
    public void NotKept(JsonCursor parent, params ReadOnlySpan<string> known)
    {
        if (!parent.IsObject)
        {
            return;
        }

        foreach (var member in parent.Element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                Add(
                    Rules.MemberNotKept,
                    parent.Child(member.Name),
                    $"\"{member.Name}\" has no meaning here and is not kept.");
            }
        }
    }

    /// <summary>What refuses, as a converter of the serializer says it: <c>rule: message (at pointer)</c>.</summary>
    public JsonException FirstAsJsonException()
    {
        var first = _found!.FirstOrDefault(diagnostic => diagnostic.Refuses)
            ?? _found!.First(diagnostic => diagnostic.Severity == Severity.Error);
        var place = first.Pointer.Length == 0 ? "" : $" (at {first.Pointer})";
        return new JsonException($"{first.Rule}: {first.Message.TrimEnd('.')}{place}.");
    }
}
