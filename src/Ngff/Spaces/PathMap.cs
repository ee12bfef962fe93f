using System.Collections.Immutable;
using System.Text.Json;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Spaces;

/// <summary>What one step of a path does to points.</summary>
/// <param name="Transformation">From points of the way's beginning to points of its end.</param>
/// <param name="FromAxes">The axes that the beginning has for it.</param>
/// <param name="ToAxes">The axes that the end has for it.</param>
/// <param name="IsInverse">True when it is walked from the end to the beginning.</param>
public sealed record MapStep(
    CoordinateTransformation Transformation, EquatableArray<Axis> FromAxes, EquatableArray<Axis> ToAxes, bool IsInverse)
{
    /// <summary>The axes of the points that it takes.</summary>
    public EquatableArray<Axis> InputAxes => IsInverse ? ToAxes : FromAxes;

    /// <summary>The axes of the points that it gives.</summary>
    public EquatableArray<Axis> OutputAxes => IsInverse ? FromAxes : ToAxes;

    /// <summary>True when a step with this transformation can be walked from its end to its beginning.</summary>
    public static bool IsReversible(CoordinateTransformation transformation, EquatableArray<Axis> fromAxes) =>
        transformation.TryInvertRight(fromAxes, out _, out _)
        || (NeedsArray(transformation) && UsesEveryInput(transformation, fromAxes.Count) && transformation.IsReversible());

    // What has a closed form was looked at as such.
    private static bool NeedsArray(CoordinateTransformation transformation) => transformation switch
    {
        IVectorField or IArrayParameters { Path: not null } => true,
        SequenceTransformation { Transformations: var parts } => parts.Any(NeedsArray),
        ByDimensionTransformation { Transformations: var parts } => parts.Any(part => NeedsArray(part.Transformation)),
        BijectionTransformation { Forward: var forward, Inverse: var inverse } => NeedsArray(forward) || NeedsArray(inverse),
        _ => false,
    };

    private static bool UsesEveryInput(CoordinateTransformation transformation, int rank)
    {
        switch (transformation)
        {
            case ByDimensionTransformation { Transformations: var parts }:
                return parts.Sum(part => part.InputAxes.Count) == rank
                    && parts.All(part => UsesEveryInput(part.Transformation, part.InputAxes.Count));
            case SequenceTransformation { Transformations: var parts }:
                int? left = rank;
                foreach (var part in parts)
                {
                    if (left is { } known && !UsesEveryInput(part, known))
                    {
                        return false;
                    }

                    left = left is { } before ? part.OutputRank(before) : null;
                }

                return true;
            default:
                return true;
        }
    }
}

/// <summary>One part of what a path does to points.</summary>
/// <param name="Transformation">The transformation.</param>
/// <param name="IsInverse">True when its inverse is meant, which then has no closed form.</param>
public sealed record MapPart(CoordinateTransformation Transformation, bool IsInverse = false);

/// <summary>
/// What a path does to points, as one map: its steps in order, with the units converted where two steps, or a step and the
/// end of the path, know a space in other units.
/// </summary>
public sealed record PathMap
{
    private PathMap(
        EquatableArray<Axis> from, EquatableArray<Axis> to, ImmutableArray<MapPart> parts,
        ImmutableArray<EquatableArray<string>> free)
    {
        (FromAxes, ToAxes, Parts, FreeAxes) = (from, to, parts, free);
        Whole = parts.Any(part => part.IsInverse)
            ? null
            : parts is [var only] ? only.Transformation.Simplify(from.Count)
            : new SequenceTransformation(parts.Select(part => part.Transformation).ToEquatableArray())
                .Simplify(from.Count);
        Matrix = Whole?.ToMatrix(from.Count);
    }

    /// <summary>The axes of the points that it takes.</summary>
    public EquatableArray<Axis> FromAxes { get; }

    /// <summary>The axes of the points that it gives.</summary>
    public EquatableArray<Axis> ToAxes { get; }

    /// <summary>What points go through, one after the other; not empty.</summary>
    public ImmutableArray<MapPart> Parts { get; }

    /// <summary>For each step the names of the axes that it put at 0, because the way that it walks backwards drops them.
    /// </summary>
    public ImmutableArray<EquatableArray<string>> FreeAxes { get; }

    /// <summary>All parts as one transformation in its simplest form; null where a part has no closed form.</summary>
    public CoordinateTransformation? Whole { get; }

    /// <summary>The same as a homogeneous matrix, a row per axis that it gives of as many numbers as axes that it takes and
    /// one more; null where it is none.</summary>
    public Matrix? Matrix { get; }

    /// <summary>All that decides what it does, as text: two maps with the same text do the same.</summary>
    public string Text => JsonSerializer.Serialize(new
    {
        From = FromAxes,
        To = ToAxes,
        Parts = Parts.Select(part => new { part.Transformation, part.IsInverse }),
    });

    /// <summary>Puts steps together.</summary>
    /// <param name="from">The axes of the points to carry.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="to">The axes that the points are to have afterwards.</param>
    /// <exception cref="NgffException"><c>transformation-overflow</c>: a number leaves double precision.</exception>
    public static PathMap Of(EquatableArray<Axis> from, IReadOnlyList<MapStep> steps, EquatableArray<Axis> to)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var parts = ImmutableArray.CreateBuilder<MapPart>();
        var free = ImmutableArray.CreateBuilder<EquatableArray<string>>(steps.Count);
        var axes = from;
        foreach (var step in steps)
        {
            AddConversion(axes, step.InputAxes);
            EquatableArray<int> open = [];
            if (!step.IsInverse)
            {
                parts.Add(new MapPart(WithoutEnds(step.Transformation)));
            }
            else if (step.Transformation.TryInvertRight(step.FromAxes, out var inverse, out open))
            {
                parts.Add(new MapPart(WithoutEnds(inverse)));
            }
            else
            {
                parts.Add(new MapPart(WithoutEnds(step.Transformation), IsInverse: true));
            }

            free.Add(open.Select(axis => step.FromAxes[axis].Name).ToEquatableArray());
            axes = step.OutputAxes;
        }

        AddConversion(axes, to);
        if (parts.Count == 0)
        {
            parts.Add(new MapPart(new IdentityTransformation()));
        }

        var map = new PathMap(from, to, parts.ToImmutable(), free.ToImmutable());
        return map.Matrix is { } matrix && !matrix.Values.All(double.IsFinite)
            ? throw Rules.TransformationOverflow.Refusal(
                "", "The composition of the transformations leaves the range of double precision.")
            : map;

        void AddConversion(EquatableArray<Axis> known, EquatableArray<Axis> wanted)
        {
            var factors = known.Zip(wanted, (one, other) =>
                Units.TryConvert(1, one.Unit, other.Unit, out var factor) ? factor : 1).ToEquatableArray();
            if (factors.AsSpan().ContainsAnyExcept(1.0))
            {
                parts.Add(new MapPart(new ScaleTransformation(factors)));
            }
        }
    }

    private static CoordinateTransformation WithoutEnds(CoordinateTransformation transformation) =>
        transformation.Between(null, null);
}
