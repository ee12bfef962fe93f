using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Arrays.Consolidated;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Validation;

/// <summary>Validates the documents of a whole hierarchy, each by itself and against each other.</summary>
public static class HierarchyValidation
{
    /// <summary>
    /// Checks every group and array, every image with its arrays, and what groups say of each other: labels and the images
    /// they label, plates, wells and fields of view, series, scenes, vector fields, versions. Never throws for what is in
    /// the documents.
    /// </summary>
    /// <param name="hierarchy">The documents.</param>
    public static ValidationReport Validate(HierarchyDocuments hierarchy)
    {
        ArgumentNullException.ThrowIfNull(hierarchy);
        var findings = new List<Diagnostic>();
        var documents = Parse(hierarchy, findings);
        var nodes = Nodes(documents, findings);
        foreach (var node in nodes.Values.Where(node => node.Group is not null).ToList())
        {
            nodes[node.Path] = node with { Images = Images(node, nodes, findings) };
        }

        var context = new HierarchyContext(nodes, hierarchy, findings);
        foreach (var node in nodes.Values.Where(node => node.Group is not null))
        {
            VersionRules.Check(node, context);
            LabelRules.Check(node, context);
            PlateRules.Check(node, context);
            SeriesRules.Check(node, context);
            SceneRules.Check(node, context);
            ReferenceRules.Check(node, context);
        }

        HoleRules.Check(context);
        ConsolidatedRules(documents, findings);
        return new ValidationReport(findings.OrderBy(found => found.Path, StringComparer.Ordinal).ToEquatableArray())
        {
            Versions = nodes.Values.Where(node => node.Group is not null).Select(node => node.Group!.Version)
                .Distinct().Order().ToEquatableArray(),
            Groups = nodes.Values.Count(node => node.Group is not null),
            Images = nodes.Values.Sum(node => node.Images.Count),
            Arrays = nodes.Values.Count(node => node.IsArray),
        };
    }

    private static SortedDictionary<string, RawJson> Parse(HierarchyDocuments hierarchy, List<Diagnostic> findings)
    {
        var documents = new SortedDictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (var (key, bytes) in hierarchy.Documents)
        {
            if (!HierarchyDocuments.NodeDocuments.Contains(key[(key.LastIndexOf('/') + 1)..]))
            {
                continue;
            }

            var (document, fault) = StrictJson.Parse(bytes);
            if (document is { Element.ValueKind: not System.Text.Json.JsonValueKind.Object })
            {
                findings.Add(Rules.JsonType.At("", "The document is no JSON object.", path: key));
            }
            else if (document is not null)
            {
                documents[key] = document;
            }
            else
            {
                findings.Add(fault! with { Path = key });
            }
        }

        return documents;
    }

    private static SortedDictionary<string, HierarchyNode> Nodes(
        SortedDictionary<string, RawJson> documents, List<Diagnostic> findings)
    {
        var nodes = new SortedDictionary<string, HierarchyNode>(StringComparer.Ordinal);
        foreach (var path in documents.Keys.Select(key => HierarchyNode.Parent(key)!).Distinct())
        {
            if (Node(path, documents, findings) is { } node)
            {
                nodes[path] = node;
            }
        }

        return nodes;
    }

    private static HierarchyNode? Node(
        string path, SortedDictionary<string, RawJson> documents, List<Diagnostic> findings)
    {
        var key = HierarchyNode.Join(path, "zarr.json");
        if (documents.TryGetValue(key, out var v3))
        {
            var isArray = v3.Member("node_type") is { ValueKind: System.Text.Json.JsonValueKind.String } type
                && type.ValueEquals("array");
            var attributes = v3.Member("attributes") is { } member ? new RawJson(member) : null;
            return isArray
                ? Array(new HierarchyNode(path, 3) { IsArray = true, Attributes = attributes }, v3, null, key, findings)
                : Group(new HierarchyNode(path, 3) { Attributes = attributes }, key, findings);
        }

        var own = documents.GetValueOrDefault(HierarchyNode.Join(path, ".zattrs"));
        key = HierarchyNode.Join(path, ".zarray");
        return documents.TryGetValue(key, out var v2)
            ? Array(new HierarchyNode(path, 2) { IsArray = true, Attributes = own }, v2, own, key, findings)
            : documents.ContainsKey(HierarchyNode.Join(path, ".zgroup")) || own is not null
                ? Group(new HierarchyNode(path, 2) { Attributes = own }, HierarchyNode.Join(path, ".zattrs"), findings)
                : null;
    }

