using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>
/// A search as statements. Few matches are read all and put in order; of many, the first in order are read, from an index
/// that has that order or by ranges of keys (<see cref="KeyWindows"/>), and little is read of the others.
/// </summary>
internal sealed class SearchSql(SearchRequest request, SearchWords? words)
{
    /// <summary>Up to this many matches are counted exactly, and put in order after they were found (limit
    /// <c>MaxExactCount</c>).</summary>
    internal const int MaxExactCount = 1000;

    private const string Whole = "search_index";

    // The names that were found are all that there are, or so many that no other match is asked for.
    private const string InNamed = "(s.key in (select key from named))";

    private static readonly ImmutableArray<string> ItemNames =
        ["kind", "id", "key", "name", "dataset", "axes", "units", "extent_min", "extent_max"];

    // The samples of the indexes search_index_images_by_thinly_sampled_words and search_index_images_by_sampled_words: one record
    // in so many, each a part of the next.
    private static readonly ImmutableArray<int> Samples = [64, 8];

    private static readonly ImmutableArray<RecordKind> ImagesAlone = [RecordKind.Image];

    private readonly PlacedCondition? _source = request.Places.OfType<PlacedCondition>().FirstOrDefault();

    /// <summary>The kinds that are searched: images alone where they have to lie somewhere.</summary>
    private ImmutableArray<RecordKind> Kinds =>
        request.Places.IsEmpty ? request.Kinds : [.. request.Kinds.Intersect(ImagesAlone)];

    /// <summary>True when nothing can match.</summary>
    internal bool IsNothing => Kinds.IsEmpty || request.Places.OfType<PlacedCondition>().Any(place => place.IsNowhere);

    /// <summary>Who searches.</summary>
    internal SearchReader Reader => request.Reader;

    /// <summary>The part of the index that has all matches.</summary>
    internal string Table => Kinds switch
    {
        [RecordKind.Image] => "search_index_images",
        [RecordKind.Array] => "search_index_arrays",
        _ => Whole,
    };

    /// <summary>True when those with the words in their names come first.</summary>
    internal bool HasTiers => words is not null && request.Order.IsEmpty;

    /// <summary>True when the matches of a part are found in two, those with the words in their names first, so that it is known
    /// how many these are.</summary>
    internal bool IsTwofold(MatchPart part) => part == MatchPart.All && words is not null && _source is null;

    /// <summary>True when the matches of a part are looked for among one record in 64 first, then among one in eight, by indexes
    /// of their own: where words are in many records, most of the time goes into the list of all that have them, and so a small
    /// part of the list will do to find more than <see cref="MaxExactCount"/>.</summary>
    private bool IsSampled(MatchPart part) =>
        part == MatchPart.Others && words!.HaveOneAtLeast && Kinds.Contains(RecordKind.Image) && !Kinds.Contains(RecordKind.Array);

    /// <summary>
    /// A page of few matches: all are found, then put in order. How many there are from the page's beginning on, to one more
    /// than <see cref="MaxExactCount"/>, and how many for each key (<see cref="Density"/>), is in every row, and in one without a
    /// record where there is none. Where there are more, the page has those alone with the words in their names, if these are few
    /// and come first (<see cref="IsTwofold"/>); else no record.
    /// </summary>
    /// <param name="part">Which of the matches.</param>
    /// <param name="after">Where the page before ended, or null.</param>
    /// <param name="limit">How many rows at the most.</param>
    internal NpgsqlBatchCommand Few(MatchPart part, SearchPosition? after, int limit)
    {
        var sql = new SqlText(request.Reader);
        var order = new OrderSql(sql, request.Order);
        var found = IsTwofold(part)
            ? $"(select key, true as is_name from named) union all {Part(MatchPart.Others, after is null ? InNamed : null)}"
            : Part(part);
        var shown = $"(select n from counted) <= {MaxExactCount}" + (IsTwofold(part) && HasTiers
            ? $" or is_name and (select named from counted) <= {MaxExactCount}"
            : "");
        var rows = sql.Add((long)limit);
        var first = request.Order.IsEmpty ? $"order by is_name desc, key desc limit {rows}" : "";

        // What they are ordered by is computed only of few, and what is answered only of the page.
        return sql.Command(
            $"""
            with {(IsTwofold(part) ? $"named as materialized ({Part(MatchPart.Named)}), " : "")}
            found as materialized (select * from ({found}) parts limit {MaxExactCount + 1}),
            counted as materialized (
                select count(*)::int as n, (count(*) filter (where is_name))::int as named,
                    {Density(part)} as density from found s),
            page as materialized (
                select {ItemColumns("s.")}{order.Columns}, few.is_name
                from (select * from found where {shown} {first}) few join {Table} s on s.key = few.key
                {(request.Order.IsEmpty ? "" : $"{order.Clause("s.")} limit {rows}")})
            select {ItemColumns("page.")}{order.Names}, page.is_name, counted.n, {Shown("page.")}, counted.density, counted.named
            from counted left join page on true
            {(request.Order.IsEmpty ? "order by page.is_name desc, page.key desc" : order.Clause("page."))}
            """);

        string Part(MatchPart one, string? named = null) => !IsSampled(one)
            ? Found(one, Conditions(sql, order, one, after, named))
            : Union(Samples.Select(int? (sample) => sample).Append(null).Select((sample, index) => Found(one,
            [
                .. Conditions(sql, order, one, after, named),
                .. sample is { } oneIn ? [InSample(oneIn)] : (string[])[],
                .. index > 0 ? [$"not {InSample(Samples[index - 1])}"] : (string[])[],
            ])));

        string Found(MatchPart one, List<string> conditions) =>
            Union(Sources(sql, conditions, byIndex: true).Select(source =>
                $"(select s.key, {IsName(sql, one)} as is_name {source} limit {MaxExactCount + 1})"));
    }

