using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Validation;

/// <summary>Folders between a group and what is in it have a document too, as the row of a plate.</summary>
internal static class HoleRules
{
    public static void Check(HierarchyContext context)
    {
        foreach (var hole in context.Nodes.Keys.SelectMany(Above).Distinct().Where(path => IsHole(path, context)))
        {
            if (Above(hole).Append("").Select(context.Find).FirstOrDefault(node => node?.Group is not null) is { } group)
            {
                context.Add(
                    group,
                    Rules.HierarchyHole,
                    "",
                    $"\"{hole}\" has no group document of its own; some readers do not find what is below it.");
            }
        }
    }

    /// <summary>The groups that a node lies in, from the nearest on, without the root.</summary>
    private static IEnumerable<string> Above(string path)
    {
        for (var above = HierarchyNode.Parent(path); above is { Length: > 0 }; above = HierarchyNode.Parent(above))
        {
            yield return above;
        }
    }

    // A document that cannot be read is told of by itself.
    private static bool IsHole(string path, HierarchyContext context) =>
        context.Find(path) is null
        && !HierarchyDocuments.NodeDocuments.Any(name => context.Hierarchy.Documents.ContainsKey(HierarchyNode.Join(path, name)));
}
