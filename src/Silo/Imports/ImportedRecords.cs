using System.Collections.Immutable;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Turns what was read of a source into changes of records. New sources get new ids; a known source keeps the ids of
/// its image and of the arrays at the same paths.
/// </summary>
internal sealed class ImportedRecords(IRecordStore store, TimeProvider time)
{
    /// <summary>The changes that take a source over.</summary>
    /// <param name="source">The image as it lies in the store.</param>
    /// <param name="known">What stands for it already, or null.</param>
    /// <param name="imageId">The id of the image.</param>
    /// <param name="dataset">The dataset of new records.</param>
    /// <param name="labels">The label images that were found.</param>
    /// <param name="labelOf">The id of the image that this one labels, or null.</param>
    /// <param name="cancellationToken">Cancels the reading of what stands.</param>
    internal async Task<ImmutableArray<RecordChange>> Changes(
        SourceImage source,
        ImportedSource? known,
        string imageId,
        string dataset,
        EquatableArray<ImageLabelLink> labels,
        string? labelOf,
        CancellationToken cancellationToken)
    {
        var standing = known is null ? null : await store.ReadImage(known.Image, cancellationToken);
        var reason = standing is null ? $"imported from {source.Address}" : $"changed in {source.Address}";
        var changes = ImmutableArray.CreateBuilder<RecordChange>();
        var levels = new List<ImageLevel>();
        foreach (var level in source.Reading.Levels)
        {
            var place = source.Location with { Path = source.Location.Key(level.Path) };
            var before = standing?.Arrays.FirstOrDefault(array => array.Location?.Address == place.Address);
            var array = new ArrayRecord
            {
                Id = before?.Id ?? RecordId.New(time),
                Dataset = before?.Dataset ?? dataset,
                Location = place,
                Zarr = level.Array.Document,
                Axes = level.Spatial.Axes,
                CoordinateTransformations = [level.Spatial.Transformation],
                Attributes = level.Attributes,
            };
            changes.Add(RecordChange.Put(array, Expected(known, $"array:{array.Id}", before), reason));
            var reference = source.Reading.Group!.Levels.First(candidate => candidate.Path == level.Path);
            levels.Add(new ImageLevel
            {
                Path = level.Path,
                Array = array.Id,
                CoordinateTransformations = reference.Transformation is { } further ? [further] : null,
                Attributes = reference.Other,
            });
        }

        changes.Add(RecordChange.Put(
            Image(source, standing?.Image, imageId, dataset, levels, labels, labelOf),
            Expected(known, $"image:{imageId}", standing?.Image),
            reason));
        return changes.ToImmutable();
    }

    /// <summary>The version that the import itself wrote: an edit made since, however late, is a conflict.</summary>
    private static long Expected(ImportedSource? known, string reference, CatalogRecord? before) =>
        before is null ? 0 : known?.Versions.GetValueOrDefault(reference, before.Version) ?? 0;

    private static ImageRecord Image(
        SourceImage source,
        ImageRecord? standing,
        string imageId,
        string dataset,
        List<ImageLevel> levels,
        EquatableArray<ImageLabelLink> labels,
        string? labelOf)
    {
        var group = source.Reading.Group!;
        return new ImageRecord
        {
            Id = imageId,
            Dataset = standing?.Dataset ?? dataset,
            Description = standing?.Description,
            Tags = standing?.Tags ?? [],
            Name = string.IsNullOrEmpty(group.Name) ? null : group.Name,
            Type = group.Type,
            Location = source.Location,
            Levels = levels.ToEquatableArray(),
            IntrinsicName = group.IntrinsicName,
            OtherIntrinsic = group.IntrinsicOther,
            CoordinateSystems = group.CoordinateSystems,
            CoordinateTransformations = group.CoordinateTransformations,
            Omero = group.Omero,
            Labels = labelOf is null && labels.IsEmpty ? standing?.Labels ?? [] : labels,
            LabelOf = labelOf ?? standing?.LabelOf,
            ImageLabel = group.ImageLabel,
            OtherMultiscale = group.Other,
            OtherOme = group.OtherOme,
            Attributes = group.Attributes,
            OmeVersion = Ngff.Versions.OmeVersions.Text(source.Version),
            Diagnostics = source.Reading.Diagnostics,
        };
    }
}