    /// <summary>A page of many matches in the order of properties: the first in order are found alone, by an index that has
    /// the order where there is one. The columns are those of <see cref="Few"/>, without a count.</summary>
    /// <param name="after">Where the page before ended, or null.</param>
    /// <param name="limit">How many rows at the most.</param>
    internal NpgsqlBatchCommand Ordered(SearchPosition? after, int limit)
    {
        var sql = new SqlText(request.Reader);
        var order = new OrderSql(sql, request.Order);
        var conditions = Conditions(sql, order, MatchPart.All, after);
        var rows = sql.Add((long)limit);
        return First(sql, order, rows, Sources(sql, conditions, byIndex: false).Select(source =>
            $"(select {Keys(sql, order, MatchPart.All)} {source} {order.Clause("s.")} limit {rows})"));
    }

    /// <summary>The greatest key of all that is searched, whether it matches or not. The sequence of keys does not tell it: every
    /// change of a record takes a number from it.</summary>
    internal NpgsqlBatchCommand GreatestKey() => new($"select coalesce(max(key), 0) from {Table}");

    /// <summary>The newest of many matches among a range of keys. The columns are those of <see cref="Few"/>, without a
    /// count.</summary>
    /// <param name="part">Which of the matches.</param>
    /// <param name="range">The range.</param>
    /// <param name="limit">How many rows at the most.</param>
    internal NpgsqlBatchCommand Newest(MatchPart part, KeyRange range, int limit)
    {
        var sql = new SqlText(request.Reader);
        var order = new OrderSql(sql, request.Order);
        var conditions = Conditions(sql, order, part, after: null);
        var (over, upTo) = (sql.Add(range.Over), sql.Add(range.UpTo));
        conditions.AddRange((_source is null ? ["s.key"] : (string[])["s.key", "p.image_key"])
            .Select(key => $"{key} > {over} and {key} <= {upTo}"));

        // All of the range are found before they are put in order: else all records of it would be walked over in order.
        return First(sql, order, sql.Add((long)limit), Sources(sql, conditions, byIndex: false).Select(source =>
            $"(select {Keys(sql, order, part)} {source} offset 0)"));
    }

    /// <summary>How many match.</summary>
    internal NpgsqlBatchCommand Count(bool isWhole)
    {
        var sql = new SqlText(request.Reader);
        var rows = Union(Sources(sql, Conditions(sql), byIndex: true).Select(source =>
            $"(select {source}{(isWhole ? "" : string.Create(CultureInfo.InvariantCulture, $" limit {MaxExactCount + 1}"))})"));
        return sql.Command($"select count(*)::int from ({rows}) found");
    }

    /// <summary>The matches, as <c>from … where …</c>, over rows <c>s</c>; no two of them have a row in common.</summary>
    /// <param name="sql">Takes the values.</param>
    /// <param name="byIndex">True to let the index of boxes be asked: where few images meet the box.</param>
    /// <param name="sample">A clause that takes a part of the rows, or nothing.</param>
    internal IEnumerable<string> Sources(SqlText sql, bool byIndex, string sample = "") =>
        Sources(sql, Conditions(sql), byIndex, sample);

    private IEnumerable<string> Sources(SqlText sql, List<string> conditions, bool byIndex, string sample = "")
    {
        var where = string.Join(" and ", conditions);
        if (_source is null)
        {
            yield return $"from {Table} s {sample} where {where}";
            yield break;
        }

        if (!_source.Place.Spaces.IsEmpty)
        {
            yield return $"from placed_extents p{_source.Spaces(sql)} join {Table} s {sample} on s.key = p.image_key "
                + $"where {_source.Match(sql, byIndex)} and {where}";
        }

        if (!_source.Place.Images.IsEmpty)
        {
            yield return $"from {Table} s {sample} where s.id = any({sql.Add(_source.Place.Images)}) and {where}";
        }
    }