    private static HierarchyNode Array(
        HierarchyNode node, RawJson document, RawJson? attributes, string key, List<Diagnostic> findings)
    {
        try
        {
            return node with { Array = ZarrArrayDocument.Parse(node.ZarrFormat, document, attributes) };
        }
        catch (NgffException refusal)
        {
            findings.AddRange(refusal.Diagnostics.Select(found => found with { Path = key }));
            return node with { IsRefused = true };
        }
    }

    private static HierarchyNode Group(HierarchyNode node, string key, List<Diagnostic> findings)
    {
        if (node.Attributes is null)
        {
            return node;
        }

        var reading = OmeReader.Read(node.ZarrFormat, node.Attributes);
        findings.AddRange(reading.Diagnostics.Select(found => found with { Path = key }));
        return node with
        {
            Group = reading.Group,
            IsVersionInferred = reading.IsVersionInferred,
            IsRefused = reading.Group is null && reading.Diagnostics.Any(found => found.Severity == Severity.Error),
        };
    }

    private static EquatableArray<ImageReading> Images(
        HierarchyNode node, SortedDictionary<string, HierarchyNode> nodes, List<Diagnostic> findings)
    {
        var arrays = new Dictionary<string, ZarrArrayDocument>(StringComparer.Ordinal);
        foreach (var path in node.Group!.Multiscales.SelectMany(image => image.Datasets).Select(dataset => dataset.Path))
        {
            if (nodes.TryGetValue(HierarchyNode.Join(node.Path, path), out var level) && level.Array is { } array)
            {
                arrays[path] = array;
            }
        }

        var images = ImageAssembly.Assemble(node.Group, arrays);
        findings.AddRange(images.SelectMany(image => image.Diagnostics).Where(IsNews).Select(found => found with
        {
            Path = found.Path is null ? node.AttributesKey : HierarchyNode.Join(node.Path, found.Path),
        }));
        return images;

        // What is wrong with a level's array has been told of the array.
        bool IsNews(Diagnostic found) =>
            found.Rule != Rules.LevelMissing.Id || found.Path is not { } path
            || nodes.GetValueOrDefault(HierarchyNode.Join(node.Path, HierarchyNode.Parent(path)!)) is not { IsRefused: true };
    }

    private static void ConsolidatedRules(SortedDictionary<string, RawJson> documents, List<Diagnostic> findings)
    {
        foreach (var (key, document) in documents)
        {
            var path = HierarchyNode.Parent(key)!;
            var hints = key.EndsWith(".zmetadata", StringComparison.Ordinal) ? ConsolidatedMetadata.ReadV2(document)
                : key.EndsWith("zarr.json", StringComparison.Ordinal) ? ConsolidatedMetadata.ReadV3(document)
                : null;
            if (hints is null)
            {
                continue;
            }

            findings.AddRange(hints.Diagnostics.Select(found => found with { Path = key }));
            var read = hints.Documents.Keys.ToDictionary(
                hint => hint, hint => documents.GetValueOrDefault(HierarchyNode.Join(path, hint)), StringComparer.Ordinal);
            foreach (var difference in hints.Compare(read))
            {
                findings.Add(Rules.ConsolidatedStale.At("", difference.Message, path: key));
            }
        }
    }
}
