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

    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    /// <summary>The ways.</summary>
    public SpaceGraph Graph { get; } = new();

    /// <summary>How many catalogued spaces there are.</summary>
    public int SpaceCount => _axes.Count;

    /// <summary>The axes of a catalogued space, or null when there is none of this id.</summary>
    public EquatableArray<Axis>? AxesOf(string id) => _axes.TryGetValue(id, out var axes) ? axes : null;

    /// <summary>The label images among the images where ways of the graph end, with the images that they label. There may
    /// be more.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels;

    /// <summary>Sets the axes of a space; null takes it out.</summary>
    /// <returns>False where they were the same.</returns>
    public bool SetAxes(string id, EquatableArray<Axis>? axes)
    {
        if (AxesOf(id) == axes)
        {
            return false;
        }

        if (axes is { } known)
        {
            _axes[id] = known;
        }
        else
        {
            _axes.Remove(id);
        }

        return true;
    }

    /// <summary>Sets which image a label image labels; null where it is none.</summary>
    /// <returns>False where it was the same, or no way ends at the label image.</returns>
    public bool SetLabel(string label, string? image)
    {
        if (image is null)
        {
            return _labels.Remove(label);
        }

        if (!Graph.Contains($"image:{label}") || (_labels.TryGetValue(label, out var known) && known == image))
        {
            return false;
        }

        _labels[label] = image;
        return true;
    }

    /// <summary>Adds a way; one with the same id goes.</summary>
    /// <returns>False where it was the same.</returns>
    public bool Put(SpaceEdge edge)
    {
        if (Graph.TryGetEdge(edge.Id, out var known) && known == edge)
        {
            return false;
        }

        Graph.Put(edge is AlignmentEdge alignment
            ? alignment with { FromAxes = Shared(alignment.FromAxes), ToAxes = Shared(alignment.ToAxes) }
            : edge);
        return true;
    }

    /// <summary>Takes out the steps inside an image.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="but">Ids of those that stay.</param>
    /// <returns>False where there were none.</returns>
    public bool RemoveLevels(string image, Func<string, bool> but)
    {
        var gone = Graph.EdgesAt($"image:{image}").OfType<LevelEdge>()
            .Where(edge => edge.Image == image && !but(edge.Id)).ToList();
        gone.ForEach(edge => Graph.Remove(edge.Id));
        return gone.Count > 0;
    }

    private EquatableArray<Axis> Shared(EquatableArray<Axis> axes) =>
        _lists.TryGetValue(axes, out var known) ? known : _lists[axes] = axes;
}
