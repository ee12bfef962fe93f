using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Zarr.Fields;

/// <summary>
/// A path through fields of which only the bounds are known: it says, without reading a field, where boxes come to lie at
/// the most.
/// </summary>
public sealed class BoundedPath
{
    private readonly List<Stage> _stages;

    private BoundedPath(List<Stage> stages) => _stages = stages;

    /// <summary>A path.</summary>
    /// <param name="map">What it does to points.</param>
    /// <param name="fields">The bounds of its fields.</param>
    /// <returns>Null where the bounds of a field are not known or do not fit, a matrix lies in an array, or a step puts axes
    /// at 0 of which nothing is known.</returns>
    public static BoundedPath? Of(PathMap map, IEnumerable<FieldBounds> fields)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(fields);
        if (map.FreeAxes.Any(axes => !axes.IsEmpty))
        {
            return null;
        }

        try
        {
            var known = fields.DistinctBy(field => (field.Path, field.Interpolation))
                .ToDictionary(field => (field.Path, field.Interpolation), field => new BoundedField(field));
            var (stages, rank) = (new List<Stage>(), map.FromAxes.Count);
            foreach (var part in map.Parts)
            {
                rank = Add(stages, known, new Step(part.Transformation, part.IsInverse, ""), rank);
            }

            return rank == map.ToAxes.Count ? new BoundedPath(stages) : null;
        }
        catch (NgffException)
        {
            return null;
        }
    }

    /// <summary>A box that holds every point that the path makes of a point of the given one; null where there is none.
    /// </summary>
    /// <param name="min">The least coordinate per axis; may be infinite.</param>
    /// <param name="max">The greatest coordinate per axis; may be infinite.</param>
    public CarriedBox? Carry(EquatableArray<double> min, EquatableArray<double> max) =>
        Carried(_stages.Aggregate((Box?)new Box([.. min], [.. max]), (box, stage) => box is null ? null : stage.Carry(box)));

    /// <summary>A box that holds every point of which the path makes a point of the given one; null where there is none.
    /// </summary>
    /// <param name="min">The least coordinate per axis; may be infinite.</param>
    /// <param name="max">The greatest coordinate per axis; may be infinite.</param>
    public CarriedBox? CarryBack(EquatableArray<double> min, EquatableArray<double> max) => Carried(
        Enumerable.Reverse(_stages)
            .Aggregate((Box?)new Box([.. min], [.. max]), (box, stage) => box is null ? null : stage.CarryBack(box)));

    private static CarriedBox? Carried(Box? box) =>
        box is null ? null : new CarriedBox(box.Min.ToEquatableArray(), box.Max.ToEquatableArray(), IsExact: false);

    /// <summary>Adds the stages of a step.</summary>
    /// <returns>The number of axes afterwards.</returns>
    /// <exception cref="NgffException">It cannot be known.</exception>
    private static int Add(
        List<Stage> stages, Dictionary<(string, string?), BoundedField> known, Step step, int rank)
    {
        if (step.Transformation is BijectionTransformation)
        {
            return Add(stages, known, step.OfBijection(), rank);
        }

        if (!step.HasField)
        {
            var matrix = step.Forward().ToForwardMatrix(rank) ?? throw Unknown(step);
            if (stages is [.., MatrixStage before])
            {
                stages[^1] = new MatrixStage(before.Matrix.Then(matrix));
            }
            else
            {
                stages.Add(new MatrixStage(matrix));
            }

            return matrix.Rows;
        }

        switch (step.Transformation)
        {
            case SequenceTransformation:
                return step.OfSequence().Aggregate(rank, (left, part) => Add(stages, known, part, left));
            case ByDimensionTransformation:
                var parts = step.OfDimensions(rank).Select(part =>
                {
                    var own = new List<Stage>();
                    return Add(own, known, part.Step, part.From.Count) == part.To.Count
                        ? (new BoundedPath(own), part.From, part.To)
                        : throw Unknown(step);
                }).ToList();
                stages.Add(new DimensionsStage(rank, parts));
                return parts.Sum(part => part.To.Count);
            case IVectorField field:
                var isDisplacement = field is DisplacementsTransformation;
                if (!known.TryGetValue((field.Path, field.Interpolation), out var bounds) || bounds.Rank != rank
                    || (isDisplacement ? bounds.Components != rank : step.IsInverse))
                {
                    throw Unknown(step);
                }

                stages.Add(new FieldStage(bounds, isDisplacement, step.IsInverse));
                return bounds.Components;
            default:
                throw Unknown(step);
        }
    }

    private static NgffException Unknown(Step step) =>
        new(FieldRules.NotReversible, step.Pointer, "The bounds of this step are not known.");

    private abstract record Stage
    {
        public abstract Box? Carry(Box box);

        public abstract Box? CarryBack(Box box);
    }

    private sealed record MatrixStage(Matrix Matrix) : Stage
    {
        public override Box Carry(Box box) => box.Through(new AffineTransformation(Matrix));

        public override Box CarryBack(Box box)
        {
            var (min, max) = BoxPreimage.Of(
                Matrix.Values.AsSpan(), Matrix.Columns - 1,
                [.. box.Min.Select(edge => Math.Max(edge, -BoxPreimage.Unbounded))],
                [.. box.Max.Select(edge => Math.Min(edge, BoxPreimage.Unbounded))]);
            return new Box(
                [.. min.Select(edge => edge <= -BoxPreimage.Unbounded ? double.NegativeInfinity : edge)],
                [.. max.Select(edge => edge >= BoxPreimage.Unbounded ? double.PositiveInfinity : edge)]);
        }
    }

    private sealed record FieldStage(BoundedField Field, bool IsDisplacement, bool IsInverse) : Stage
    {
        public override Box? Carry(Box box) => !IsDisplacement ? Field.Coordinates(box)
            : IsInverse ? Field.NotDisplaced(box)
            : Field.Displaced(box);

        public override Box? CarryBack(Box box) => !IsDisplacement ? Field.WithCoordinates(box)
            : IsInverse ? Field.Displaced(box)
            : Field.NotDisplaced(box);
    }

    private sealed record DimensionsStage(
        int Rank, List<(BoundedPath Path, EquatableArray<int> From, EquatableArray<int> To)> Parts) : Stage
    {
        public override Box? Carry(Box box) => Carry(
            Parts.Sum(part => part.To.Count), box, part => part.From, part => part.To, (path, part) => path.Carry(part.Min, part.Max));

        public override Box? CarryBack(Box box) => Carry(
            Rank, box, part => part.To, part => part.From, (path, part) => path.CarryBack(part.Min, part.Max));

        private Box? Carry(
            int rank,
            Box box,
            Func<(BoundedPath Path, EquatableArray<int> From, EquatableArray<int> To), EquatableArray<int>> before,
            Func<(BoundedPath Path, EquatableArray<int> From, EquatableArray<int> To), EquatableArray<int>> after,
            Func<BoundedPath, CarriedBox, CarriedBox?> carry)
        {
            var whole = new Box(
                [.. Enumerable.Repeat(double.NegativeInfinity, rank)], [.. Enumerable.Repeat(double.PositiveInfinity, rank)]);
            foreach (var part in Parts)
            {
                var own = new CarriedBox(
                    before(part).Select(axis => box.Min[axis]).ToEquatableArray(),
                    before(part).Select(axis => box.Max[axis]).ToEquatableArray(), IsExact: false);
                if (carry(part.Path, own) is not { } carried)
                {
                    return null;
                }

                for (var axis = 0; axis < after(part).Count; axis++)
                {
                    var at = after(part)[axis];
                    whole.Min[at] = Math.Max(whole.Min[at], carried.Min[axis]);
                    whole.Max[at] = Math.Min(whole.Max[at], carried.Max[axis]);
                }
            }

            return whole.Min.Zip(whole.Max).All(edges => edges.First <= edges.Second) ? whole : null;
        }
    }
}
