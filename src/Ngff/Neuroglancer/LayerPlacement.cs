using System.Collections.Immutable;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>
/// How the source of a layer lies in the space of a state. Source and state share slots: slot k has one dimension of each.
/// Channels, and axes of the image that the way drops (often time), keep their slots and stay as they are. Where the space
/// has more axes than the image brings, as for a section in a volume, further slots follow whose source dimension is one
/// voxel thick.
/// </summary>
public sealed record LayerPlacement
{
    private readonly ImmutableArray<int?> _rows;
    private readonly double[,] _linear;
    private readonly double[] _offset;

    private LayerPlacement(
        SourceSpace source, ViewerSpace space, ImmutableArray<int?> rows, EquatableArray<string> names,
        double[,] linear, double[] offset)
    {
        (Source, Space, _rows, Names, _linear, _offset) = (source, space, rows, names, linear, offset);
    }

    /// <summary>The space of the source.</summary>
    public SourceSpace Source { get; }

    /// <summary>The space of the state.</summary>
    public ViewerSpace Space { get; }

    /// <summary>The name of the state's dimension in each slot.</summary>
    public EquatableArray<string> Names { get; }

    /// <summary>The number of slots.</summary>
    public int Rank => _rows.Length;

    /// <summary>Places a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="way">From physical positions of the source, in the units of its axes, to points of the space, in the
    /// units of its axes: a row per axis of the space, of as many numbers as the source has axes and the offset.</param>
    /// <param name="space">The space.</param>
    /// <exception cref="ArgumentException">The matrix has another shape.</exception>
    /// <exception cref="NgffException"><c>viewer-way-flattens</c>: voxels would lie on top of each other, which
    /// Neuroglancer has no words for.</exception>
    public static LayerPlacement Of(SourceSpace source, Matrix way, ViewerSpace space)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(way);
        ArgumentNullException.ThrowIfNull(space);
        if (way.Rows != space.Count || way.Columns != source.Rank + 1)
        {
            throw new ArgumentException(
                $"The way is {way.Rows} × {way.Columns}, not {space.Count} × {source.Rank + 1}.", nameof(way));
        }

        var places = Matrix.Create(
            space.Rows.Count, way.Columns, (row, column) => way[space.Rows[row], column]);
        var rows = LayerSlots.Assign(source, places, space);
        var names = Named(source, space, rows);
        var rank = rows.Length;
        var (linear, offset) = (new double[rank, rank], new double[rank]);
        for (var slot = 0; slot < rank; slot++)
        {
            if (rows[slot] is not { } row)
            {
                linear[slot, slot] = 1;
                continue;
            }

            offset[slot] = places[row, source.Rank] * space.Axes[row].UnitSize;
            for (var column = 0; column < source.Rank; column++)
            {
                linear[slot, column] =
                    places[row, column] * (space.Axes[row].UnitSize / source.Axes[column].UnitSize);
            }
        }

        LayerSlots.Complete(linear, source.Rank);
        return new LayerPlacement(source, space, rows, names, linear, offset);
    }

    /// <summary>How long a step of one voxel is along an axis of the space, in its SI unit: the size of the voxel along the
    /// axis of the source that leads there most; null where none does.</summary>
    public double? StepAlong(int axis)
    {
        var slot = _rows.IndexOf(axis);
        var columns = Enumerable.Range(0, Source.Rank).Where(column => _linear[slot, column] != 0).ToList();
        if (slot < 0 || columns.Count == 0)
        {
            return null;
        }

        var leading = columns.MaxBy(column => Math.Abs(_linear[slot, column]));
        var length = Math.Sqrt(Enumerable.Range(0, Rank).Sum(row => _linear[row, leading] * _linear[row, leading]));
        return Source.Dimensions[leading].Scale * length;
    }

    /// <summary>The dimensions that the image keeps for itself, as the source has them.</summary>
    public IEnumerable<ViewerDimension> Kept => Enumerable.Range(0, Source.Rank).Where(slot => _rows[slot] is null)
        .Select(slot => Source.Dimensions[slot] with { Name = Names[slot] });

    /// <summary>The transform of the layer.</summary>
    /// <param name="dimensions">The state's dimensions by name. One that is not there has the scale of the source, and of a
    /// section that of its unit.</param>
    public LayerTransform Transform(IReadOnlyDictionary<string, ViewerDimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        var outputs = Names.Select((name, slot) =>
            dimensions.TryGetValue(name, out var known) ? known
            : _rows[slot] is { } row ? new ViewerDimension(name, StepAlong(row) ?? Space.Axes[row].UnitSize, Space.Axes[row].Unit)
            : Source.Dimensions[slot] with { Name = name }).ToEquatableArray();
        var matrix = Matrix.Create(Rank, Rank + 1, (row, column) => column < Rank
            ? _linear[row, column]
            : (_offset[row] - Enumerable.Range(Source.Rank, Rank - Source.Rank)
                .Sum(padding => 0.5 * _linear[row, padding] * outputs[padding].Scale)) / outputs[row].Scale);
        return new LayerTransform(Source, matrix, outputs);
    }

    /// <summary>A name for each slot: that of the space's axis; of the source's for one that stays, local where it is a
    /// channel, a place, or called as an axis of the space.</summary>
    private static EquatableArray<string> Named(SourceSpace source, ViewerSpace space, ImmutableArray<int?> rows)
    {
        var names = new string[rows.Length];
        var taken = space.Names.ToList();
        for (var slot = 0; slot < rows.Length; slot++)
        {
            if (rows[slot] is { } row)
            {
                names[slot] = space.Names[row];
                continue;
            }

            var axis = source.Axes[slot];
            var isLocal = axis.IsChannel || axis.IsSpace || taken.Contains(axis.Name);
            names[slot] = ViewerDimension.NameLike(isLocal ? axis.Name + ViewerDimension.LocalEnding : axis.Name, taken);
            taken.Add(names[slot]);
        }

        return names.ToEquatableArray();
    }
}
