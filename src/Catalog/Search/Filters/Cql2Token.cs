using Superpower.Display;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>The tokens of CQL2 Text. The attributes say how errors call what they had expected.</summary>
internal enum Cql2Token
{
    [Token(Description = "a property")]
    Name,

    [Token(Description = "a text in single quotes")]
    Text,

    [Token(Description = "a number")]
    Number,

    [Token(Example = "(")]
    LeftParenthesis,

    [Token(Example = ")")]
    RightParenthesis,

    [Token(Example = ",")]
    Comma,

    [Token(Description = "a comparison operator")]
    Comparison,

    [Token(Example = "AND")]
    And,

    [Token(Example = "OR")]
    Or,

    [Token(Example = "NOT")]
    Not,

    [Token(Example = "LIKE")]
    Like,

    [Token(Example = "BETWEEN")]
    Between,

    [Token(Example = "IN")]
    In,

    [Token(Example = "IS")]
    Is,

    [Token(Example = "NULL")]
    Null,

    [Token(Example = "TRUE")]
    True,

    [Token(Example = "FALSE")]
    False,

    [Token(Example = "CASEI(…)")]
    CaseI,

    [Token(Example = "DATE(…)")]
    Date,

    [Token(Example = "TIMESTAMP(…)")]
    Timestamp,

    [Token(Example = "INTERVAL(…)")]
    Interval,

    [Token(Example = "BBOX(…)")]
    BoundingBox,

    [Token(Example = "S_INTERSECTS(…)")]
    Intersects,

    [Token(Description = "a temporal function")]
    TemporalFunction,

    [Token(Description = "an array function")]
    ArrayFunction,

    /// <summary>An operator of arithmetic, which no rule of the grammar takes.</summary>
    Arithmetic,

    /// <summary>Another function or geometry, which no rule of the grammar takes.</summary>
    Function,
}
