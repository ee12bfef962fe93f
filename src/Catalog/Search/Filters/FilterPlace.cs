using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>Where in a filter something stands.</summary>
/// <param name="Position">
/// The offset in a filter in CQL2 Text, in UTF-16 characters from 0; -1 where there is none, as in CQL2 JSON.
/// </param>
/// <param name="Pointer">JSON Pointer (RFC 6901) into a filter in CQL2 JSON; empty in CQL2 Text.</param>
public sealed record FilterPlace(int Position, string Pointer)
{
    /// <summary>The place of what was not read from a text.</summary>
    public static FilterPlace Unknown { get; } = new(-1, "");

    /// <summary>The place at an offset in a text.</summary>
    internal static FilterPlace At(int position) => new(position, "");

    /// <summary>The refusal (400) of what stands here: its pointer begins with <c>/filter</c>.</summary>
    /// <param name="rule">The rule that is broken; <see cref="FilterRules"/> has those of the language itself.</param>
    /// <param name="message">A sentence for people.</param>
    public ProblemException Refuse(string rule, string message) => ProblemException.Invalid(
    [
        new ProblemError($"/filter{Pointer}", rule, message) { Position = Position < 0 ? null : Position },
    ]);
}
