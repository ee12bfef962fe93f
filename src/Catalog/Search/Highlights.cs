using System.Collections.Immutable;
using System.Text;
using OmeNgff.Catalog.Search.Queries;

namespace OmeNgff.Catalog.Search;

/// <summary>
/// Shows where the words of a search stand in the text of a record. Every page of a search with words passes through here, so
/// no more of a text is looked at than has to be.
/// </summary>
internal sealed class Highlights
{
    /// <summary>How much of a record's text is looked at, in characters.</summary>
    internal const int MaxTextLength = 2000;

    private const int WordsBefore = 4, WordsAfter = 16;

    // The longest first: where two begin at the same place, that one is marked.
    private readonly ImmutableArray<ShownPhrase> _phrases;

    private Highlights(ImmutableArray<ShownPhrase> phrases) => _phrases = phrases;

    /// <summary>The highlights of some words; null where none of them is looked for.</summary>
    internal static Highlights? Of(SearchWords? words)
    {
        var phrases = (words?.Alternatives ?? []).SelectMany(list => list)
            .Where(word => !word.IsExcluded)
            .OrderByDescending(word => word.Text.Length)
            .Select(word => new ShownPhrase(word.Text))
            .ToImmutableArray();
        return phrases.IsEmpty ? null : new Highlights(phrases);
    }

    /// <summary>The text about the first of the words, with <c>&lt;em&gt;</c> about each; null where none is found. Whole
    /// words are looked for first, then parts of them, as names are found by.</summary>
    internal string? Of(string text)
    {
        foreach (var areWhole in (ReadOnlySpan<bool>)[true, false])
        {
            if (First(text, areWhole) is { } first)
            {
                return Marked(text.AsSpan()[Before(text, first)..After(text, first)], areWhole);
            }
        }

        return null;
    }

    private string Marked(ReadOnlySpan<char> text, bool areWhole)
    {
        var marked = new StringBuilder();
        var done = 0;
        while (First(text, areWhole, done) is { } match)
        {
            marked.Append(text[done..match.Begin]).Append("<em>").Append(text[match.Begin..match.End]).Append("</em>");
            done = match.End;
        }

        return marked.Append(text[done..]).ToString();
    }

    private ShownMatch? First(ReadOnlySpan<char> text, bool areWhole, int from = 0)
    {
        ShownMatch? first = null;
        foreach (var phrase in _phrases)
        {
            if (phrase.Find(text, from, areWhole) is { } match && (first is null || match.Begin < first.Value.Begin))
            {
                first = match;
            }
        }

        return first;
    }

    private static int Before(string text, ShownMatch match)
    {
        var begin = BeginOfWord(match.Begin);
        for (var word = 0; word < WordsBefore; word++)
        {
            var end = begin;
            while (end > 0 && char.IsWhiteSpace(text[end - 1]))
            {
                end--;
            }

            begin = end == 0 ? begin : BeginOfWord(end);
        }

        return begin;

        int BeginOfWord(int at)
        {
            while (at > 0 && !char.IsWhiteSpace(text[at - 1]))
            {
                at--;
            }

            return at;
        }
    }

    private static int After(string text, ShownMatch match)
    {
        var end = EndOfWord(match.Begin);
        for (var word = 0; word < WordsAfter; word++)
        {
            var begin = end;
            while (begin < text.Length && char.IsWhiteSpace(text[begin]))
            {
                begin++;
            }

            end = begin == text.Length ? end : EndOfWord(begin);
        }

        return Math.Max(end, match.End);

        int EndOfWord(int at)
        {
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            return at;
        }
    }
}
