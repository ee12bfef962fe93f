using System.Globalization;
using System.Xml;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Validation;

/// <summary>The images of a bioformats2raw layout, and their order.</summary>
internal static class SeriesRules
{
    public static void Check(HierarchyNode node, HierarchyContext context)
    {
        if (node.Group!.SeriesLayout is null || node.Group.Plate is not null)
        {
            return;
        }

        var ome = context.Find(HierarchyNode.Join(node.Path, "OME"));
        var series = ome?.Group?.Series;
        var paths = series ?? Numbered(node, context).ToEquatableArray();
        for (var index = 0; index < paths.Count && series is not null; index++)
        {
            var path = HierarchyNode.Join(node.Path, paths[index]);
            if (context.Find(path)?.Group is not { Multiscales.IsEmpty: false } && !context.IsRefused(path))
            {
                context.Add(ome!, Rules.SeriesImageMissing, $"/series/{index}", $"There is no image \"{paths[index]}\".");
            }
        }

        if (paths.IsEmpty)
        {
            context.Add(
                node,
                Rules.SeriesImageMissing,
                "/bioformats2raw.layout",
                "There is no \"series\" in the group OME, and no image \"0\": images are numbered from 0 without gaps.");
        }
        else if (series is null && context.Hierarchy.IsListed)
        {
            CheckGaps(node, paths.Count, context);
        }

        CheckXml(node, paths.Count, context);
    }

    private static IEnumerable<string> Numbered(HierarchyNode node, HierarchyContext context)
    {
        for (var index = 0; ; index++)
        {
            var name = index.ToString(CultureInfo.InvariantCulture);
            var path = HierarchyNode.Join(node.Path, name);
            if (context.Find(path)?.Group is not { Multiscales.IsEmpty: false } && !context.IsRefused(path))
            {
                yield break;
            }

            yield return name;
        }
    }

    private static void CheckGaps(HierarchyNode node, int count, HierarchyContext context)
    {
        foreach (var child in context.Children(node.Path))
        {
            var name = child.Path[(child.Path.LastIndexOf('/') + 1)..];
            if (child.Group is { Multiscales.IsEmpty: false }
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= count)
            {
                context.Add(
                    node,
                    Rules.SeriesMismatch,
                    "/bioformats2raw.layout",
                    $"There is an image \"{name}\" and none \"{count}\": images are numbered from 0 without gaps.");
                return;
            }
        }
    }

    private static void CheckXml(HierarchyNode node, int count, HierarchyContext context)
    {
        var key = HierarchyNode.Join(node.Path, HierarchyDocuments.OmeXmlKey);
        if (!context.Hierarchy.Documents.TryGetValue(key, out var xml))
        {
            context.Add(
                node,
                Rules.SeriesXmlMissing,
                "/bioformats2raw.layout",
                $"The metadata of all images are to be in \"{HierarchyDocuments.OmeXmlKey}\".");
        }
        else if (CountImages(xml) is not { } images)
        {
            context.Add(node, Rules.SeriesMismatch, "/bioformats2raw.layout", $"\"{key}\" is no OME-XML.");
        }
        else if (images != count)
        {
            context.Add(
                node,
                Rules.SeriesMismatch,
                "/bioformats2raw.layout",
                $"The OME-XML has {images} images and the series {count}; they must be the same, in the same order.");
        }
    }

    /// <summary>The number of <c>Image</c> elements, or null when it is no OME-XML.</summary>
    private static int? CountImages(ReadOnlyMemory<byte> xml)
    {
        try
        {
            using var stream = new MemoryStream(xml.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
            });
            reader.MoveToContent();
            if (reader.LocalName != "OME")
            {
                return null;
            }

            var count = 0;
            while (reader.Read())
            {
                count += reader is { NodeType: XmlNodeType.Element, LocalName: "Image", Depth: 1 } ? 1 : 0;
            }

            return count;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
