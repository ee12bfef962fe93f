using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// The transformations of a whole group that 0.4 and 0.5 apply after those of the levels, as 0.6 says them: an edge from
/// the intrinsic coordinate system to one of the same axes, named <see cref="CoordinateSystem.TransformedName"/>.
/// </summary>
internal static class GroupTransformations
{
    /// <summary>The systems and edges of 0.6, with the transformations of the whole group among them.</summary>
    public static (EquatableArray<CoordinateSystem> Systems, EquatableArray<CoordinateTransformation> Edges) Say(
        CoordinateSystem intrinsic,
        EquatableArray<CoordinateSystem> systems,
        EquatableArray<CoordinateTransformation> transformations)
    {
        var whole = transformations.Where(part => part.Input is null && part.Output is null).ToEquatableArray();
        if (whole.IsEmpty)
        {
            return (systems, transformations);
        }

        CoordinateTransformation edge = whole switch
        {
            [not SequenceTransformation and var only] => only,
            { Count: > TransformationReader.MaxLength } =>
                new SequenceTransformation(whole).Simplify(intrinsic.Axes.Count),
            _ => new SequenceTransformation(whole),
        };
        var name = FreeName(intrinsic, systems);
        var ends = edge.Between(
            new CoordinateSystemReference(intrinsic.Name), new CoordinateSystemReference(name));
        return (
            [.. systems, new CoordinateSystem(name, intrinsic.Axes)],
            [ends, .. transformations.Where(part => part.Input is not null || part.Output is not null)]);
    }

    private static string FreeName(CoordinateSystem intrinsic, EquatableArray<CoordinateSystem> systems)
    {
        var name = CoordinateSystem.TransformedName;
        while (intrinsic.Name == name || systems.Any(system => system.Name == name))
        {
            name += "'";
        }

        return name;
    }

    /// <summary>The inverse of <see cref="Say"/>; other systems and edges stay as they are.</summary>
    public static (EquatableArray<CoordinateSystem> Systems, EquatableArray<CoordinateTransformation> Transformations)
        Recognise(
            CoordinateSystem? intrinsic,
            EquatableArray<CoordinateSystem> systems,
            EquatableArray<CoordinateTransformation> edges)
    {
        if (intrinsic is null || systems.IsEmpty || edges.IsEmpty)
        {
            return (systems, edges);
        }

        var transformed = new CoordinateSystem(CoordinateSystem.TransformedName, intrinsic.Axes);
        var output = new CoordinateSystemReference(CoordinateSystem.TransformedName);
        var touching = edges.Where(edge => edge.Input == output || edge.Output == output).ToList();
        if (!systems.Contains(transformed) || touching is not [var edge] || edge.Output != output
            || edge.Input != new CoordinateSystemReference(intrinsic.Name))
        {
            return (systems, edges);
        }

        // What 0.4 and 0.5 say of a whole group scales and translates; anything else was meant as an edge.
        var inner = edge.Between(null, null);
        if ((inner.InputRank ?? intrinsic.Axes.Count) != intrinsic.Axes.Count
            || inner.AsScaleAndTranslation(intrinsic.Axes.Count) is null)
        {
            return (systems, edges);
        }

        if (inner is SequenceTransformation { Name: null, Other: null } sequence)
        {
            return Kept(sequence.Transformations);
        }

        return inner is SequenceTransformation ? (systems, edges) : Kept([inner]);

        (EquatableArray<CoordinateSystem>, EquatableArray<CoordinateTransformation>) Kept(
            EquatableArray<CoordinateTransformation> parts) =>
            (systems.Where(system => system != transformed).ToEquatableArray(),
                [.. parts, .. edges.Where(other => !ReferenceEquals(other, edge))]);
    }
}
