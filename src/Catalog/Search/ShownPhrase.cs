using System.Collections.Immutable;

namespace OmeNgff.Catalog.Search;

/// <summary>Finds words that stand together in a text, whatever signs stand between them, in small letters or great.</summary>
internal sealed class ShownPhrase
{
    private readonly ImmutableArray<string> _words;

    /// <param name="text">The words; where there is no letter and no digit, the signs themselves.</param>
    internal ShownPhrase(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        for (var at = 0; at < text.Length; at++)
        {
            var begin = at;
            while (at < text.Length && IsSign(text[at]))
            {
                at++;
            }

            if (at > begin)
            {
                words.Add(text[begin..at]);
            }
        }

        _words = words.Count == 0 ? [text] : words.ToImmutable();
    }

    /// <summary>The first place from a position on; null where there is none.</summary>
    /// <param name="text">What is looked through.</param>
    /// <param name="from">The position.</param>
    /// <param name="isWhole">True where no letter or digit may stand directly before or after.</param>
    internal ShownMatch? Find(ReadOnlySpan<char> text, int from, bool isWhole)
    {
        for (var at = from; ; at++)
        {
            var found = text[at..].IndexOf(_words[0], StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return null;
            }

            at += found;
            if (End(text, at) is { } end
                && (!isWhole || ((at == 0 || !IsSign(text[at - 1])) && (end == text.Length || !IsSign(text[end])))))
            {
                return new ShownMatch(at, end);
            }
        }
    }

    /// <summary>Where the words end that begin at a position; null where not all stand there.</summary>
    private int? End(ReadOnlySpan<char> text, int begin)
    {
        var end = begin + _words[0].Length;
        foreach (var word in _words.AsSpan()[1..])
        {
            var next = end;
            while (next < text.Length && !IsSign(text[next]))
            {
                next++;
            }

            if (next == end || !text[next..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            end = next + word.Length;
        }

        return end;
    }

    private static bool IsSign(char sign) => char.IsLetter(sign) || char.IsNumber(sign);
}

/// <summary>Where words stand in a text.</summary>
/// <param name="Begin">Their first character.</param>
/// <param name="End">The character after their last one.</param>
internal readonly record struct ShownMatch(int Begin, int End);
