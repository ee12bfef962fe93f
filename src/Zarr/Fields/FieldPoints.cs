using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Zarr.Fields;

/// <summary>
/// Carries points through one field. A point is in the field where its indices are from −½ to the last sample and ½; past
/// the outermost samples their vectors count.
/// </summary>
internal sealed class FieldPoints(VectorField field, FieldLimits limits, ChunkCache cache)
{
    private readonly FieldSampling _sampling = new(field, limits, new FieldBlocks(field, limits, cache));
    private readonly Matrix _toIndex = field.ToIndex.Affine!;

    /// <summary>Adds to each point its displacement, or puts a coordinate in its place.</summary>
    /// <param name="points">The points; those with a NaN have a fault already.</param>
    /// <param name="adds">True for displacements.</param>
    /// <param name="faults">Takes what is wrong with points.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async Task<double[]> Forward(double[] points, bool adds, PointFaults faults, CancellationToken ct)
    {
        var places = Indices(points);
        Clamp(places, points, slack: 0, faults);
        var vectors = new double[places.Length / field.Rank * field.Components];
        await _sampling.Sample(places, vectors, ct);
        NameNotFinite(places, vectors, faults);
        for (var at = 0; adds && at < vectors.Length; at++)
        {
            vectors[at] += points[at];
        }

        return vectors;
    }

    /// <summary>
    /// Finds the points that displacements bring to the given ones, by x ← y − d(x) from x = y on. Outside the field the
    /// iteration goes on with the vectors of its edge; only where it ends must be inside.
    /// </summary>
    /// <param name="points">The points; those with a NaN have a fault already.</param>
    /// <param name="faults">Takes what is wrong with points.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async Task<double[]> Backward(double[] points, PointFaults faults, CancellationToken ct)
    {
        var rank = field.Rank;
        var result = new double[points.Length];
        Array.Fill(result, double.NaN);
        var active = Enumerable.Range(0, points.Length / rank)
            .Where(point => !points.AsSpan(point * rank, rank).Contains(double.NaN)).ToArray();
        var goals = Gather(points, active, rank);
        var current = (double[])goals.Clone();
        for (var step = 0; step < FieldLimits.MaxInverseSteps && active.Length > 0; step++)
        {
            var places = Indices(current);
            Clamp(places);
            var vectors = new double[current.Length];
            await _sampling.Sample(places, vectors, ct);
            var left = new List<int>(active.Length);
            for (var at = 0; at < active.Length; at++)
            {
                var x = current.AsSpan(at * rank, rank);
                var y = goals.AsSpan(at * rank, rank);
                var d = vectors.AsSpan(at * rank, rank);
                if (!Finite.All(d))
                {
                    faults.Add(active[at], FieldRules.FieldValueNotFinite, NotFinite());
                }
                else if (IsNear(x, d, y))
                {
                    x.CopyTo(result.AsSpan(active[at] * rank, rank));
                }
                else
                {
                    for (var axis = 0; axis < rank; axis++)
                    {
                        x[axis] = y[axis] - d[axis];
                    }

                    left.Add(at);
                }
            }

            if (left.Count < active.Length)
            {
                (current, goals) = (Gather(current, left, rank), Gather(goals, left, rank));
                active = [.. left.Select(at => active[at])];
            }
        }

        foreach (var point in active)
        {
            faults.Add(point, FieldRules.InverseNotConverged, FormattableString.Invariant(
                $"After {FieldLimits.MaxInverseSteps} steps (limit {nameof(FieldLimits.MaxInverseSteps)}) no point was found that the field \"{field.Address}\" brings there."));
        }

        Clamp(Indices(result), result, FieldLimits.InverseEdgeTolerance, faults);
        return result;
    }

    private static double[] Gather(double[] points, IReadOnlyList<int> which, int rank)
    {
        var gathered = new double[which.Count * rank];
        for (var at = 0; at < which.Count; at++)
        {
            points.AsSpan(which[at] * rank, rank).CopyTo(gathered.AsSpan(at * rank));
        }

        return gathered;
    }

    private double[] Indices(double[] points)
    {
        var places = new double[points.Length];
        field.ToIndex.ApplyToAll(points, field.Rank, places);
        return places;
    }

    /// <summary>Names the points that are outside, and makes NaN of them; brings the others to where samples are.</summary>
    private void Clamp(Span<double> places, double[] points, double slack, PointFaults faults)
    {
        var rank = field.Rank;
        for (var start = 0; start < places.Length; start += rank)
        {
            for (var axis = 0; axis < rank; axis++)
            {
                var place = places[start + axis];
                if (place < -0.5 - slack || place > field.Size[axis] - 0.5 + slack)
                {
                    faults.Add(start / rank, FieldRules.PointOutsideField, Outside(axis));
                    places.Slice(start, rank).Fill(double.NaN);
                    points.AsSpan(start, rank).Fill(double.NaN);
                    break;
                }
            }
        }

        Clamp(places);
    }

    private void Clamp(Span<double> places)
    {
        var rank = field.Rank;
        for (var axis = 0; axis < rank; axis++)
        {
            var last = field.Size[axis] - 1.0;
            for (var at = axis; at < places.Length; at += rank)
            {
                // NaN stays.
                places[at] = Math.Clamp(places[at], 0, last);
            }
        }
    }

    private bool IsNear(ReadOnlySpan<double> x, ReadOnlySpan<double> d, ReadOnlySpan<double> y)
    {
        Span<double> residual = stackalloc double[x.Length];
        var isExact = true;
        for (var axis = 0; axis < x.Length; axis++)
        {
            residual[axis] = x[axis] + d[axis] - y[axis];
            var largest = Math.Max(Math.Max(Math.Abs(x[axis]), Math.Abs(d[axis])), Math.Abs(y[axis]));
            isExact &= Math.Abs(residual[axis]) <= 8 * (Math.BitIncrement(largest) - largest);
        }

        if (isExact)
        {
            return true;
        }

        for (var row = 0; row < x.Length; row++)
        {
            var numbers = _toIndex.Row(row);
            var sum = 0.0;
            for (var column = 0; column < x.Length; column++)
            {
                sum += numbers[column] * residual[column];
            }

            if (!(Math.Abs(sum) <= FieldLimits.InverseTolerance))
            {
                return false;
            }
        }

        return true;
    }

    private void NameNotFinite(double[] places, double[] vectors, PointFaults faults)
    {
        for (var point = 0; point < places.Length / field.Rank; point++)
        {
            if (!double.IsNaN(places[point * field.Rank])
                && !Finite.All(vectors.AsSpan(point * field.Components, field.Components)))
            {
                faults.Add(point, FieldRules.FieldValueNotFinite, NotFinite());
            }
        }
    }

    private string Outside(int axis) =>
        $"The point is outside the field \"{field.Address}\" on axis {axis} (\"{field.Axes[axis].Name}\").";

    private string NotFinite() => $"The field \"{field.Address}\" has no finite vector there.";
}
