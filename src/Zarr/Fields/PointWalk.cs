using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Zarr.Fields;

/// <summary>Points on their way through the parts of a transformation, all at once.</summary>
/// <param name="fields">The fields that are met.</param>
/// <param name="ct">Cancels the walk.</param>
internal sealed class PointWalk(OpenedFields fields, CancellationToken ct)
{
    /// <summary>What was wrong with points.</summary>
    public PointFaults Faults { get; } = new();

    /// <summary>Carries points, which may be overwritten.</summary>
    /// <returns>The points and the number of their coordinates; of those with a fault anything.</returns>
    public async Task<(double[] Points, int Rank)> Carry(Step step, double[] points, int rank)
    {
        ct.ThrowIfCancellationRequested();
        switch (step.Transformation)
        {
            case BijectionTransformation:
                return await Carry(step.OfBijection(), points, rank);
            case var _ when !step.HasField:
                return Apply(step, points, rank);
            case SequenceTransformation:
                foreach (var part in step.OfSequence())
                {
                    (points, rank) = await Carry(part, points, rank);
                }

                return (points, rank);
            case ByDimensionTransformation:
                return await CarryDimensions(step.OfDimensions(rank), points, rank);
            case IVectorField field:
                return await CarryField(step, field, points, rank);
            default:
                throw step.NotReversible();
        }
    }

    private static (double[] Points, int Rank) Apply(Step step, double[] points, int rank)
    {
        var transformation = step.Forward();
        step.DemandRank(transformation.InputRank ?? rank, rank);
        try
        {
            var output = transformation.OutputRank(rank)!.Value;
            var results = new double[points.Length / rank * output];
            transformation.ApplyToAll(points, rank, results);
            return (results, output);
        }
        catch (ArgumentException problem)
        {
            throw new NgffException(FieldRules.RankMismatch, step.Pointer, problem.Message);
        }
    }

    private async Task<(double[] Points, int Rank)> CarryDimensions(
        IReadOnlyList<(Step Step, EquatableArray<int> From, EquatableArray<int> To)> parts, double[] points, int rank)
    {
        var output = parts.Sum(part => part.To.Count);
        var count = points.Length / rank;
        var results = new double[count * output];
        foreach (var (step, from, to) in parts)
        {
            var (own, ownRank) = await Carry(step, Take(points, rank, from), from.Count);
            step.DemandRank(to.Count, ownRank);
            for (var axis = 0; axis < to.Count; axis++)
            {
                for (var point = 0; point < count; point++)
                {
                    results[(point * output) + to[axis]] = own[(point * ownRank) + axis];
                }
            }
        }

        return (results, output);
    }

    private static double[] Take(double[] points, int rank, EquatableArray<int> axes)
    {
        var count = points.Length / rank;
        var taken = new double[count * axes.Count];
        for (var axis = 0; axis < axes.Count; axis++)
        {
            for (var point = 0; point < count; point++)
            {
                taken[(point * axes.Count) + axis] = points[(point * rank) + axes[axis]];
            }
        }

        return taken;
    }

    private async Task<(double[] Points, int Rank)> CarryField(Step step, IVectorField field, double[] points, int rank)
    {
        if (step.IsInverse && field is not DisplacementsTransformation)
        {
            throw step.NotReversible();
        }

        var opened = await fields.Open(field, step.Pointer, ct);
        step.DemandRank(opened.Rank, rank);
        var carrier = new FieldPoints(opened, fields.Limits, fields.Cache);
        return step.IsInverse
            ? (await carrier.Backward(points, Faults, ct), rank)
            : (await carrier.Forward(points, field is DisplacementsTransformation, Faults, ct), opened.Components);
    }
}
