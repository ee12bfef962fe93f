using System.Collections.Immutable;
using System.Text;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>
/// Words as people type them into a search: all must be there, <c>or</c> between two lists of words means either list,
/// quotes keep words together, a leading <c>-</c> excludes. A word is met where the record has it among its words, or where
/// its name has it in it.
/// </summary>
/// <param name="Alternatives">Lists of words, one of which must be met.</param>
internal sealed record SearchWords(ImmutableArray<ImmutableArray<SearchWord>> Alternatives)
{
    /// <summary>How many characters a query may have (limit <c>MaxQueryLength</c>).</summary>
    internal const int MaxQueryLength = 1000;

    /// <summary>How many words count (limit <c>MaxQueryWords</c>).</summary>
    internal const int MaxQueryWords = 50;

    /// <summary>Parts of names are looked for from this length on: shorter ones are in nearly every name.</summary>
    internal const int MinNamePart = 3;

    /// <summary>True when every record that meets them has a word of them.</summary>
    internal bool HaveOneAtLeast => Alternatives.All(list => list.Any(word => !word.IsExcluded));

    /// <summary>Reads words; null where there are none.</summary>
    /// <exception cref="ProblemException">400: too long, too many words, or a quote is not closed.</exception>
    internal static SearchWords? Parse(string? text)
    {
        if (text is null || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (text.Length > MaxQueryLength)
        {
            throw ProblemException.Invalid("/q", "query-too-long",
                $"q has at most {MaxQueryLength} characters (limit MaxQueryLength).");
        }

        if (text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || rune.Value == 0))
        {
            throw ProblemException.Invalid("/q", "query-characters", "q has a character that no text has.");
        }

        var alternatives = ImmutableArray.CreateBuilder<ImmutableArray<SearchWord>>();
        var words = ImmutableArray.CreateBuilder<SearchWord>();
        var count = 0;
        foreach (var word in Words(text))
        {
            if (word is null)
            {
                Close();
                continue;
            }

            if (++count > MaxQueryWords)
            {
                throw ProblemException.Invalid("/q", "query-too-many-words",
                    $"q has at most {MaxQueryWords} words (limit MaxQueryWords).");
            }

            words.Add(word);
        }

        Close();
        return alternatives.Count == 0 ? null : new SearchWords(alternatives.ToImmutable());

        void Close()
        {
            if (words.Count > 0)
            {
                alternatives.Add(words.ToImmutable());
                words.Clear();
            }
        }
    }

    /// <summary>The condition that a row is a part of those that meet the words. It says no more than it has to: how many
    /// rows a part of a name is in is costly to estimate, each time that it is said.</summary>
    /// <param name="sql">Takes the values.</param>
    /// <param name="part">The part.</param>
    /// <param name="named">A condition that says that a row has the words in its name, where that is known already.</param>
    internal string Condition(SqlText sql, MatchPart part, string? named = null) => part switch
    {
        MatchPart.Named => Either(list => list.Any(word => !word.IsExcluded)
            ? list.Select(word => word.IsExcluded ? word.Condition(sql) : word.NameCondition(sql))
            : ["false"]),
        MatchPart.Others when Alternatives is [var list] && list.Count(word => !word.IsExcluded) == 1 =>
            string.Join(" and ", list.Select(word => word.IsExcluded
                ? word.Condition(sql)
                : $"{word.WordCondition(sql)} and not {named ?? word.NameCondition(sql)}")),
        MatchPart.Others => $"({Condition(sql, MatchPart.All)}) and not ({named ?? NameCondition(sql)})",
        _ => Either(list => list.Select(word => word.Condition(sql))),
    };

    /// <summary>The condition that the name alone meets the words, those that are excluded left aside.</summary>
    internal string NameCondition(SqlText sql) => Either(list => list.Where(word => !word.IsExcluded)
        .Select(word => word.NameCondition(sql)).DefaultIfEmpty("false"));

    private string Either(Func<ImmutableArray<SearchWord>, IEnumerable<string>> conditions) => string.Join(
        " or ", Alternatives.Select(list => $"({string.Join(" and ", conditions(list))})"));

    /// <summary>The words, null for <c>or</c>.</summary>
    private static IEnumerable<SearchWord?> Words(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var begin = at;
            var isExcluded = text[at] == '-' && at + 1 < text.Length
                && (text[at + 1] == '"' || char.IsLetterOrDigit(text, at + 1));
            at += isExcluded ? 1 : 0;
            if (text[at] == '"')
            {
                var end = text.IndexOf('"', at + 1);
                if (end < 0)
                {
                    throw ProblemException.Invalid(
                        [new ProblemError("/q", "quote-unclosed", "A quote is opened and not closed.") { Position = at }]);
                }

                var phrase = text[(at + 1)..end].Trim();
                at = end + 1;
                if (phrase.Length > 0)
                {
                    yield return new SearchWord(phrase, isExcluded);
                }

                continue;
            }

            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '"')
            {
                at++;
            }

            var word = text[start..at];
            yield return begin == start && word.Equals("or", StringComparison.OrdinalIgnoreCase)
                ? null
                : new SearchWord(word, isExcluded);
        }
    }
}

/// <summary>A word, or several that stand together.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsExcluded">True when records that have it are not found.</param>
internal sealed record SearchWord(string Text, bool IsExcluded)
{
    internal string Condition(SqlText sql)
    {
        var condition = IsShort ? WordCondition(sql) : $"({WordCondition(sql)} or {NameCondition(sql)})";
        return IsExcluded ? $"not {condition}" : condition;
    }

    internal string WordCondition(SqlText sql) => $"s.words @@ phraseto_tsquery('simple', {sql.Add(Text)})";

    internal string NameCondition(SqlText sql) => IsShort
        ? $"to_tsvector('simple', s.name) @@ phraseto_tsquery('simple', {sql.Add(Text)})"
        : $"s.name ilike {sql.Add($"%{Pattern(Text)}%")}";

    // Signs alone are no words of any text.
    private bool IsShort => Text.Length < SearchWords.MinNamePart && Text.Any(char.IsLetterOrDigit);

    private static string Pattern(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);
}
