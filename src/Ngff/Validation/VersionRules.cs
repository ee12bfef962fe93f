using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Validation;

/// <summary>One hierarchy is written in one version.</summary>
internal static class VersionRules
{
    public static void Check(HierarchyNode node, HierarchyContext context)
    {
        // A group that states no version, as a list of labels, says nothing of the hierarchy's.
        if (node.IsVersionInferred)
        {
            return;
        }

        // Each group is compared with the next one above it that states a version.
        for (var path = HierarchyNode.Parent(node.Path); path is not null; path = HierarchyNode.Parent(path))
        {
            if (context.Find(path) is { IsVersionInferred: false, Group: { } above })
            {
                if (above.Version != node.Group!.Version)
                {
                    context.Add(
                        node,
                        Rules.VersionInconsistent,
                        "",
                        $"The group is of OME {node.Group.Version.Text()}, and \"{path}\" above it of {above.Version.Text()}; a "
                        + "hierarchy has one version.");
                }

                return;
            }
        }
    }
}
