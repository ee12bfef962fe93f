using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Views;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Silo.Writeback;

/// <summary>The records that documents would become, to be compared with those that stand.</summary>
internal static class RecordsAsRead
{
    /// <summary>The records as a commit of these changes would leave them.</summary>
    /// <param name="changes">Changes of one image and its arrays.</param>
    /// <exception cref="ProblemException">They break a rule.</exception>
    internal static ImageSnapshot Of(ImmutableArray<RecordChange> changes)
    {
        var records = changes.Select(change => RecordRules.Complete(change).Record).ToList();
        var image = records.OfType<ImageRecord>().Single();
        var arrays = records.OfType<ArrayRecord>().DistinctBy(array => array.Id).ToDictionary(array => array.Id);
        return new ImageSnapshot(image, [.. image.Levels.Select(level => arrays[level.Array])], Revision: 0);
    }

    /// <summary>
    /// What a reader of the published documents would take from them; null where the image cannot be said in the
    /// version. What the version has no words for is not in it.
    /// </summary>
    internal static ImageReading? OfPublished(ImageSnapshot catalog, OmeVersion version, bool isDistributed)
    {
        if (!version.IsWritten())
        {
            return null;
        }

        try
        {
            var documents = ImageView.Publish(
                catalog.Image, catalog.Arrays, new ViewRoot(version.Text(), isDistributed), fold: false);
            var format = version.ZarrFormat();
            var attributes = format == 2
                ? RawJson.Parse(documents.Group[".zattrs"])
                : new RawJson(RawJson.Parse(documents.Group["zarr.json"]).Member("attributes")!.Value);
            var arrays = catalog.Image.Levels.Select(level => level.Path).Distinct(StringComparer.Ordinal)
                .Where(path => documents.Arrays.ContainsKey(DocumentKeys.Array(path, format)))
                .ToDictionary(path => path, path => Parse(documents.Arrays, path, format), StringComparer.Ordinal);
            return OmeReader.Read(format, attributes).Group is { } group
                ? ImageAssembly.Assemble(group, arrays).FirstOrDefault(image => image.Group is not null)
                : null;
        }
        catch (ProblemException)
        {
            return null;
        }
    }

    private static ZarrArrayDocument Parse(
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> documents, string path, int format) =>
        ZarrArrayDocument.Parse(
            format,
            RawJson.Parse(documents[DocumentKeys.Array(path, format)]),
            format == 2 && documents.TryGetValue($"{path}/.zattrs", out var attributes)
                ? RawJson.Parse(attributes)
                : null);
}
