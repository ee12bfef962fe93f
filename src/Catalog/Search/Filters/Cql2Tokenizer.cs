using System.Collections.Frozen;
using Superpower;
using Superpower.Model;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// Divides CQL2 Text into tokens. Words that CQL2 calls functions are so only before a parenthesis; without, they are
/// properties. A sign belongs to the number after it unless a value comes before it.
/// </summary>
internal sealed class Cql2Tokenizer : Tokenizer<Cql2Token>
{
    private static readonly FrozenDictionary<string, Cql2Token>.AlternateLookup<ReadOnlySpan<char>> Words =
        Keywords(new()
        {
            ["AND"] = Cql2Token.And,
            ["OR"] = Cql2Token.Or,
            ["NOT"] = Cql2Token.Not,
            ["LIKE"] = Cql2Token.Like,
            ["BETWEEN"] = Cql2Token.Between,
            ["IN"] = Cql2Token.In,
            ["IS"] = Cql2Token.Is,
            ["NULL"] = Cql2Token.Null,
            ["TRUE"] = Cql2Token.True,
            ["FALSE"] = Cql2Token.False,
        });

    private static readonly FrozenDictionary<string, Cql2Token>.AlternateLookup<ReadOnlySpan<char>> Functions =
        Keywords(new Dictionary<string, Cql2Token>
        {
            ["CASEI"] = Cql2Token.CaseI,
            ["DATE"] = Cql2Token.Date,
            ["TIMESTAMP"] = Cql2Token.Timestamp,
            ["INTERVAL"] = Cql2Token.Interval,
            ["BBOX"] = Cql2Token.BoundingBox,
            ["S_INTERSECTS"] = Cql2Token.Intersects,
        }
        .Concat(Cql2Operators.Temporals.Keys.Select(name => KeyValuePair.Create(name, Cql2Token.TemporalFunction)))
        .Concat(Cql2Operators.Arrays.Keys.Select(name => KeyValuePair.Create(name, Cql2Token.ArrayFunction)))
        .ToDictionary());

    /// <summary>True for a word that cannot be a property's name without quotes.</summary>
    public static bool IsKeyword(string name) => Words.ContainsKey(name);

    /// <inheritdoc/>
    protected override IEnumerable<Result<Cql2Token>> Tokenize(TextSpan span, TokenizationState<Cql2Token> state)
    {
        for (var rest = SkipWhitespace(span); !rest.IsAtEnd; rest = SkipWhitespace(rest))
        {
            var (kind, length) = Next(rest, state.Previous is { Kind: var previous } && EndsValue(previous));
            var after = rest.Skip(length);
            yield return Result.Value(kind, rest, after);
            rest = after;
        }
    }

    private static (Cql2Token Kind, int Length) Next(TextSpan span, bool isAfterValue)
    {
        var text = span.AsReadOnlySpan();
        var next = text.Length > 1 ? text[1] : '\0';
        return text[0] switch
        {
            '(' => (Cql2Token.LeftParenthesis, 1),
            ')' => (Cql2Token.RightParenthesis, 1),
            ',' => (Cql2Token.Comma, 1),
            '=' => (Cql2Token.Comparison, 1),
            '<' => (Cql2Token.Comparison, next is '=' or '>' ? 2 : 1),
            '>' => (Cql2Token.Comparison, next is '=' ? 2 : 1),
            '\'' => (Cql2Token.Text, QuotedLength(span)),
            '"' => (Cql2Token.Name, QuotedLength(span)),
            '+' or '-' when !isAfterValue && NumberLength(text[1..]) is > 0 and var length =>
                (Cql2Token.Number, 1 + length),
            '+' or '-' or '*' or '/' or '%' or '^' => (Cql2Token.Arithmetic, 1),
            _ when NumberLength(text) is > 0 and var length => (Cql2Token.Number, length),
            _ when Cql2Characters.NameLength(text) is > 0 and var length => (Word(text, length, isAfterValue), length),
            _ => throw FilterPlace.At(span.Position.Absolute).Refuse(
                FilterRules.Syntax,
                $"'{Cql2Characters.Excerpt(span.Source!, span.Position.Absolute)}' means nothing in CQL2."),
        };
    }

    private static Cql2Token Word(ReadOnlySpan<char> text, int length, bool isAfterValue)
    {
        var word = text[..length];
        if (Words.TryGetValue(word, out var kind))
        {
            return kind;
        }

        if (isAfterValue && word.Equals("DIV", StringComparison.OrdinalIgnoreCase))
        {
            return Cql2Token.Arithmetic;
        }

        return !IsCalled(text[length..].TrimStart()) ? Cql2Token.Name
            : Functions.TryGetValue(word, out kind) ? kind
            : Cql2Token.Function;
    }

    // Between a geometry and its coordinates there may be a Z.
    private static bool IsCalled(ReadOnlySpan<char> after) =>
        after is ['(', ..] || (after is ['Z' or 'z', .. var rest] && rest.TrimStart() is ['(', ..]);

    private static int QuotedLength(TextSpan span)
    {
        var (content, length) = Cql2Quotes.Read(span.AsReadOnlySpan());
        return content is not null
            ? length
            : throw FilterPlace.At(span.Position.Absolute).Refuse(
                FilterRules.Syntax, $"The quote {span[0]} that begins here has no end.");
    }

    private static int NumberLength(ReadOnlySpan<char> text)
    {
        var whole = DigitCount(text);
        var length = whole;
        if (text[length..].StartsWith('.'))
        {
            var decimals = DigitCount(text[(length + 1)..]);
            length += whole + decimals > 0 ? 1 + decimals : 0;
        }

        if (length > 0 && length < text.Length && text[length] is 'e' or 'E')
        {
            var sign = text[(length + 1)..] is ['+' or '-', ..] ? 1 : 0;
            var exponent = DigitCount(text[(length + 1 + sign)..]);
            length += exponent > 0 ? 1 + sign + exponent : 0;
        }

        return length;
    }

    private static int DigitCount(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static TextSpan SkipWhitespace(TextSpan span)
    {
        var text = span.AsReadOnlySpan();
        return span.Skip(text.Length - text.TrimStart().Length);
    }

    private static bool EndsValue(Cql2Token kind) => kind is Cql2Token.Name or Cql2Token.Text or Cql2Token.Number
        or Cql2Token.True or Cql2Token.False or Cql2Token.RightParenthesis;

    private static FrozenDictionary<string, Cql2Token>.AlternateLookup<ReadOnlySpan<char>> Keywords(
        Dictionary<string, Cql2Token> words) =>
        words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
