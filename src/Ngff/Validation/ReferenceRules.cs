using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Validation;

/// <summary>What transformations refer to by a path: label images, matrices in arrays, vector fields in groups.</summary>
internal static class ReferenceRules
{
    public static void Check(HierarchyNode node, HierarchyContext context)
    {
        for (var index = 0; index < node.Group!.Multiscales.Count; index++)
        {
            var multiscale = node.Group.Multiscales[index];
            var edges = multiscale.CoordinateTransformations;
            for (var edge = 0; edge < edges.Count; edge++)
            {
                var pointer = $"/multiscales/{index}/coordinateTransformations/{edge}";
                CheckLabel(node, edges[edge].Input, $"{pointer}/input", context);
                CheckLabel(node, edges[edge].Output, $"{pointer}/output", context);
                CheckParts(node, edges[edge], multiscale.Axes?.Count, pointer, context);
            }
        }

        var scene = node.Group.Scene?.CoordinateTransformations ?? [];
        for (var edge = 0; edge < scene.Count; edge++)
        {
            CheckParts(node, scene[edge], rank: null, $"/scene/coordinateTransformations/{edge}", context);
        }
    }

    private static void CheckLabel(
        HierarchyNode node, CoordinateSystemReference? end, string pointer, HierarchyContext context)
    {
        if (end is { Path: { } path, Name: { } name }
            && (context.Find(GroupReferences.Resolve(node.Path, path))?.Group is not { Multiscales: [var image, ..] }
                || SceneRules.AxesOf(image, name) is null))
        {
            context.Add(
                node, Rules.TransformationEndUnknown, pointer, $"There is no coordinate system {end} in this hierarchy.");
        }
    }

    private static void CheckParts(
        HierarchyNode node, CoordinateTransformation part, int? rank, string pointer, HierarchyContext context)
    {
        switch (part)
        {
            case SequenceTransformation { Transformations: var parts }:
                for (var index = 0; index < parts.Count; index++)
                {
                    CheckParts(node, parts[index], rank, $"{pointer}/transformations/{index}", context);
                    rank = rank is { } known ? parts[index].OutputRank(known) : null;
                }

                break;
            case ByDimensionTransformation { Transformations: var parts }:
                for (var index = 0; index < parts.Count; index++)
                {
                    CheckParts(
                        node,
                        parts[index].Transformation,
                        parts[index].InputAxes.Count,
                        $"{pointer}/transformations/{index}/transformation",
                        context);
                }

                break;
            case BijectionTransformation { Forward: var forward, Inverse: var inverse }:
                CheckParts(node, forward, rank, $"{pointer}/forward", context);
                CheckParts(node, inverse, rank, $"{pointer}/inverse", context);
                break;
            case IVectorField field:
                CheckField(node, part, field, rank, pointer, context);
                break;
            case IArrayParameters { Path: { } path }:
                CheckMatrix(node, part, path, rank, pointer, context);
                break;
        }
    }

    private static void CheckMatrix(
        HierarchyNode node, CoordinateTransformation part, string path, int? rank, string pointer, HierarchyContext context)
    {
        var array = context.Find(GroupReferences.Resolve(node.Path, path))?.Array;
        if (array is null)
        {
            context.Add(
                node,
                Rules.TransformationParametersMissing,
                $"{pointer}/path",
                $"There is no array \"{path}\" with the parameters of the {part.Type}.");
            return;
        }

        var columns = part is AffineTransformation ? rank + 1 : rank;
        if (array.Shape.Count != 2 || (columns is { } expected && array.Shape[1] != expected)
            || (part is RotationTransformation && array.Shape[0] != array.Shape[1]))
        {
            context.Add(
                node,
                Rules.TransformationRankMismatch,
                $"{pointer}/path",
                $"The array \"{path}\" of shape {array.Shape} is no matrix of a {part.Type} of these axes.");
        }
    }

    private static void CheckField(
        HierarchyNode node,
        CoordinateTransformation part,
        IVectorField field,
        int? rank,
        string pointer,
        HierarchyContext context)
    {
        var found = context.Find(GroupReferences.Resolve(node.Path, field.Path));
        if (found?.Group is not { Multiscales: [var multiscale, ..] })
        {
            Add(found is { IsArray: true }
                ? $"\"{field.Path}\" is an array; the vectors are in a multiscale group."
                : $"There is no multiscale group \"{field.Path}\" with the vectors.");
            return;
        }

        if (multiscale.Axes is not { } axes)
        {
            return;
        }

        var type = part is DisplacementsTransformation ? "displacement" : "coordinate";
        var vector = axes.Select((axis, index) => (Axis: axis, Index: index)).Where(item => item.Axis.Type == type).ToList();
        if (vector is not [var only] || only.Axis.Other?.Member("discrete") is not { ValueKind: System.Text.Json.JsonValueKind.True })
        {
            Add($"\"{field.Path}\" has one axis of type {type} that is discrete, for the components of the vectors.");
            return;
        }

        if (rank is { } known && axes.Count != known + 1)
        {
            Add($"\"{field.Path}\" has {axes.Count} axes; for an input of {known} axes it must have {known + 1}.");
        }

        var array = context.Find(HierarchyNode.Join(found.Path, multiscale.Datasets[0].Path))?.Array;
        if (part is DisplacementsTransformation && rank is { } components && array is not null
            && array.Shape.Count > only.Index && array.Shape[only.Index] != components)
        {
            Add($"The vectors in \"{field.Path}\" have {array.Shape[only.Index]} components; for {components} axes they must "
                + $"have {components}.");
        }

        void Add(string message) => context.Add(node, Rules.VectorAxis, $"{pointer}/path", message);
    }
}
