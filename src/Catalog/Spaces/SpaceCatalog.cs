using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Catalog.Spaces;

/// <summary>
/// What a node keeps of all spaces: the catalogued ones with their axes, and the graph of alignments with a default version
/// and of the steps inside images that lead from one alignment to another. Who changes it must be alone.
/// </summary>
public sealed class SpaceCatalog
{
    private readonly Dictionary<string, EquatableArray<Axis>> _axes = new(StringComparer.Ordinal);

    // Thousands of alignments have the same few lists of axes at their ends.
    private readonly Dictionary<EquatableArray<Axis>, EquatableArray<Axis>> _lists = [];

    /// <summary>The ways.</summary>
    public SpaceGraph Graph { get; } = new();

    /// <summary>How many catalogued spaces there are.</summary>
    public int SpaceCount => _axes.Count;

    /// <summary>The axes of a catalogued space, or null when there is none of this id.</summary>
    public EquatableArray<Axis>? AxesOf(string id) => _axes.TryGetValue(id, out var axes) ? axes : null;

    /// <summary>Sets the axes of a space; null takes it out.</summary>
    public void SetAxes(string id, EquatableArray<Axis>? axes)
    {
        if (axes is { } known)
        {
            _axes[id] = known;
        }
        else
        {
            _axes.Remove(id);
        }
    }

    /// <summary>Adds an alignment.</summary>
    public void Put(AlignmentEdge edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        Graph.Put(edge with { FromAxes = Shared(edge.FromAxes), ToAxes = Shared(edge.ToAxes) });
    }

    /// <summary>Takes out the steps inside an image.</summary>
    public void RemoveLevels(string image)
    {
        foreach (var edge in Graph.EdgesAt($"image:{image}").OfType<LevelEdge>().Where(edge => edge.Image == image).ToList())
        {
            Graph.Remove(edge.Id);
        }
    }

    private EquatableArray<Axis> Shared(EquatableArray<Axis> axes) =>
        _lists.TryGetValue(axes, out var known) ? known : _lists[axes] = axes;
}
