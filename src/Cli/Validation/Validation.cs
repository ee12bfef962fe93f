using System.Globalization;
using OmeNgff.Ngff.Validation;

namespace OmeNgff.Cli.Validation;

/// <summary>What was validated, and what came of it.</summary>
/// <param name="Source">The address of it.</param>
/// <param name="Report">What was found.</param>
/// <param name="Scope">A sentence that says what was not looked at, or null.</param>
internal sealed record Validation(string Source, ValidationReport Report, string? Scope);

/// <summary>Numbers of things.</summary>
internal static class Count
{
    /// <summary>A number with what it counts: <c>1 group</c>, <c>2 groups</c>.</summary>
    public static string Of(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