    private NpgsqlBatchCommand First(SqlText sql, OrderSql order, string rows, IEnumerable<string> sources) => sql.Command(
        $"""
        with found as materialized ({Union(sources)}),
        page as materialized (select * from found {order.Clause("found.")} limit {rows})
        select {ItemColumns("s.")}{order.Names}, page.is_name, 0, {Shown("s.")}, 0::float8, 0
        from page join {Table} s on s.key = page.key
        {order.Clause("page.")}
        """);

    /// <summary>
    /// How many of the matches that are to be looked for next there are for each key, as far as what was found tells: those
    /// without the words in their names, or, where only such were found that have them, these. Where enough was found in a sample,
    /// it alone tells: what was found of the rest is what lay first.
    /// </summary>
    private string Density(MatchPart part)
    {
        string[] known = [Among("not is_name", 1), Among("is_name", 1)];
        return $"coalesce({string.Join(", ", IsSampled(IsTwofold(part) ? MatchPart.Others : part)
            ? known.Prepend(Among($"not is_name and {InSample(Samples[0])}", Samples[0]))
            : known)}, 0)::float8";

        // Of the middle half: records that were changed lie among the first or the last that are found, whatever their keys.
        static string Among(string which, int times) => string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {times} * 0.5 * count(*) filter (where {which}) / nullif(
                (percentile_disc(0.75) within group (order by key) filter (where {which}))
                - (percentile_disc(0.25) within group (order by key) filter (where {which})), 0)
            """);
    }

    // The greater number is a prime, so that a sample is even whatever number of arrays images are registered with.
    private static string InSample(int oneIn) => string.Create(CultureInfo.InvariantCulture, $"(s.key % 7919 % {oneIn} = 0)");

    private static string Union(IEnumerable<string> parts) => string.Join(" union all ", parts);

    private string Keys(SqlText sql, OrderSql order, MatchPart part) =>
        $"s.key{order.Columns}, {IsName(sql, part)} as is_name";

    private static string ItemColumns(string row) => string.Join(", ", ItemNames.Select(column => row + column));

    private List<string> Conditions(
        SqlText sql, OrderSql order, MatchPart part, SearchPosition? after, string? named = null)
    {
        var conditions = Conditions(sql, part, named);
        if (after is not null)
        {
            conditions.Add((HasTiers, part, after.IsName) switch
            {
                (true, MatchPart.All, true) => $"(not {IsName(sql)} or {order.After(after)})",
                (true, MatchPart.All, false) => $"(not {IsName(sql)} and {order.After(after)})",
                (true, MatchPart.Named, false) => "false",
                (true, MatchPart.Others, true) => "true",
                _ => order.After(after),
            });
        }

        return conditions;
    }

    private List<string> Conditions(SqlText sql, MatchPart part = MatchPart.All, string? named = null)
    {
        var conditions = new List<string> { SeenSql.Dataset(sql, "s.dataset") };
        if (Table == Whole)
        {
            conditions.Add($"s.kind = any({sql.Add(Kinds.Select(kind => kind.Text()))})");
        }

        if (request.Dataset is { } dataset)
        {
            conditions.Add($"s.terms @> array[{sql.Add(Index.SearchTerms.Of("dataset", dataset))}]");
        }

        if (words is not null)
        {
            conditions.Add($"({words.Condition(sql, part, named)})");
        }

        if (request.Filter is { } filter)
        {
            conditions.Add($"({new FilterSql(sql, request.FilterPlaces).Condition(filter)})");
        }

        if (request.WithoutImage is { } image)
        {
            conditions.Add($"s.id <> {sql.Add(image)}");
        }

        conditions.AddRange(request.Places.Where(place => place != _source).Select(place => place.Condition(sql)));
        return conditions;
    }

    private string IsName(SqlText sql, MatchPart part = MatchPart.All) => (words, part) switch
    {
        (null, _) or (_, MatchPart.Others) => "false",
        (_, MatchPart.Named) => "true",
        _ => $"({words.NameCondition(sql)})",
    };

    /// <summary>The text to show the words in.</summary>
    private string Shown(string row) => words is null
        ? "null::text"
        : string.Create(CultureInfo.InvariantCulture,
            $"(select left(r.search_text, {Highlights.MaxTextLength}) from records r where r.kind = {row}kind and r.id = {row}id)");
}

/// <summary>Which of the matches.</summary>
internal enum MatchPart
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those with the words in their names.</summary>
    Named,

    /// <summary>The others.</summary>
    Others,
}
