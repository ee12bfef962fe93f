using System.Text.Json;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// Where an image lies: what leads from the indices of its first level to the space that the transformations of the whole
/// group lead to, its intrinsic space where it has none. Alignment versions keep it, so that it shows when an image was
/// calibrated since.
/// </summary>
internal static class ImagePlacement
{
    /// <summary>How much a number may differ, relative to the greater: what calibrating there and back leaves.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>The placement of an image, in its simplest form.</summary>
    /// <param name="image">The image.</param>
    /// <param name="first">The array of its first level.</param>
    internal static CoordinateTransformation Of(ImageRecord image, ArrayRecord first)
    {
        var own = first.Spatial.Transformation;
        var parts = new[] { own, image.Levels[0].Transformation }.OfType<CoordinateTransformation>()
            .Concat(image.CoordinateTransformations.Where(part => part.Input is null && part.Output is null))
            .Select(part => part with { Name = null, Input = null, Output = null, Other = null }).ToEquatableArray();
        var whole = parts.Count == 1 ? parts[0] : new SequenceTransformation(parts);
        var simple = whole.Simplify(first.Axes.Count);

        // What overflows as one matrix may well do its work step by step.
        return simple.ToMatrix(first.Axes.Count) is { } matrix && !matrix.Values.All(double.IsFinite) ? whole : simple;
    }

    /// <summary>The placement for a record to keep, or null where it is nested too deep to be read again.</summary>
    internal static CoordinateTransformation? Kept(ImageRecord image, ArrayRecord first)
    {
        var placement = Of(image, first);
        try
        {
            JsonSerializer.Deserialize<CoordinateTransformation>(CatalogJson.Serialize(placement), CatalogJson.Options);
            return placement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True when two placements of one image are the same place.</summary>
    /// <param name="kept">One of them.</param>
    /// <param name="keptAxes">The axes of the image then.</param>
    /// <param name="now">The other.</param>
    /// <param name="axes">The axes of the image now; units convert, and one that was not there is none.</param>
    internal static bool Agree(
        CoordinateTransformation kept,
        EquatableArray<Axis> keptAxes,
        CoordinateTransformation now,
        EquatableArray<Axis> axes)
    {
        if (keptAxes.Count != axes.Count)
        {
            return false;
        }

        var factors = axes.Select((axis, index) =>
            Units.TryConvert(1, axis.Unit, keptAxes[index].Unit, out var factor) ? factor : 1).ToEquatableArray();
        if (factors.AsSpan().ContainsAnyExcept(1.0))
        {
            now = new SequenceTransformation([now, new ScaleTransformation(factors)]).Simplify(axes.Count);
        }

        return (kept.ToMatrix(axes.Count), now.ToMatrix(axes.Count)) is ({ } before, { } after)
            ? before.Rows == after.Rows && before.Values.Zip(after.Values).All(pair => Agree(pair.First, pair.Second))
            : kept == now;
    }

    private static bool Agree(double left, double right) =>
        left.Equals(right) || Math.Abs(left - right) <= Tolerance * Math.Max(Math.Abs(left), Math.Abs(right));
}
