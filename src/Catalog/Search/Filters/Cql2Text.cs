using System.Text;
using OmeNgff.Client.Problems;
using Superpower;
using Superpower.Model;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// Filters in CQL2 Text (<c>filter-lang=cql2-text</c>, OGC 21-065r2). Beyond the standard, NOT may be repeated, BETWEEN
/// takes any scalars, a property of truth values is a condition by itself, quoted names may have any characters, and a
/// bounding box may have any number of axes up to <see cref="FilterLimits.MaxBoundingBoxAxes"/>. Of the spatial
/// functions there is <c>S_INTERSECTS</c> with a box. Arithmetic, <c>ACCENTI</c>, geometries and functions of one's own
/// are not supported.
/// </summary>
public static class Cql2Text
{
    private static readonly Cql2Tokenizer Tokenizer = new();

    /// <summary>Reads a filter.</summary>
    /// <exception cref="ProblemException">
    /// 400 with the position: it breaks one of the <see cref="FilterRules"/>.
    /// </exception>
    public static Filter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        FilterLimits.DemandLength(text);
        Cql2Characters.Demand(text, FilterPlace.At);
        var tokens = Tokenizer.Tokenize(text);
        DemandDepth(tokens);
        DemandNoArithmetic(tokens);
        var result = Cql2Grammar.Filter.AtEnd()(tokens);
        return result.HasValue ? FilterLimits.Demand(result.Value) : throw Refusal(text, result);
    }

    /// <summary>Writes a filter so that reading it gives an equal one.</summary>
    public static string Write(Filter filter)
    {
        var output = new StringBuilder();
        new Cql2TextWriter(output).Write(filter);
        return output.ToString();
    }

    private static void DemandDepth(TokenList<Cql2Token> tokens)
    {
        // A NOT lasts as long as the parentheses that it stands in: it counts until the next operand or operator.
        var levels = new Stack<int>([0]);
        var level = 0;
        foreach (var token in tokens)
        {
            switch (token.Kind)
            {
                case Cql2Token.Not or Cql2Token.LeftParenthesis when ++level > FilterLimits.MaxSyntaxDepth:
                    throw FilterLimits.TooDeep(FilterPlace.At(token.Position.Absolute));
                case Cql2Token.LeftParenthesis:
                    levels.Push(level);
                    break;
                case Cql2Token.RightParenthesis when levels.Count > 1:
                    levels.Pop();
                    level = levels.Peek();
                    break;
                case not Cql2Token.Not:
                    level = levels.Peek();
                    break;
            }
        }
    }

    private static void DemandNoArithmetic(TokenList<Cql2Token> tokens)
    {
        if (tokens.FirstOrDefault(token => token.Kind == Cql2Token.Arithmetic) is { HasValue: true } token)
        {
            throw FilterPlace.At(token.Position.Absolute).Refuse(
                FilterRules.NotSupported, $"Arithmetic ({token.ToStringValue()}) is not supported.");
        }
    }

    private static ProblemException Refusal(string text, TokenListParserResult<Cql2Token, Filter> failure)
    {
        var place = FilterPlace.At(failure.ErrorPosition.Absolute);
        if (failure.Remainder.ConsumeToken() is { HasValue: true, Value: { Kind: Cql2Token.Function } function })
        {
            var name = Cql2Characters.Excerpt(function.ToStringValue());
            return place.Refuse(FilterRules.NotSupported, $"{name} is not supported.");
        }

        var expected = failure.Expectations is { Length: > 0 } expectations
            ? string.Join(" or ", expectations.Distinct(StringComparer.Ordinal))
            : "AND, OR or the end";
        var found = place.Position == text.Length
            ? "the filter ends here"
            : $"here is '{Cql2Characters.Excerpt(text, place.Position)}'";
        return place.Refuse(FilterRules.Syntax, $"Expected {expected}; {found}.");
    }
}
