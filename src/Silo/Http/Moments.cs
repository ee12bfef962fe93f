using System.Globalization;
using OmeNgff.Client.Problems;

namespace OmeNgff.Silo.Http;

/// <summary>Times in addresses and bodies.</summary>
internal static class Moments
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd't'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Parses a time (RFC 3339, with its offset).</summary>
    internal static bool TryParse(string text, out DateTimeOffset moment)
    {
        // A plus sign that nobody encoded arrives as a space.
        var end = text.LastIndexOf(' ');
        var sent = end > 10 ? $"{text[..end]}+{text[(end + 1)..]}" : text;
        moment = default;
        return HasOffset(sent) && DateTimeOffset.TryParseExact(
            sent.ToUpperInvariant(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    /// <summary>A time of the past.</summary>
    /// <exception cref="ProblemException">400: it is none.</exception>
    internal static DateTimeOffset AsOf(string text) => TryParse(text, out var moment)
        ? moment
        : throw ProblemException.Invalid("/asOf", "time-invalid",
            "asOf must be an RFC 3339 time with its offset, such as 2026-03-01T12:00:00Z.");

    private static bool HasOffset(string text) =>
        text is [.., 'Z' or 'z'] || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
