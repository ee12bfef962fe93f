using System.Collections.Frozen;
using System.Text.Json;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>What CQL2 calls the operators. Their names are read in any case.</summary>
internal static class Cql2Operators
{
    /// <summary>By what stands between two scalars.</summary>
    public static FrozenDictionary<string, ComparisonOperator> Comparisons { get; } =
        new Dictionary<string, ComparisonOperator>(StringComparer.Ordinal)
        {
            ["="] = ComparisonOperator.Equal,
            ["<>"] = ComparisonOperator.NotEqual,
            ["<"] = ComparisonOperator.Less,
            ["<="] = ComparisonOperator.LessOrEqual,
            [">"] = ComparisonOperator.Greater,
            [">="] = ComparisonOperator.GreaterOrEqual,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By names such as <c>t_metBy</c>.</summary>
    public static FrozenDictionary<string, TemporalOperator> Temporals { get; } =
        Enum.GetValues<TemporalOperator>().ToFrozenDictionary(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>By names such as <c>a_containedBy</c>.</summary>
    public static FrozenDictionary<string, ArrayOperator> Arrays { get; } =
        Enum.GetValues<ArrayOperator>().ToFrozenDictionary(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The sign.</summary>
    public static string Name(ComparisonOperator value) => Comparisons.First(pair => pair.Value == value).Key;

    /// <summary>The name in CQL2 JSON.</summary>
    public static string Name(TemporalOperator value) => $"t_{CamelCase(value)}";

    /// <summary>The name in CQL2 JSON.</summary>
    public static string Name(ArrayOperator value) => $"a_{CamelCase(value)}";

    private static string CamelCase(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
