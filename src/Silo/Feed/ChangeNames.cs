using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;

namespace OmeNgff.Silo.Feed;

/// <summary>Names of changes in requests.</summary>
internal static class ChangeNames
{
    /// <summary>The change of a name; null where there is none.</summary>
    /// <exception cref="ProblemException">400: it is none that an answer gave.</exception>
    internal static ChangeName? Parse(string? text, string pointer) =>
        string.IsNullOrEmpty(text) ? null
        : ChangeName.TryParse(text, out var change) ? change
        : throw ProblemException.Invalid(pointer, "change-invalid", "Use the name of a change as it is.");
}
