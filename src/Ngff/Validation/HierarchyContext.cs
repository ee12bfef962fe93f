using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Validation;

/// <summary>What the rules between groups see of a hierarchy, and where they note what they find.</summary>
internal sealed record HierarchyContext(
    IReadOnlyDictionary<string, HierarchyNode> Nodes, HierarchyDocuments Hierarchy, List<Diagnostic> Findings)
{
    /// <summary>The node at a path, or null.</summary>
    public HierarchyNode? Find(string? path) => path is null ? null : Nodes.GetValueOrDefault(path);

    /// <summary>Whether there is a node that cannot be read, which is told of itself and not of those that refer to it.</summary>
    public bool IsRefused(string? path) => Find(path) is { IsRefused: true };

    /// <summary>The nodes that lie directly in a group.</summary>
    public IEnumerable<HierarchyNode> Children(string path) =>
        Nodes.Values.Where(node => HierarchyNode.Parent(node.Path) == path);

    /// <summary>Notes a breach in a group's document, where the rule is in force in the group's version.</summary>
    /// <param name="node">The group.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="pointer">JSON Pointer below the object that holds the OME members.</param>
    /// <param name="message">A sentence for people.</param>
    public void Add(HierarchyNode node, Rule rule, string pointer, string message)
    {
        var table = OmeRules.Of(node.Group!.Version);
        if (table.SeverityOf(rule) is { } severity)
        {
            Findings.Add(rule.At(table.RootPointer + pointer, message, path: node.AttributesKey) with { Severity = severity });
        }
    }
}
