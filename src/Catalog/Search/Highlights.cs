using System.Text.RegularExpressions;
using OmeNgff.Catalog.Search.Queries;

namespace OmeNgff.Catalog.Search;

/// <summary>Shows where the words of a search stand in the text of a record.</summary>
internal sealed class Highlights
{
    /// <summary>How much of a record's text is looked at, in characters.</summary>
    internal const int MaxTextLength = 2000;

    private const int WordsBefore = 4;

    private const int WordsShown = 20;

    private const string Sign = @"[\p{L}\p{N}]";

    private static readonly Regex NotSpace = new(@"\S+", RegexOptions.NonBacktracking);

    private static readonly Regex SignRun = new($"{Sign}+", RegexOptions.NonBacktracking);

    // Never reached: texts and words are short.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);

    private readonly Regex _whole;

    private readonly Regex _parts;

    private Highlights(string words)
    {
        _whole = Pattern($"(?<!{Sign})(?:{words})(?!{Sign})");
        _parts = Pattern(words);
    }

    /// <summary>The highlights of some words; null where none of them is looked for.</summary>
    internal static Highlights? Of(SearchWords? words)
    {
        var patterns = (words?.Alternatives ?? []).SelectMany(list => list)
            .Where(word => !word.IsExcluded)
            .Select(word => Together(word.Text))
            .OrderByDescending(pattern => pattern.Length)
            .ToList();
        return patterns.Count == 0 ? null : new Highlights(string.Join('|', patterns));
    }

    /// <summary>The text about the first of the words, with <c>&lt;em&gt;</c> about each; null where none is found. Whole
    /// words are looked for first, then parts of them, as names are found by.</summary>
    internal string? Of(string text)
    {
        var pattern = _whole;
        var first = pattern.Match(text);
        if (!first.Success)
        {
            pattern = _parts;
            first = pattern.Match(text);
        }

        if (!first.Success)
        {
            return null;
        }

        var words = NotSpace.Matches(text);
        var at = 0;
        while (words[at].Index + words[at].Length <= first.Index)
        {
            at++;
        }

        var begin = words[Math.Max(0, at - WordsBefore)].Index;
        var last = words[Math.Min(words.Count - 1, at - WordsBefore + WordsShown)];
        var end = Math.Max(last.Index + last.Length, first.Index + first.Length);
        return pattern.Replace(text[begin..end], "<em>$0</em>");
    }

    private static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MaxTime);

    /// <summary>The words of a text, whatever signs stand between them.</summary>
    private static string Together(string text)
    {
        var words = SignRun.Matches(text).Select(match => match.Value).ToList();
        return words.Count == 0 ? Regex.Escape(text) : string.Join($@"(?:(?!{Sign}).)+", words);
    }
}
