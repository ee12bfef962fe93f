using OmeNgff.Catalog.Records;

namespace OmeNgff.Catalog.Verification;

/// <summary>Something that is not what the records say.</summary>
/// <param name="Record">The record.</param>
/// <param name="What">The column, the table or the document.</param>
/// <param name="Expected">What the records say; shortened.</param>
/// <param name="Actual">What is there; shortened, null when nothing is.</param>
public sealed record Difference(RecordReference Record, string What, string Expected, string? Actual)
{
    private const int MaxLength = 200;

    /// <summary>A difference whose values are cut to a length that people read.</summary>
    internal static Difference Of(RecordReference record, string what, object expected, object? actual) =>
        new(record, what, Shortened(expected), actual is null ? null : Shortened(actual));

    private static string Shortened(object value)
    {
        var text = FormattableString.Invariant($"{value}");
        return text.Length <= MaxLength ? text : $"{text[..MaxLength]}…";
    }
}
