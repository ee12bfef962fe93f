using OmeNgff.Client.Imports;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Versions;
using OmeNgff.Silo.Imports;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>An image of the catalog as its documents lie in the store now.</summary>
/// <param name="Source">The image, read as an import reads it.</param>
/// <param name="Group">All OME metadata of its group.</param>
internal sealed record StoredImage(SourceImage Source, OmeGroup Group)
{
    /// <summary>The names in the group's <c>labels</c> list; null when it has none.</summary>
    internal EquatableArray<string>? Labels { get; init; }

    /// <summary>Those of them that name no image, which the catalog therefore cannot know.</summary>
    internal EquatableArray<string> UnusableLabels { get; init; }

    /// <summary>True when the group lists paths alone, and axes and transformations lie with the arrays.</summary>
    internal bool IsDistributed => Group.Multiscales[Source.Reading.Index].Axes is null;

    /// <summary>Reads an image.</summary>
    /// <param name="store">The store.</param>
    /// <param name="path">The group's path in it.</param>
    /// <param name="index">The image's place in <c>multiscales</c>.</param>
    /// <param name="limits">Bounds on the documents.</param>
    /// <param name="report">Called for what makes the image unusable.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The image, or null when it is unusable.</returns>
    internal static async Task<StoredImage?> Read(
        IZarrStore store,
        string path,
        int index,
        StoreLimits limits,
        Action<ImportError> report,
        CancellationToken cancellationToken)
    {
        var address = new Location(store.Address, path).Address;
        try
        {
            var node = await ZarrHierarchy.ReadNode(store, path, limits, cancellationToken);
            var reading = node is { Kind: ZarrNodeKind.Group, Attributes: { } attributes }
                ? OmeReader.Read(node.ZarrFormat, attributes)
                : new OmeReading(null, []);
            if (reading.Group is not { Multiscales.Count: > 0 }
                && !reading.Diagnostics.Any(diagnostic => diagnostic.Refuses))
            {
                report(new ImportError(address, "There is no OME-Zarr image here.") { Rule = "image-missing" });
                return null;
            }

            var images = await SourceImage.Read(store, node!, reading, path, limits, report, cancellationToken);
            if (images.FirstOrDefault(image => image.Reading.Index == index) is not { } source)
            {
                return null;
            }

            return index > 0 || source.Reading.Group!.ImageLabel is not null
                ? new StoredImage(source, reading.Group!)
                : await WithLabels(new StoredImage(source, reading.Group!), store, limits, cancellationToken);
        }
        catch (StoreException refusal)
        {
            report(ImportErrors.Of(refusal));
            return null;
        }
    }

    private static async Task<StoredImage> WithLabels(
        StoredImage image, IZarrStore store, StoreLimits limits, CancellationToken cancellationToken)
    {
        var folder = image.Source.Location.Key("labels");
        var list = await ZarrHierarchy.ReadNode(store, folder, limits, cancellationToken);
        if (list?.Attributes is not { } attributes
            || OmeReader.Read(list.ZarrFormat, attributes).Group?.Labels is not { } names)
        {
            return image;
        }

        var unusable = new List<string>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (!await IsImage(store, $"{folder}/{name}", limits, cancellationToken))
            {
                unusable.Add(name);
            }
        }

        return image with
        {
            Labels = names.Distinct(StringComparer.Ordinal).ToEquatableArray(),
            UnusableLabels = unusable.ToEquatableArray(),
        };
    }

    private static async Task<bool> IsImage(
        IZarrStore store, string path, StoreLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var node = await ZarrHierarchy.ReadNode(store, path, limits, cancellationToken);
            return node?.Attributes is { } attributes && OmeReader.Read(node.ZarrFormat, attributes) is var reading
                && !(await SourceImage.Read(store, node, reading, path, limits, _ => { }, cancellationToken)).IsEmpty;
        }
        catch (StoreException)
        {
            return false;
        }
    }
}
