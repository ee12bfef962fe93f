using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>The space that a state shows. Its channel axes are left out: each layer has channels of its own.</summary>
public sealed record ViewerSpace
{
    private ViewerSpace(
        EquatableArray<ViewerAxis> axes, EquatableArray<string> names, EquatableArray<int> rows, int count) =>
        (Axes, Names, Rows, Count) = (axes, names, rows, count);

    /// <summary>The axes.</summary>
    public EquatableArray<ViewerAxis> Axes { get; }

    /// <summary>The name of each in the state.</summary>
    public EquatableArray<string> Names { get; }

    /// <summary>The place of each among all axes of the space.</summary>
    public EquatableArray<int> Rows { get; }

    /// <summary>How many axes the space has, channels too.</summary>
    public int Count { get; }

    /// <summary>The space of these axes.</summary>
    /// <exception cref="NgffException"><c>viewer-unit-unknown</c>.</exception>
    public static ViewerSpace Of(EquatableArray<Axis> axes)
    {
        var known = ViewerAxis.Of(axes);
        var rows = Enumerable.Range(0, axes.Count).Where(axis => !known[axis].IsChannel).ToEquatableArray();
        var names = new List<string>(rows.Count);
        foreach (var row in rows)
        {
            names.Add(ViewerDimension.NameLike(known[row].Name, names));
        }

        return new ViewerSpace(rows.Select(row => known[row]).ToEquatableArray(), names.ToEquatableArray(), rows, axes.Count);
    }

    /// <summary>The axes in the order in which panels want them: x, y, z, then other axes of space from the last to the
    /// first, then what else there is.</summary>
    public IEnumerable<int> DisplayOrder()
    {
        var spatial = Enumerable.Range(0, Axes.Count).Where(axis => Axes[axis].IsSpace).Reverse()
            .OrderBy(axis => Names[axis] switch { "x" => 0, "y" => 1, "z" => 2, _ => 3 }).ToList();
        return spatial.Concat(Enumerable.Range(0, Axes.Count).Except(spatial));
    }
}
