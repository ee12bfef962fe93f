using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Zarr.Fields;

/// <summary>A part of a transformation that is walked forwards or backwards.</summary>
/// <param name="Transformation">The part; its matrices are at hand.</param>
/// <param name="IsInverse">True for backwards.</param>
/// <param name="Pointer">JSON Pointer of the part in the whole transformation.</param>
internal sealed record Step(CoordinateTransformation Transformation, bool IsInverse, string Pointer)
{
    /// <summary>True when a field is in it that is needed in this direction.</summary>
    public bool HasField { get; } = Needs(Transformation, IsInverse);

    /// <summary>What a bijection does in this direction.</summary>
    public Step OfBijection()
    {
        var (forward, inverse) = (BijectionTransformation)Transformation;
        return IsInverse
            ? new Step(inverse, false, $"{Pointer}/inverse")
            : new Step(forward, false, $"{Pointer}/forward");
    }

    /// <summary>The parts of a sequence in the order in which they are walked; what has no field in it is taken together.</summary>
    public IEnumerable<Step> OfSequence()
    {
        var parts = ((SequenceTransformation)Transformation).Transformations
            .Select((part, index) => new Step(part, IsInverse, $"{Pointer}/transformations/{index}"));
        var run = new List<Step>();
        foreach (var part in IsInverse ? parts.Reverse() : parts)
        {
            if (!part.HasField)
            {
                run.Add(part);
                continue;
            }

            if (run.Count > 0)
            {
                yield return Together(run);
                run.Clear();
            }

            yield return part;
        }

        if (run.Count > 0)
        {
            yield return Together(run);
        }
    }

    /// <summary>The parts of a byDimension with the axes they come from and go to in this direction.</summary>
    /// <param name="rank">The number of axes they come from.</param>
    public IReadOnlyList<(Step Step, EquatableArray<int> From, EquatableArray<int> To)> OfDimensions(int rank)
    {
        var parts = ((ByDimensionTransformation)Transformation).Transformations;
        if (IsInverse && !TransformationReversal.UsesEveryInputOnce(parts))
        {
            throw NotReversible();
        }

        var steps = parts.Select((part, index) =>
        {
            var step = new Step(part.Transformation, IsInverse, $"{Pointer}/transformations/{index}/transformation");
            return IsInverse
                ? (Step: step, From: part.OutputAxes, To: part.InputAxes)
                : (Step: step, From: part.InputAxes, To: part.OutputAxes);
        }).ToList();
        var output = steps.Sum(step => step.To.Count);
        return steps.TrueForAll(step => Fit(step.From, rank) && Fit(step.To, output))
            ? steps
            : throw new NgffException(
                FieldRules.RankMismatch, Pointer, $"The byDimension names axes that points of {rank} coordinates do not have.");
    }

    /// <summary>The transformation that does this step forwards, where it has no field in it.</summary>
    /// <exception cref="NgffException"><c>transformation-not-reversible</c>.</exception>
    public CoordinateTransformation Forward() =>
        !IsInverse ? Transformation : Transformation.TryInvert(out var inverse) ? inverse : throw NotReversible();

    /// <summary>Refuses points of another number of coordinates.</summary>
    public void DemandRank(int expected, int rank)
    {
        if (expected != rank)
        {
            throw new NgffException(
                FieldRules.RankMismatch,
                Pointer,
                $"The {Transformation.Type} {(IsInverse ? "leads to" : "takes")} points of {expected} coordinates, not of {rank}.");
        }
    }

    /// <summary>The refusal to walk it backwards.</summary>
    public NgffException NotReversible() => new(
        FieldRules.NotReversible,
        Pointer,
        Transformation is CoordinatesTransformation
            ? "Coordinates have no inverse here; a bijection would bring one along."
            : $"The {Transformation.Type} has no inverse.");

    private static bool Fit(EquatableArray<int> axes, int rank) => axes.All(axis => axis >= 0 && axis < rank);

    private static Step Together(List<Step> run) => run is [var only]
        ? only
        : new Step(
            new SequenceTransformation(run.Select(step => step.Forward()).ToEquatableArray()), false, run[0].Pointer);

    private static bool Needs(CoordinateTransformation transformation, bool inverse) => transformation switch
    {
        IVectorField => true,
        SequenceTransformation { Transformations: var parts } => parts.Any(part => Needs(part, inverse)),
        ByDimensionTransformation { Transformations: var parts } => parts.Any(part => Needs(part.Transformation, inverse)),
        BijectionTransformation bijection => inverse ? Needs(bijection.Inverse, false) : Needs(bijection.Forward, false),
        _ => false,
    };
}
