using OmeNgff.Client.Grains;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>The sides of a picture in pixels.</summary>
internal readonly record struct PictureSize(int Height, int Width)
{
    /// <summary>The size of a picture of an image, in the proportion of its physical lengths; in that of its elements where
    /// these are not known or not comparable.</summary>
    /// <param name="source">The image.</param>
    /// <param name="axes">What the picture shows.</param>
    /// <param name="longest">The longest side.</param>
    public static PictureSize Of(ImageSource source, PlaneAxes axes, int longest)
    {
        var shape = source.Arrays[0].Shape;
        var (height, width) = ((double)Length(axes.Rows), (double)Length(axes.Columns));
        if (Steps(source, axes) is var (down, right))
        {
            (height, width) = (height * down, width * right);
        }

        var scale = longest / Math.Max(height, width);
        return new(Side(height), Side(width));

        long Length(int dimension) => dimension < 0 ? 1 : shape[dimension];
        int Side(double length) => (int)Math.Clamp(Math.Round(length * scale), 1, longest);
    }

    /// <summary>The height and width of a pixel of the first level in one unit, or null where that is not known.</summary>
    private static (double Down, double Right)? Steps(ImageSource source, PlaneAxes axes)
    {
        if (axes.Rows < 0 || axes.Columns < 0)
        {
            return null;
        }

        var consolidated = Consolidation.Consolidate(
            source.Image.ToGroup(), [.. source.Arrays.Select(array => array.Spatial)]);
        var rank = consolidated.Axes.Count;
        var transformation = source.Image.CoordinateTransformations
            .Where(whole => whole.Input is null && whole.Output is null)
            .Aggregate(consolidated.Levels[0].Transformation, (before, next) => before.Then(next, rank));
        if (VoxelSize.Steps(transformation, rank) is not { } steps)
        {
            return null;
        }

        var (rows, columns) = (consolidated.Axes[axes.Rows], consolidated.Axes[axes.Columns]);
        var (down, right) = (steps[axes.Rows], steps[axes.Columns]);
        if (rows.Unit != columns.Unit && !Units.TryConvert(down, rows.Unit, columns.Unit, out down))
        {
            return null;
        }

        return double.IsNormal(down) && double.IsNormal(right) && double.IsNormal(down / right) ? (down, right) : null;
    }
}
