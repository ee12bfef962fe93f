using System.Collections.Immutable;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>Which dimension of a state shares a slot with which of a source, and what stands in for directions that the
/// source does not have.</summary>
internal static class LayerSlots
{
    private const double Tolerance = 1e-12;

    /// <summary>For each slot the axis of the space, or null for an axis of the source that stays: a channel, or one that
    /// the way drops.</summary>
    internal static ImmutableArray<int?> Assign(SourceSpace source, Matrix way, ViewerSpace space)
    {
        var columns = Enumerable.Range(0, source.Rank)
            .Where(column => !source.Axes[column].IsChannel
                && Enumerable.Range(0, way.Rows).Any(row => way[row, column] != 0)).ToList();
        if (columns.Count > way.Rows)
        {
            throw Flattens();
        }

        var padding = way.Rows - columns.Count;
        var fixedRows = Enumerable.Range(0, way.Rows).Where(row => columns.TrueForAll(column => way[row, column] == 0))
            .ToList();
        if (fixedRows.Count > padding)
        {
            throw Flattens();
        }

        // A row of its own axis first; then those that are left, those without any voxel size last.
        var rows = new int?[source.Rank + padding];
        var left = Enumerable.Range(0, way.Rows).Except(fixedRows).ToList();
        foreach (var column in columns)
        {
            if (left.Find(row => space.Axes[row].Name == source.Axes[column].Name, out var own))
            {
                rows[column] = own;
                left.Remove(own);
            }
        }

        var rest = new Queue<int>(left.Concat(fixedRows));
        foreach (var slot in columns.Where(column => rows[column] is null)
            .Concat(Enumerable.Range(source.Rank, padding)))
        {
            rows[slot] = rest.Dequeue();
        }

        return [.. rows];
    }

    /// <summary>Fills the columns of the further slots, so that the whole can be inverted: along axes that the source does
    /// not reach, then at right angles to it, with length 1.</summary>
    internal static void Complete(double[,] linear, int sourceRank)
    {
        var rank = linear.GetLength(0);
        var basis = new List<double[]>();
        for (var column = 0; column < sourceRank; column++)
        {
            // Relative to its own length: units may differ by many orders.
            var own = Enumerable.Range(0, rank).Select(row => linear[row, column]).ToArray();
            if (Rest(Divided(own, Length(own)), basis) is not { } direction)
            {
                throw Flattens();
            }

            basis.Add(direction);
        }

        // The last slots have the axes that are not reached at all: each takes its own.
        for (var column = rank - 1; column >= sourceRank; column--)
        {
            var direction = Enumerable.Range(0, rank).OrderBy(axis => axis != column)
                .Select(axis => Enumerable.Range(0, rank).Select(row => row == axis ? 1.0 : 0).ToArray())
                .Select(unit => (Unit: unit, Outside: Without(unit, basis)))
                .MaxBy(candidate => Length(candidate.Outside));
            var whole = Length(direction.Outside) > 1 - Tolerance
                ? direction.Unit
                : Divided(direction.Outside, Length(direction.Outside));
            basis.Add(whole);
            for (var row = 0; row < rank; row++)
            {
                linear[row, column] = whole[row];
            }
        }
    }

    private static bool Find(this List<int> rows, Predicate<int> match, out int found)
    {
        var index = rows.FindIndex(match);
        found = index < 0 ? -1 : rows[index];
        return index >= 0;
    }

    private static double[]? Rest(double[] vector, List<double[]> basis)
    {
        var rest = Without(vector, basis);
        return Length(rest) > Tolerance ? Divided(rest, Length(rest)) : null;
    }

    private static double[] Without(double[] vector, List<double[]> basis)
    {
        var rest = (double[])vector.Clone();
        foreach (var direction in basis)
        {
            var along = rest.Zip(direction, (one, other) => one * other).Sum();
            rest = [.. rest.Zip(direction, (one, other) => one - (along * other))];
        }

        return rest;
    }

    private static double Length(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));

    private static double[] Divided(double[] vector, double length) => [.. vector.Select(value => value / length)];

    private static NgffException Flattens() => Rules.ViewerWayFlattens.Refusal("",
        "The way to the space lays voxels on top of each other (it drops a direction), which Neuroglancer cannot show.");
}
