using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Fields;

/// <summary>
/// Carries points and boxes through any transformation, forwards and backwards, also where vectors and matrices lie in
/// Zarr arrays. Paths in it are whole addresses. Safe for concurrent use.
/// </summary>
/// <param name="stores">Opens the stores of fields and matrices, where that is allowed; stays the caller's.</param>
/// <param name="limits">Bounds on the work.</param>
/// <param name="cache">Keeps samples; may be shared.</param>
public sealed class PointCarrier(StoreFactory stores, FieldLimits limits, ChunkCache cache)
{
    private readonly ArrayParameters _parameters = new(stores, limits);

    /// <summary>Carries points.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inverse">
    /// True to go from its output to its input: by closed forms, by the inverse of a bijection, and through displacements
    /// step by step until the way back meets the point within <see cref="FieldLimits.InverseTolerance"/>.
    /// </param>
    /// <param name="points">The points, one after the other.</param>
    /// <param name="inputRank">The number of coordinates of a point given.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>
    /// As many points. One that cannot be carried is NaN, and its fault says why: <c>point-outside-field</c>,
    /// <c>point-not-finite</c>, <c>field-value-not-finite</c>, <c>inverse-not-converged</c>.
    /// </returns>
    /// <exception cref="NgffException">
    /// The transformation cannot be walked in this direction, or with such points; the pointer leads into it
    /// (<see cref="FieldRules"/>).
    /// </exception>
    /// <exception cref="StoreException">A field or a matrix cannot be read.</exception>
    /// <exception cref="ArgumentException">The coordinates are no points of so many.</exception>
    public async Task<CarriedPoints> Carry(
        CoordinateTransformation transformation,
        bool inverse,
        ReadOnlyMemory<double> points,
        int inputRank,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputRank, 1);
        if (points.Length % inputRank != 0)
        {
            throw new ArgumentException($"{points.Length} coordinates are no points of {inputRank}.", nameof(points));
        }

        var whole = await _parameters.Inline(transformation, ct);
        var walk = new PointWalk(new OpenedFields(stores, limits, cache), ct);
        var given = points.ToArray();
        NameNotFinite(given, inputRank, "The point has a coordinate that is no finite number.", walk.Faults);
        var (results, rank) = await walk.Carry(new Step(whole, inverse, ""), given, inputRank);
        NameNotFinite(results, rank, "The transformation leads out of the range of numbers.", walk.Faults);
        foreach (var point in walk.Faults.Points)
        {
            results.AsSpan(point * rank, rank).Fill(double.NaN);
        }

        return new CarriedPoints(results, rank, walk.Faults.InOrder());
    }

    /// <summary>
    /// Carries a box. Without fields the answer is the hull that <see cref="TransformationBoxes"/> gives. With fields it
    /// is a box that holds every point of the given one that <see cref="Carry"/> carries without a fault; what lies
    /// outside a field is left out. Through displacements, the box is widened by their least and greatest values: those
    /// of the samples in it and around it; backwards those that can reach it, which may take all samples of the field.
    /// Through coordinates it is the hull of the samples in it and around it.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inverse">True to go from its output to its input.</param>
    /// <param name="min">The least coordinate per axis; may be infinite.</param>
    /// <param name="max">The greatest coordinate per axis; may be infinite.</param>
    /// <param name="ct">Cancels it.</param>
    /// <exception cref="NgffException">
    /// As for <see cref="Carry"/>; also <c>box-outside-field</c> where no part of the box is in a field, and
    /// <c>box-too-large</c>.
    /// </exception>
    /// <exception cref="StoreException">A field or a matrix cannot be read.</exception>
    /// <exception cref="ArgumentException">The box has not as many minima as maxima, or one of them is NaN.</exception>
    public async Task<CarriedBox> CarryBox(
        CoordinateTransformation transformation,
        bool inverse,
        EquatableArray<double> min,
        EquatableArray<double> max,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        if (min.Count != max.Count || min.IsEmpty || min.Concat(max).Any(double.IsNaN))
        {
            throw new ArgumentException($"{min} and {max} are no box.", nameof(max));
        }

        var whole = await _parameters.Inline(transformation, ct);
        var step = new Step(whole, inverse, "");
        var walk = new BoxWalk(new OpenedFields(stores, limits, cache), ct);
        var box = await walk.Carry(step, new Box([.. min], [.. max]));
        return new CarriedBox(box.Min.ToEquatableArray(), box.Max.ToEquatableArray(), !step.HasField);
    }

    private static void NameNotFinite(double[] points, int rank, string message, PointFaults faults)
    {
        for (var at = 0; at < points.Length; at += rank)
        {
            var point = points.AsSpan(at, rank);
            if (!Finite.All(point))
            {
                point.Fill(double.NaN);
                faults.Add(at / rank, FieldRules.PointNotFinite, message);
            }
        }
    }
}
