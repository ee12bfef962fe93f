using System.Collections.Immutable;
using System.Globalization;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>Where images have to lie, as a condition of rows of the index.</summary>
public abstract record PlaceCondition
{
    private protected PlaceCondition()
    {
    }

    /// <summary>The condition of a row <c>s</c>.</summary>
    internal abstract string Condition(SqlText sql);
}

/// <summary>That an image meets a box in its own space. An axis that the image does not have is unbounded; one without a
/// known unit meets nothing.</summary>
/// <param name="Axes">The names of the axes.</param>
/// <param name="Min">The least coordinate per axis, in metres and seconds.</param>
/// <param name="Max">The greatest coordinate per axis.</param>
public sealed record OwnBoxCondition(
    EquatableArray<string> Axes, EquatableArray<double> Min, EquatableArray<double> Max) : PlaceCondition
{
    /// <inheritdoc/>
    internal override string Condition(SqlText sql) =>
        $"(s.kind = 'image' and {string.Join(" and ", Axes.Select((axis, index) => OfAxis(sql, axis, index)))})";

    private string OfAxis(SqlText sql, string axis, int index)
    {
        var name = sql.Add(axis);
        var at = $"[array_position(s.axes, {name})]";
        return $"coalesce(s.extent_min{at} <= {sql.Add(Max[index])} and s.extent_max{at} >= {sql.Add(Min[index])}, "
            + $"array_position(s.axes, {name}) is null)";
    }
}

/// <summary>That an image meets a box in a space that alignments lead to.</summary>
/// <param name="Place">The box in all spaces that lead there.</param>
public sealed record PlacedCondition(SpatialCondition Place) : PlaceCondition
{
    /// <inheritdoc/>
    internal override string Condition(SqlText sql) =>
        $"""
        (s.kind = 'image' and ({(Place.Spaces.IsEmpty ? "false" : $"""
            exists (select from placed_extents p{Spaces(sql)} where p.image_id = s.id and {Match(sql, byIndex: true)})
            """)}{Others(sql)}))
        """;

    /// <summary>True when the index knows nothing of the place.</summary>
    internal bool IsNowhere => Place.Spaces.IsEmpty && Place.Images.IsEmpty;

    /// <summary>The images that meet the box though the index does not say so, to be added with <c>or</c>; empty where there
    /// are none.</summary>
    private string Others(SqlText sql) =>
        Place.Images.IsEmpty ? "" : $" or s.id = any({sql.Add(Place.Images)})";

    /// <summary>The searched spaces, joined to rows <c>p</c>: a row of constants each.</summary>
    internal string Spaces(SqlText sql) =>
        $"""
         join (
            select space collate "C" as space, box::cube as box, map::double precision[] as map
            from unnest({sql.Add(Place.Spaces.Select(space => space.Space))},
                {sql.Add(Place.Spaces.Select(space => Cube(space.Min, space.Max)))},
                {sql.Add(Place.Spaces.Select(space => Numbers(space.Map)))}) as named (space, box, map) offset 0) searched
            on p.space = searched.space
        """;

    /// <summary>The condition of a placed extent <c>p</c> and a searched space.</summary>
    /// <param name="sql">Takes the values.</param>
    /// <param name="byIndex">True to let the index of boxes be asked: where few images meet the box.</param>
    internal string Match(SqlText sql, bool byIndex)
    {
        var box = byIndex ? "p.box && searched.box" : "cube_overlap(p.box, searched.box)";
        var excluded = Place.Excluded.IsEmpty ? "" : $" and p.alignment <> all({sql.Add(Place.Excluded)})";
        var exact = Place.IsAnywhere ? "" : " and p.is_exact";
        var seen = SeenSql.Record(sql, RecordKind.Alignment, "p.alignment");
        return $"{box}{exact}{excluded} and {seen} and placement_meets(p.center, p.half_edges, "
            + $"searched.map, {sql.Add(Place.Min)}, {sql.Add(Place.Max)})";
    }

    internal static string Cube(EquatableArray<double> min, EquatableArray<double> max) =>
        $"({Joined(min)}),({Joined(max)})";

    private static string Numbers(EquatableArray<double> numbers) => $"{{{Joined(numbers)}}}";

    private static string Joined(EquatableArray<double> numbers) =>
        string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}

/// <summary>That images lie in all of some places, or in one of them.</summary>
/// <param name="Places">The places; not empty.</param>
/// <param name="NeedsAll">True for all of them.</param>
public sealed record ManyPlacesCondition(ImmutableArray<PlaceCondition> Places, bool NeedsAll) : PlaceCondition
{
    /// <inheritdoc/>
    internal override string Condition(SqlText sql) =>
        $"({string.Join(NeedsAll ? " and " : " or ", Places.Select(place => place.Condition(sql)))})";
}
