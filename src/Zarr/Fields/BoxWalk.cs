using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Zarr.Fields;

/// <summary>A box with sides along the axes; edges may be infinite.</summary>
/// <param name="Min">The least coordinate per axis.</param>
/// <param name="Max">The greatest coordinate per axis.</param>
internal sealed record Box(double[] Min, double[] Max)
{
    /// <summary>The number of axes.</summary>
    public int Rank => Min.Length;

    /// <summary>What is in both; null when nothing is.</summary>
    public Box? And(Box other)
    {
        var min = Min.Zip(other.Min, Math.Max).ToArray();
        var max = Max.Zip(other.Max, Math.Min).ToArray();
        return min.Zip(max, (least, greatest) => least <= greatest).All(isThere => isThere) ? new Box(min, max) : null;
    }

    /// <summary>The hull of the box on the other side.</summary>
    public Box Through(CoordinateTransformation transformation)
    {
        var (min, max) = transformation.TransformBox(Min, Max);
        return new Box([.. min], [.. max]);
    }
}

/// <summary>A box on its way through the parts of a transformation.</summary>
/// <param name="fields">The fields that are met.</param>
/// <param name="ct">Cancels the walk.</param>
internal sealed class BoxWalk(OpenedFields fields, CancellationToken ct)
{
    /// <summary>Carries a box.</summary>
    public async Task<Box> Carry(Step step, Box box)
    {
        ct.ThrowIfCancellationRequested();
        if (!step.HasField)
        {
            return Apply(step, box);
        }

        switch (step.Transformation)
        {
            case BijectionTransformation:
                return await Carry(step.OfBijection(), box);
            case SequenceTransformation:
                foreach (var part in step.OfSequence())
                {
                    box = await Carry(part, box);
                }

                return box;
            case ByDimensionTransformation:
                return await CarryDimensions(step.OfDimensions(box.Rank), box);
            case IVectorField field when !step.IsInverse || field is DisplacementsTransformation:
                var opened = await fields.Open(field, step.Pointer, ct);
                step.DemandRank(opened.Rank, box.Rank);
                var carrier = new FieldBoxes(opened, fields.Limits, fields.Cache, step.Pointer);
                return step.IsInverse
                    ? await carrier.Backward(box, ct)
                    : await carrier.Forward(box, field is DisplacementsTransformation, ct);
            default:
                throw step.NotReversible();
        }
    }

    private static Box Apply(Step step, Box box)
    {
        var transformation = step.Forward();
        step.DemandRank(transformation.InputRank ?? box.Rank, box.Rank);
        try
        {
            return box.Through(transformation);
        }
        catch (ArgumentException problem)
        {
            throw new NgffException(FieldRules.RankMismatch, step.Pointer, problem.Message);
        }
    }

    private async Task<Box> CarryDimensions(
        IReadOnlyList<(Step Step, EquatableArray<int> From, EquatableArray<int> To)> parts, Box box)
    {
        var output = parts.Sum(part => part.To.Count);
        var whole = new Box(new double[output], new double[output]);
        foreach (var (step, from, to) in parts)
        {
            var part = await Carry(
                step, new Box([.. from.Select(axis => box.Min[axis])], [.. from.Select(axis => box.Max[axis])]));
            step.DemandRank(to.Count, part.Rank);
            for (var axis = 0; axis < to.Count; axis++)
            {
                (whole.Min[to[axis]], whole.Max[to[axis]]) = (part.Min[axis], part.Max[axis]);
            }
        }

        return whole;
    }
}
