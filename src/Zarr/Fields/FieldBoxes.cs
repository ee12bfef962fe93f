using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Zarr.Fields;

/// <summary>
/// Carries boxes through one field, so that every point of the box that is in the field arrives in the answer: between
/// samples the vectors lie within the range of those around (for cubic interpolation, within a range that is wider by
/// <see cref="Interpolating.Spread"/> per axis).
/// </summary>
internal sealed class FieldBoxes(VectorField field, FieldLimits limits, ChunkCache cache, string pointer)
{
    // Looking again pays while the region shrinks much; after that it is not worth reading for.
    private const int MaxRounds = 3;

    private readonly FieldRange _range = new(field, limits, cache, pointer);

    /// <summary>Widens a box by the displacements in it, or puts the hull of its coordinates in its place.</summary>
    public async Task<Box> Forward(Box box, bool adds, CancellationToken ct)
    {
        var inside = Inside(box.Through(field.ToIndex), FieldLimits.InverseEdgeTolerance);
        var vectors = await Vectors(inside, ct);
        if (!adds)
        {
            return Loosened(vectors, vectors);
        }

        // Indices are rounded, so that without some room a box of no width would miss itself.
        var cropped = box.And(Wider(inside, FieldLimits.InverseEdgeTolerance).Through(field.ToInput)) ?? throw Outside();
        return Loosened(Sum(cropped, vectors), cropped);
    }

    /// <summary>
    /// The box that holds all points that displacements bring into the given one. It is looked for with all displacements
    /// of the field first, then with those that are left, again and again.
    /// </summary>
    public async Task<Box> Backward(Box box, CancellationToken ct)
    {
        var slack = FieldLimits.InverseEdgeTolerance;
        var region = Inside(new Box(
            [.. Enumerable.Repeat(double.NegativeInfinity, field.Rank)],
            [.. Enumerable.Repeat(double.PositiveInfinity, field.Rank)]), slack);
        for (var round = 0; round < MaxRounds; round++)
        {
            var vectors = await Vectors(region, ct);
            var source = Loosened(new Box(
                [.. box.Min.Zip(vectors.Max, (edge, vector) => edge - vector)],
                [.. box.Max.Zip(vectors.Min, (edge, vector) => edge - vector)]), box);
            var reached = source.Through(field.ToIndex);
            var next = Inside(Wider(reached, slack), slack).And(region) ?? throw Outside();
            if (next.Min.SequenceEqual(region.Min) && next.Max.SequenceEqual(region.Max))
            {
                break;
            }

            region = next;
        }

        return Loosened(region.Through(field.ToInput), box);
    }

    private static Box Wider(Box box, double by) =>
        new([.. box.Min.Select(edge => edge - by)], [.. box.Max.Select(edge => edge + by)]);

    private static Box Sum(Box box, Box vectors) =>
        new([.. box.Min.Zip(vectors.Min, (edge, vector) => edge + vector)], [.. box.Max.Zip(vectors.Max, (edge, vector) => edge + vector)]);

    /// <summary>Leaves room for what rounding does to points.</summary>
    private static Box Loosened(Box box, Box other)
    {
        return new Box([.. box.Min.Select((edge, axis) => edge - Room(axis))], [.. box.Max.Select((edge, axis) => edge + Room(axis))]);

        double Room(int axis)
        {
            double[] edges = [box.Min[axis], box.Max[axis], other.Min[axis], other.Max[axis]];
            var largest = edges.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            return 16 * (Math.BitIncrement(largest) - largest);
        }
    }

    /// <summary>The part of a box of indices that is in the field.</summary>
    private Box Inside(Box indices, double slack) => indices.And(new Box(
        [.. field.Size.Select(_ => -0.5 - slack)], [.. field.Size.Select(size => size - 0.5 + slack)])) ?? throw Outside();

    /// <summary>The least and the greatest components of the vectors in a box of indices.</summary>
    private async Task<Box> Vectors(Box indices, CancellationToken ct)
    {
        // Cubic needs one more on each side. Rounding may bring a point to the far side of a sample that the box touches.
        var more = field.Interpolation == Interpolation.Cubic ? 1 : 0;
        var room = FieldLimits.InverseEdgeTolerance;
        var first = new long[field.Rank];
        var last = new long[field.Rank];
        for (var axis = 0; axis < field.Rank; axis++)
        {
            var end = field.Size[axis] - 1;
            first[axis] = Math.Clamp((long)Math.Floor(indices.Min[axis] - room) - more, 0, end);
            last[axis] = Math.Clamp((long)Math.Ceiling(indices.Max[axis] + room) + more, 0, end);
        }

        var range = await _range.Of(first, last, ct) ?? throw Outside();
        var spread = Math.Pow(field.Interpolation.Spread(), field.Rank);
        if (spread > 1)
        {
            for (var component = 0; component < field.Components; component++)
            {
                var (low, high) = (range.Min[component], range.Max[component]);
                var wider = ((high - low) / 2 * spread) - ((high - low) / 2);
                (range.Min[component], range.Max[component]) = (low - wider, high + wider);
            }
        }

        return range;
    }

    private NgffException Outside() => new(
        FieldRules.BoxOutsideField, pointer, $"No part of the box is in the field \"{field.Address}\".");
}
