using System.Collections.Immutable;
using OmeNgff.Ngff;

namespace OmeNgff.Zarr.Fields;

/// <summary>Points on the other side of a transformation.</summary>
/// <param name="Coordinates">Point after point; NaN for those that have a fault.</param>
/// <param name="Rank">The number of coordinates of a point.</param>
/// <param name="Faults">What was wrong with points, at most one each, in the order of the points.</param>
public sealed record CarriedPoints(double[] Coordinates, int Rank, ImmutableArray<PointFault> Faults);

/// <summary>Why a point could not be carried.</summary>
/// <param name="Point">The point's index, 0 for the first.</param>
/// <param name="Rule">One of <see cref="FieldRules"/>.</param>
/// <param name="Message">A sentence for people; it names the axis and the field, not the point.</param>
public readonly record struct PointFault(int Point, string Rule, string Message);

/// <summary>A box on the other side of a transformation.</summary>
/// <param name="Min">The least coordinate per axis.</param>
/// <param name="Max">The greatest coordinate per axis.</param>
/// <param name="IsExact">
/// True when no field is on the way: the hull that <see cref="Ngff.Transformations.TransformationBoxes"/> gives. Else the
/// box may be larger than need be, and holds what its maker promises.
/// </param>
public sealed record CarriedBox(EquatableArray<double> Min, EquatableArray<double> Max, bool IsExact);
