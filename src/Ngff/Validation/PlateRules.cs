using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Validation;

/// <summary>A plate, its wells, and their fields of view ("plate" and "well" metadata).</summary>
internal static class PlateRules
{
    public static void Check(HierarchyNode node, HierarchyContext context)
    {
        if (node.Group!.Plate is { } plate)
        {
            for (var index = 0; index < plate.Wells.Count; index++)
            {
                CheckWell(node, plate, index, context);
            }
        }

        if (node.Group.Well is { } well)
        {
            for (var index = 0; index < well.Images.Count; index++)
            {
                var field = HierarchyNode.Join(node.Path, well.Images[index].Path);
                if (context.Find(field)?.Group is null && !context.IsRefused(field))
                {
                    context.Add(
                        node,
                        Rules.WellImageMissing,
                        $"/well/images/{index}/path",
                        $"There is no field of view \"{well.Images[index].Path}\".");
                }
            }
        }
    }

    private static void CheckWell(HierarchyNode node, Plate plate, int index, HierarchyContext context)
    {
        var path = HierarchyNode.Join(node.Path, plate.Wells[index].Path);
        if (context.Find(path) is not { Group.Well: { } well } found)
        {
            if (!context.IsRefused(path))
            {
                context.Add(
                    node, Rules.WellMissing, $"/plate/wells/{index}/path", $"There is no well \"{plate.Wells[index].Path}\".");
            }

            return;
        }

        var acquisitions = plate.Acquisitions?.Select(acquisition => acquisition.Id).ToHashSet() ?? [];
        for (var image = 0; image < well.Images.Count; image++)
        {
            if (well.Images[image].Acquisition is { } id)
            {
                if (!acquisitions.Contains(id))
                {
                    context.Add(
                        found,
                        Rules.WellAcquisitionUnknown,
                        $"/well/images/{image}/acquisition",
                        $"The plate has no acquisition {id}; it must be the id of one.");
                }
            }
            else if (acquisitions.Count > 1)
            {
                context.Add(
                    found,
                    Rules.WellAcquisitionMissing,
                    $"/well/images/{image}",
                    "The plate has several acquisitions; a field of view must say which it is of.");
            }
        }
    }
}
