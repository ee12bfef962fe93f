using System.Globalization;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>
/// What Neuroglancer shows: layers in one space, whose dimensions have the voxel size of the finest layer, from the middle
/// and so far away that all of it is seen.
/// </summary>
public sealed record ViewerState
{
    /// <summary>About how many pixels a panel is high, of one and of four.</summary>
    private const double WholePanel = 720, QuarterPanel = 360;

    private ViewerState(string title, EquatableArray<ViewerLayer> layers) => (Title, Layers) = (title, layers);

    /// <summary>The name that the window has.</summary>
    public string Title { get; }

    /// <summary>The layers, the lowest first, each with a name of its own.</summary>
    public EquatableArray<ViewerLayer> Layers { get; }

    /// <summary>The transform of each layer.</summary>
    public EquatableArray<LayerTransform> Transforms { get; private init; }

    /// <summary>The dimensions that all layers share, in the order of the panels.</summary>
    public EquatableArray<ViewerDimension> Dimensions { get; private init; }

    /// <summary>What is in the middle of the panels: voxels along each of <see cref="Dimensions"/>.</summary>
    public EquatableArray<double> Position { get; private init; }

    /// <summary>How many of <see cref="Dimensions"/> are shown in panels: up to 3.</summary>
    public int Displayed { get; private init; }

    /// <summary>Canonical voxels (of the finest displayed dimension) per pixel of a section.</summary>
    public double CrossSectionScale { get; private init; }

    /// <summary>Canonical voxels from the top to the bottom of the view in three dimensions.</summary>
    public double ProjectionScale { get; private init; }

    /// <summary>Puts a state together.</summary>
    /// <param name="title">The name that the window has.</param>
    /// <param name="space">The space that is shown.</param>
    /// <param name="layers">The layers, placed in that space; at least one.</param>
    public static ViewerState Of(string title, ViewerSpace space, IReadOnlyList<ViewerLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(layers);
        var shown = layers.Where(layer => layer.Visible).ToList() is { Count: > 0 } visible ? visible : [.. layers];
        var dimensions = DimensionsOf(space, shown);
        var byName = dimensions.ToDictionary(dimension => dimension.Name, StringComparer.Ordinal);
        var transforms = layers.Select(layer => layer.Placement.Transform(byName)).ToEquatableArray();
        var seen = layers.Zip(transforms).Where(pair => shown.Contains(pair.First)).Select(pair => pair.Second).ToList();
        var boxes = dimensions.Select(dimension => BoxAlong(dimension.Name, seen)).ToList();
        var displayed = Math.Min(3, space.DisplayOrder().Count(axis => space.Axes[axis].IsSpace) is > 0 and var count
            ? count
            : dimensions.Count);
        var sizes = Enumerable.Range(0, displayed)
            .Select(index => (boxes[index].Max - boxes[index].Min) * dimensions[index].Scale).ToList();
        var canonical = Enumerable.Range(0, displayed).Select(index => dimensions[index].Scale).DefaultIfEmpty(1).Min();
        return new ViewerState(title, Named(layers))
        {
            Transforms = transforms,
            Dimensions = dimensions,
            Position = Middle(dimensions, seen, boxes),
            Displayed = displayed,
            CrossSectionScale = Positive(
                sizes.DefaultIfEmpty(1).Max() / canonical / (displayed == 3 ? QuarterPanel : WholePanel)),
            ProjectionScale = Positive(1.2 * Math.Sqrt(sizes.Sum(size => size * size)) / canonical),
        };
    }

    /// <summary>The axes of the space, with the finest step of any layer; then what images keep and share, such as time.
    /// </summary>
    private static EquatableArray<ViewerDimension> DimensionsOf(ViewerSpace space, List<ViewerLayer> layers)
    {
        var own = space.DisplayOrder().Select(axis => new ViewerDimension(
            space.Names[axis],
            layers.Select(layer => layer.Placement.StepAlong(axis)).Min() is { } step
                ? Rounded(step)
                : space.Axes[axis].UnitSize,
            space.Axes[axis].Unit));
        var kept = layers.SelectMany(layer => layer.Placement.Kept).Where(dimension => !dimension.IsLocal)
            .GroupBy(dimension => dimension.Name).Select(same => same.MinBy(dimension => dimension.Scale)!);
        return own.Concat(kept).ToEquatableArray();
    }

    /// <summary>A step without the noise of turning it: the number that is nearest with 12 digits, where that changes
    /// nothing to speak of.</summary>
    private static double Rounded(double step) => double.Parse(
        step.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static (double Min, double Max) BoxAlong(string name, List<LayerTransform> transforms)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var transform in transforms)
        {
            var slot = SlotOf(name, transform);
            if (slot >= 0)
            {
                var (min, max) = transform.Extent();
                (low, high) = (Math.Min(low, min[slot]), Math.Max(high, max[slot]));
            }
        }

        return low < high ? (low, high) : (0, 1);
    }

    /// <summary>The middle voxel of the one image that is shown, of which labels and channels are parts; the middle of the
    /// box where there are several. Along time the beginning.</summary>
    private static EquatableArray<double> Middle(
        EquatableArray<ViewerDimension> dimensions, List<LayerTransform> transforms, List<(double Min, double Max)> boxes)
    {
        var first = transforms[0];
        var isOne = transforms.TrueForAll(other => other.Outputs.All(output => output.IsLocal
            || (SlotOf(output.Name, first) is >= 0 and var slot
                && Math.Abs(other.Extent().Min[SlotOf(output.Name, other)] - first.Extent().Min[slot]) < 0.5)));
        var middle = first.Apply([.. first.Source.Shape.Select((length, axis) =>
            first.Source.Axes[axis].IsTime ? 0.0 : length / 2)]);
        return dimensions.Select((dimension, index) =>
            isOne && SlotOf(dimension.Name, first) is >= 0 and var slot ? middle[slot]
            : dimension.Unit == "s" ? boxes[index].Min + 0.5
            : (boxes[index].Min + boxes[index].Max) / 2).ToEquatableArray();
    }

    private static int SlotOf(string name, LayerTransform transform) =>
        transform.Outputs.Select(output => output.Name).ToList().IndexOf(name);

    private static double Positive(double scale) => scale > 0 && double.IsFinite(scale) ? scale : 1;

    private static EquatableArray<ViewerLayer> Named(IReadOnlyList<ViewerLayer> layers)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return layers.Select(layer =>
        {
            var name = layer.Name;
            for (var number = 2; !names.Add(name); number++)
            {
                name = $"{layer.Name} ({number})";
            }

            return layer with { Name = name };
        }).ToEquatableArray();
    }
}
