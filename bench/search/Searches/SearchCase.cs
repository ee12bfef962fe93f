using System.Globalization;
using OmeNgff.Bench.Search.Samples;

namespace OmeNgff.Bench.Search.Searches;

/// <summary>A search, and the bare statements that answer the same.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Query">The query of <c>GET /v1/search</c>.</param>
/// <param name="Where">The condition of the bare statements, over rows <c>s</c> of the images; with the places of the
/// search as <c>p</c> and <c>searched</c> where it has some.</param>
/// <param name="Order">The order of the bare statement.</param>
internal sealed record SearchCase(string Name, string Query, string Where, string Order = "s.key desc")
{
    /// <summary>How many matches a page has.</summary>
    public const int Limit = 20;

    /// <summary>True when it asks for places in a catalogued space.</summary>
    public bool HasPlace => Query.Contains("space=", StringComparison.Ordinal);

    /// <summary>All that are measured.</summary>
    public static IEnumerable<SearchCase> All()
    {
        foreach (var (share, word, stain) in new[]
        {
            ("0.01 %", Frequencies.RareWord, Frequencies.RareStain),
            ("1 %", Frequencies.SeldomWord, Frequencies.SeldomStain),
            ("30 %", Frequencies.FrequentWord, Frequencies.FrequentStain),
        })
        {
            yield return new SearchCase(
                $"word + filter + box, {share}",
                Text($"kind=image&q={word}&filter={Escaped("level.count >= 4 AND dataType <> 'float64'")}&bbox=-10,-10,10,10"),
                $"""
                (words @@ plainto_tsquery('simple', '{word}') or name ilike '%{word}%')
                    and level_count >= 4 and data_type <> 'float64' and {Own("x")} and {Own("y")}
                """,
                $"name ilike '%{word}%' desc, s.key desc");
            yield return new SearchCase(
                $"filter, {share}", Text($"kind=image&filter={Escaped($"attributes.stain = '{stain}'")}"),
                $"terms @> array['attributes.stain={stain}']");
        }

        yield return new SearchCase(
            "number, some", Text($"kind=image&filter={Escaped("voxelSize.z < 1e-8")}"),
            "voxel_size[array_position(axes, 'z')] < 1e-8");
        yield return new SearchCase(
            "box through up to four alignments", $"kind=image&space={SampleSpaces.Common}&bbox=0,0,0,13200,8000,11400", "true");
        yield return new SearchCase(
            "small box through alignments", $"kind=image&space={SampleSpaces.Common}&bbox=6000,4000,5000,6400,4400,5400", "true");
        yield return new SearchCase(
            "box through alignments + word, 30 % of them",
            $"kind=image&space={SampleSpaces.Common}&bbox=0,0,0,13200,8000,11400&q={Frequencies.FrequentWord}",
            $"""
            (words @@ plainto_tsquery('simple', '{Frequencies.FrequentWord}') or name ilike '%{Frequencies.FrequentWord}%')
            """,
            $"name ilike '%{Frequencies.FrequentWord}%' desc, s.key desc");
        yield return new SearchCase("all, by name", "kind=image&sort=name", "true", "lower(left(name, 200)) collate \"C\", s.key");
        yield return new SearchCase("all, changed last", "kind=image&sort=-updatedAt", "true", "updated_at desc, s.key desc");
    }

    private static string Own(string axis) => $"""
        coalesce(extent_min[array_position(axes, '{axis}')] <= 10 and extent_max[array_position(axes, '{axis}')] >= -10,
            array_position(axes, '{axis}') is null)
        """;

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
