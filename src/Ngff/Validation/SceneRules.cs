using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Validation;

/// <summary>A scene and the coordinate systems of its images ("scene" metadata).</summary>
internal static class SceneRules
{
    public static void Check(HierarchyNode node, HierarchyContext context)
    {
        if (node.Group!.Scene is not { } scene)
        {
            return;
        }

        for (var path = HierarchyNode.Parent(node.Path); path is not null; path = HierarchyNode.Parent(path))
        {
            if (context.Find(path)?.Group?.Scene is not null)
            {
                context.Add(node, Rules.SceneNested, "/scene", "A scene cannot be in another scene.");
            }
        }

        var edges = scene.CoordinateTransformations;
        for (var index = 0; index < edges.Count; index++)
        {
            CheckEdge(node, edges[index], index, scene, context);
        }

        CheckConnected(node, scene, context);
    }

    private static void CheckEdge(
        HierarchyNode node, CoordinateTransformation edge, int index, Scene scene, HierarchyContext context)
    {
        var pointer = $"/scene/coordinateTransformations/{index}";
        var ranks = new int?[2];
        foreach (var (end, name, side) in new[] { (edge.Input!, "input", 0), (edge.Output!, "output", 1) })
        {
            if (end.Path is null)
            {
                ranks[side] = scene.CoordinateSystems.FirstOrDefault(system => system.Name == end.Name)?.Axes.Count;
                continue;
            }

            var image = context.Find(GroupReferences.Resolve(node.Path, end.Path));
            if (image?.Group is not { Multiscales: [var multiscale, ..] })
            {
                context.Add(node, Rules.SceneReference, $"{pointer}/{name}/path", $"There is no image \"{end.Path}\".");
                continue;
            }

            ranks[side] = AxesOf(multiscale, end.Name!)?.Count;
            if (ranks[side] is null && multiscale.Axes is not null)
            {
                context.Add(
                    node,
                    Rules.SceneReference,
                    $"{pointer}/{name}/name",
                    $"The image \"{end.Path}\" has no coordinate system \"{end.Name}\".");
            }
        }

        foreach (var fault in edge.Validate(ranks[0], ranks[1], "").Where(fault => fault.Refuses))
        {
            context.Add(node, Rules.SceneInvalid, pointer + fault.Pointer, fault.Message);
        }
    }

    // The systems of one image are linked by its own transformations.
    private static void CheckConnected(HierarchyNode node, Scene scene, HierarchyContext context)
    {
        var edges = scene.CoordinateTransformations.ToList();
        var systems = scene.CoordinateSystems.Select(system => new CoordinateSystemReference(system.Name))
            .Concat(edges.SelectMany(edge => new[] { edge.Input!, edge.Output! })).Distinct().ToList();
        foreach (var paths in systems.Where(system => system.Path is not null).GroupBy(system => system.Path))
        {
            edges.AddRange(paths.Skip(1).Select(system =>
                new IdentityTransformation { Input = paths.First(), Output = system }));
        }

        var reached = TransformationGraph.Reach(systems[0], edges);
        if (systems.FirstOrDefault(system => !reached.Contains(system)) is { } apart)
        {
            context.Add(
                node,
                Rules.CoordinateSystemsDisconnected,
                "/scene/coordinateTransformations",
                $"No path of transformations links {systems[0]} with {apart}.");
        }
    }

    /// <summary>The axes of a coordinate system of an image, or null.</summary>
    internal static EquatableArray<Axis>? AxesOf(Versions.OmeMultiscale multiscale, string name) =>
        multiscale.IntrinsicName == name
            ? multiscale.Axes
            : multiscale.CoordinateSystems.FirstOrDefault(system => system.Name == name)?.Axes
            ?? (name == CoordinateSystem.TransformedName && multiscale.CoordinateTransformations.Any(part => part.Input is null)
                ? multiscale.Axes
                : null);
}
