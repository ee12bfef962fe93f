using System.Globalization;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>What all texts are made of: lines, and numbers in the invariant culture.</summary>
internal static class FileText
{
    /// <summary>Where a request has the file.</summary>
    public const string Content = "/content";

    /// <summary>Where a request has the file that another one refers to.</summary>
    public const string Initial = "/initial";

    /// <summary>The most numbers in one list of a file.</summary>
    public const int MaxFileNumbers = 256;

    /// <summary>The most transformations of which one file is composed.</summary>
    public const int MaxFileTransforms = 64;

    private const int MaxShown = 60;

    /// <summary>The lines of a text with their numbers, from 1, without the spaces around them.</summary>
    public static IEnumerable<(int Number, string Text)> Lines(string text)
    {
        using var reader = new StringReader(text.TrimStart('\uFEFF'));
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            yield return (number, line.Trim());
        }
    }

    /// <summary>The finite numbers of a list.</summary>
    /// <param name="text">The numbers with spaces, or what else is in <paramref name="separators"/>, between them.</param>
    /// <param name="what">What they are, with its place, for messages.</param>
    /// <param name="pointer">Where the file is.</param>
    /// <param name="separators">What separates numbers besides white space.</param>
    /// <exception cref="NgffException">A number is none, or not finite, or they are too many.</exception>
    public static double[] Numbers(string text, string what, string pointer = Content, string separators = "")
    {
        var words = text.Split(
            [' ', '\t', '\r', '\n', .. separators], MaxFileNumbers + 1, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > MaxFileNumbers
            ? throw Rules.AlignmentFileTooLong.Refusal(
                pointer, $"{what} has more than {MaxFileNumbers} numbers (limit MaxFileNumbers).")
            : [.. words.Select(word => Number(word, what, pointer))];
    }

    /// <summary>One finite number.</summary>
    public static double Number(string word, string what, string pointer = Content) =>
        !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? throw Rules.AlignmentFileInvalid.Refusal(pointer, $"{what} has \"{Shown(word)}\", which is no number.")
            : double.IsFinite(number)
                ? number
                : throw Rules.TransformationNotFinite.Refusal(
                    pointer, $"{what} has \"{Shown(word)}\", which is no finite number.");

    /// <summary>A word of a file as a message may have it.</summary>
    public static string Shown(string text)
    {
        var shown = text.Length > MaxShown ? string.Concat(text.AsSpan(0, MaxShown), "…") : text;
        return string.Concat(shown.Select(character => char.IsControl(character) ? ' ' : character));
    }

    /// <summary>Some names as a message may have them.</summary>
    public static string Listed(IReadOnlyCollection<string> names)
    {
        const int most = 10;
        var listed = string.Join(", ", names.Take(most).Select(Shown));
        return names.Count > most ? $"{listed} and {names.Count - most} more" : listed;
    }

    /// <summary>A number as a message may have it.</summary>
    public static string Shown(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
