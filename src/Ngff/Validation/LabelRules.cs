using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;

namespace OmeNgff.Ngff.Validation;

/// <summary>Label images, the list of them, and the images that they label ("labels" metadata).</summary>
internal static class LabelRules
{
    public static void Check(HierarchyNode node, HierarchyContext context)
    {
        if (node.Group!.Labels is { } labels)
        {
            CheckList(node, labels, context);
        }

        if (node.Group.ImageLabel is { } label)
        {
            if (node.Group.Multiscales.IsEmpty)
            {
                context.Add(node, Rules.ImageLabelWithoutImage, "/image-label", "A label image is a multiscale image too.");
            }

            CheckSource(node, label.Member("source"), context);
        }
    }

    private static void CheckList(HierarchyNode node, EquatableArray<string> labels, HierarchyContext context)
    {
        var image = context.Find(HierarchyNode.Parent(node.Path));
        for (var index = 0; index < labels.Count; index++)
        {
            var path = HierarchyNode.Join(node.Path, labels[index]);
            if (context.Find(path) is not { Group: { } group })
            {
                if (!context.IsRefused(path))
                {
                    context.Add(node, Rules.LabelMissing, $"/labels/{index}", $"There is no label image \"{labels[index]}\".");
                }
            }
            else if (image?.Group is { Multiscales: [var labelled, ..] } && group.Multiscales is [var own, ..]
                && own.Datasets.Count != labelled.Datasets.Count)
            {
                context.Add(
                    context.Find(path)!,
                    Rules.LabelLevelsMismatch,
                    "/multiscales/0/datasets",
                    $"The label image has {own.Datasets.Count} levels, and its image {labelled.Datasets.Count}; it must have as "
                    + "many.");
            }

            CheckDataType(context.Find(path), context);
        }

        if (!context.Hierarchy.IsListed)
        {
            return;
        }

        foreach (var path in Below(node.Path, context))
        {
            if (!labels.Contains(path))
            {
                context.Add(node, Rules.LabelUnlisted, "/labels", $"The label image \"{path}\" is not listed.");
            }
        }
    }

    // What says that it is a label image has been looked at with its levels.
    private static void CheckDataType(HierarchyNode? label, HierarchyContext context)
    {
        if (label is { Group.ImageLabel: null, Images: [var image, ..] }
            && image.Levels.FirstOrDefault(level => !PyramidRules.CanHoldLabels(level)) is { } wrong)
        {
            context.Add(
                label,
                Rules.LabelDataType,
                "/multiscales/0/datasets",
                $"\"{wrong.Path}\" is of type {wrong.Array.DataType}; the values of labels are integers.");
        }
    }

    /// <summary>The paths of the images below a group that are in no other image.</summary>
    private static IEnumerable<string> Below(string root, HierarchyContext context)
    {
        var prefix = HierarchyNode.Join(root, "x")[..^1];
        return context.Nodes.Values
            .Where(node => node.Group is { Multiscales.IsEmpty: false } && node.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(node => node.Path[prefix.Length..])
            .Where(path => !path.Contains("/labels/", StringComparison.Ordinal));
    }

    private static void CheckSource(HierarchyNode node, JsonElement? source, HierarchyContext context)
    {
        if (source is { ValueKind: JsonValueKind.Object } some && some.TryGetProperty("image", out var image)
            && image.ValueKind == JsonValueKind.String
            && GroupReferences.Resolve(node.Path, image.GetString()!) is { } path
            && context.Find(path)?.Group is not { Multiscales.IsEmpty: false } && !context.IsRefused(path))
        {
            context.Add(
                node,
                Rules.LabelSourceMissing,
                "/image-label/source/image",
                $"\"{image.GetString()}\" leads to \"{path}\", and there is no image.");
        }
    }
}
