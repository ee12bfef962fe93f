using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>Which of an array's dimensions a picture shows, and where it cuts the others.</summary>
/// <param name="Rows">The dimension that goes down: y, or the last but one of space. −1 where there is none.</param>
/// <param name="Columns">The dimension that goes to the right: x, or the last one of space. −1 where there is none.</param>
/// <param name="Channels">The dimension of the channels, or −1.</param>
internal sealed record PlaneAxes(int Rows, int Columns, int Channels)
{
    /// <summary>The dimensions that a picture of an image with these axes shows.</summary>
    public static PlaneAxes Of(EquatableArray<Axis> axes)
    {
        int[] dimensions = [.. Enumerable.Range(0, axes.Count)];
        var channels = Array.FindIndex(dimensions, dimension => IsChannel(axes[dimension]));

        // What is named so is down and to the right, whatever its order; else the last two of space, or of any.
        int[] space = [.. dimensions.Where(dimension => IsSpace(axes[dimension]))];
        int[] shown = space.Length >= 2 ? space : [.. dimensions.Where(dimension => dimension != channels)];
        var columns = Named("x") ?? shown.LastOrDefault(dimension => dimension != Named("y"), -1);
        return new(Named("y") ?? shown.LastOrDefault(dimension => dimension != columns, -1), columns, channels);

        int? Named(string name) => shown.Cast<int?>().FirstOrDefault(
            dimension => axes[dimension!.Value].Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The place of the plane: the middle of the other axes of space, the beginning of time and of all else.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="shape">The lengths of the array.</param>
    /// <returns>An index per dimension; 0 for rows, columns and channels.</returns>
    public EquatableArray<long> Place(EquatableArray<Axis> axes, EquatableArray<long> shape) =>
        axes.Select((axis, dimension) =>
            IsSpace(axis) && dimension != Rows && dimension != Columns && dimension != Channels ? shape[dimension] / 2 : 0)
            .ToEquatableArray();

    // OME 0.1 to 0.3 know the types by the names alone.
    private static bool IsSpace(Axis axis) => axis.Type is { } type ? type == "space" : axis.Name is "x" or "y" or "z";

    private static bool IsChannel(Axis axis) => axis.Type is { } type ? type == "channel" : axis.Name == "c";
}
