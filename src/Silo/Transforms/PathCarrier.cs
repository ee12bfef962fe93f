using System.Collections.Immutable;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Silo.Transforms;

/// <summary>Carries points and boxes along paths.</summary>
public sealed class PathCarrier
{
    /// <summary>Carries points, which lie one after the other.</summary>
    /// <exception cref="ProblemException">400: the points have another number of coordinates than the space has axes.
    /// </exception>
    public Task<CarriedPoints> Carry(
        PathMap map, double[] coordinates, int rank, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(coordinates);
        var axes = map.FromAxes;
        if (rank != axes.Count && coordinates.Length > 0)
        {
            throw ProblemException.Invalid("/points", "point-rank",
                $"The space has {axes.Count} axes, {string.Join(", ", axes.Select(axis => axis.Name))}, and a point has "
                + $"{rank} coordinates.");
        }

        var results = new double[coordinates.Length / axes.Count * map.ToAxes.Count];
        map.Whole!.ApplyToAll(coordinates, axes.Count, results);
        return Task.FromResult(new CarriedPoints(results, map.ToAxes.Count, []));
    }

    /// <summary>Carries a box.</summary>
    /// <returns>The box around it, or null where it lies outside of a field.</returns>
    public Task<TransformBox?> Carry(PathMap map, TransformBox box, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(box);
        var (min, max) = map.Whole!.TransformBox(box.Min.AsSpan(), box.Max.AsSpan());
        return Task.FromResult<TransformBox?>(new TransformBox(min, max) { Exact = true });
    }
}

/// <summary>Points that were carried.</summary>
/// <param name="Coordinates">The points, one after the other; those with a fault are not numbers.</param>
/// <param name="Rank">How many coordinates each has.</param>
/// <param name="Faults">The points that could not be carried, by their index.</param>
public sealed record CarriedPoints(double[] Coordinates, int Rank, ImmutableArray<PointFaultAnswer> Faults);
