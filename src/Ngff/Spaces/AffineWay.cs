using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Spaces;

/// <summary>What part of a path does to points, where that is affine.</summary>
/// <param name="Matrix">The homogeneous matrix: a row per axis that it gives, of as many numbers as axes that it takes and
/// the offset.</param>
/// <param name="FreeAxes">The axes that it gives, as indices in ascending order, of which it says nothing: a step put an axis
/// at 0 that the way it walks backwards drops, and they depend on that.</param>
public sealed record AffineWay(Matrix Matrix, EquatableArray<int> FreeAxes)
{
    /// <summary>Puts steps together, with units converted as <see cref="PathMap"/> does.</summary>
    /// <param name="from">The axes of the points to carry.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="to">The axes that the points are to have afterwards.</param>
    /// <returns>Null where a step has no closed form, axes do not fit, or a number leaves double precision.</returns>
    public static AffineWay? Of(EquatableArray<Axis> from, IReadOnlyList<MapStep> steps, EquatableArray<Axis> to)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
        {
            return OfStep(from, null, to);
        }

        AffineWay? whole = null;
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            if (OfStep(
                index == 0 ? from : step.InputAxes, step, index == steps.Count - 1 ? to : steps[index + 1].InputAxes)
                is not { } next)
            {
                return null;
            }

            whole = whole is null ? next : whole.Then(next);
        }

        return whole!.Matrix.Values.All(double.IsFinite) ? whole : null;
    }

    /// <summary>First this way, then another.</summary>
    public AffineWay Then(AffineWay next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new AffineWay(
            Matrix.Then(next.Matrix),
            Enumerable.Range(0, next.Matrix.Rows)
                .Where(row => next.FreeAxes.Contains(row) || FreeAxes.Any(axis => next.Matrix[row, axis] != 0))
                .ToEquatableArray());
    }

    private static AffineWay? OfStep(EquatableArray<Axis> from, MapStep? step, EquatableArray<Axis> to)
    {
        if (from.Count != (step?.InputAxes ?? from).Count || to.Count != (step?.OutputAxes ?? from).Count)
        {
            return null;
        }

        try
        {
            var map = PathMap.Of(from, step is null ? [] : [step], to);
            return map.Whole?.ToForwardMatrix(from.Count) is { } matrix && matrix.Rows == to.Count
                    && matrix.Values.All(double.IsFinite)
                ? new AffineWay(
                    matrix,
                    step is null ? [] : map.FreeAxes[0].Select(name => IndexOf(step.OutputAxes, name)).ToEquatableArray())
                : null;
        }
        catch (NgffException)
        {
            return null;
        }
    }

    private static int IndexOf(EquatableArray<Axis> axes, string name)
    {
        var at = 0;
        while (axes[at].Name != name)
        {
            at++;
        }

        return at;
    }
}
