using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Diagnostics;

/// <summary>Collects what is found while one document is read.</summary>
/// <param name="path">The Zarr key of the document, or null when there is only one.</param>
internal sealed class Findings(string? path = null)
{
    private readonly List<Diagnostic> _found = [];

    /// <summary>True when something found refuses the document.</summary>
    public bool Refused { get; private set; }

    public EquatableArray<Diagnostic> ToEquatableArray() => _found.ToEquatableArray();

    public void Add(Rule rule, string pointer, string message, string? proposal = null) =>
        Add(rule.At(pointer, message, proposal, path));

    public void Add(Diagnostic diagnostic)
    {
        _found.Add(diagnostic.Path is null ? diagnostic with { Path = path } : diagnostic);
        Refused |= diagnostic.Refuses;
    }

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    /// <summary>Notes a value of the wrong JSON type.</summary>
    public void WrongType(JsonCursor value, string expected) =>
        Add(Rules.JsonType, value.Pointer, $"Here must be {expected}, not {value.KindText}.");

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
                    parent.At(member.Name),
                    $"\"{member.Name}\" has no meaning here and is not kept.");
            }
        }
    }
}
