using System.Collections.Immutable;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Publishing;

/// <summary>Writes the documents of an image: a pure function of the group and its arrays.</summary>
public static class ImageDocuments
{
    /// <summary>
    /// Writes all documents of an image. Doubles read back with the same bits. <c>omero</c> is left out unless it is
    /// complete; members that are null in the model are absent. Attributes that have the name of an OME member give way
    /// to it.
    /// </summary>
    /// <param name="version">The OME version, which decides the Zarr format.</param>
    /// <param name="layout">Where axes and transformations are written.</param>
    /// <param name="group">The image group.</param>
    /// <param name="labels">The paths of its label images, relative to its <c>labels</c> group.</param>
    /// <param name="levels">Its levels, in the order of the group's references.</param>
    /// <param name="foldGroupTransformations">
    /// True to multiply the group's transformations into those of the levels, for some viewers know only these; where there
    /// are named coordinate systems beside the intrinsic one, they stay in the group all the same.
    /// </param>
    /// <exception cref="ArgumentException">There are not as many levels as references.</exception>
    /// <exception cref="NgffException">
    /// The group cannot be consolidated, or cannot be said in this version (see <see cref="OmeWriter.Write"/>).
    /// </exception>
    public static PublishedDocuments Publish(
        OmeVersion version,
        DocumentLayout layout,
        ImageGroup group,
        EquatableArray<string> labels,
        IReadOnlyList<PublishedLevel> levels,
        bool foldGroupTransformations)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(levels);
        var multiscale = Prepare(version, group, levels, foldGroupTransformations);
        var format = version.ZarrFormat();
        var groups = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        GroupDocuments.Add(groups, "", format, writer =>
            OmeWriter.WriteMembers(writer, GroupOf(group, multiscale), version, layout));
        if (!labels.IsEmpty)
        {
            GroupDocuments.Add(groups, "labels/", format, writer =>
                OmeWriter.WriteMembers(writer, new OmeGroup { Labels = labels }, version));
        }

        // The groups on the way to a level or a label image; label images have documents of their own.
        var images = labels.Select(label => $"labels/{label}").ToHashSet(StringComparer.Ordinal);
        foreach (var path in levels.Select(level => level.Path).Concat(images))
        {
            for (var end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1))
            {
                if (!images.Contains(path[..end]))
                {
                    GroupDocuments.Add(groups, path[..(end + 1)], format, attributes: null);
                }
            }
        }

        var (arrays, refusals) = Arrays(version, layout, multiscale, levels);
        return new PublishedDocuments(groups.ToImmutable(), arrays, refusals);
    }

    private static Multiscale Prepare(
        OmeVersion version, ImageGroup group, IReadOnlyList<PublishedLevel> levels, bool fold)
    {
        var multiscale = Consolidation.Consolidate(group, [.. levels.Select(level => level.Spatial)]);
        var rank = multiscale.Axes.Count;
        for (var index = 0; index < levels.Count; index++)
        {
            var dimensions = levels[index].Array.Shape.Count;
            if (dimensions != rank)
            {
                throw Rules.AxesRankMismatch.Refusal(
                    $"/levels/{index}", $"Level {index} has {dimensions} dimensions and {rank} axes.");
            }
        }

        var whole = group.CoordinateTransformations.Where(part => part.Input is null && part.Output is null).ToList();

        // Edges that begin at the intrinsic system would move with it.
        fold &= whole.Count == group.CoordinateTransformations.Count && group.CoordinateSystems.IsEmpty;
        var faults = TransformationsReader.Validate(group.CoordinateTransformations, rank, "/coordinateTransformations")
            .Where(fault => fault.Refuses)
            .ToEquatableArray();
        if (!faults.IsEmpty)
        {
            throw new NgffException(faults);
        }

        return multiscale with
        {
            CoordinateTransformations = fold
                ? multiscale.CoordinateTransformations.Except(whole).ToEquatableArray()
                : multiscale.CoordinateTransformations,
            Levels = multiscale.Levels.Select((level, index) => new MultiscaleLevel(
                levels[index].Path,
                fold
                    ? whole.Aggregate(level.Transformation, (before, next) => before.Then(next, rank))
                    : level.Transformation)
            { Other = level.Other }).ToEquatableArray(),
        };
    }

    private static OmeGroup GroupOf(ImageGroup group, Multiscale multiscale) => new()
    {
        Multiscales =
        [
            new OmeMultiscale
            {
                Name = multiscale.Name,
                Type = multiscale.Type,
                Axes = multiscale.Axes,
                IntrinsicName = multiscale.IntrinsicName,
                IntrinsicOther = multiscale.IntrinsicOther,
                CoordinateSystems = multiscale.CoordinateSystems,
                Datasets = multiscale.Levels.Select(level => new OmeDataset(level.Path, level.Transformation)
                {
                    Other = level.Other,
                }).ToEquatableArray(),
                CoordinateTransformations = multiscale.CoordinateTransformations,
                Other = multiscale.Other,
            },
        ],
        Omero = group.Omero is { } omero && OmeroRules.IsComplete(omero) ? omero : null,
        ImageLabel = group.ImageLabel,
        OtherOme = group.OtherOme,
        Attributes = group.Attributes,
    };

    private static (ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Arrays, EquatableArray<Diagnostic> Refusals)
        Arrays(OmeVersion version, DocumentLayout layout, Multiscale multiscale, IReadOnlyList<PublishedLevel> levels)
    {
        var names = multiscale.Axes.Select(axis => axis.Name).ToEquatableArray();
        var format = version.ZarrFormat();
        var arrays = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var refusals = new List<Diagnostic>();
        for (var index = 0; index < levels.Count; index++)
        {
            var level = levels[index];
            var key = ArrayKeys.Document(level.Path, format);
            var attributes = layout == DocumentLayout.Consolidated
                ? level.Attributes
                : ArrayAttributes.WithSpatialMetadata(level.Attributes, version, multiscale, index);
            try
            {
                var document = format == 2 ? level.Array.AsV2() : level.Array.AsV3(names, attributes);
                arrays[key] = JsonText.Utf8(writer => document.Element.WriteTo(writer));
                if (format == 2 && attributes.Element.EnumerateObject().Any())
                {
                    arrays[ArrayKeys.Attributes(level.Path, format)] =
                        JsonText.Utf8(writer => attributes.Element.WriteTo(writer));
                }
            }
            catch (NgffException refused)
            {
                refusals.AddRange(refused.Diagnostics.Select(diagnostic => diagnostic with { Path = key }));
            }
        }

        if (refusals.Count > 0)
        {
            arrays.Clear();
        }

        return (arrays.ToImmutable(), refusals.ToEquatableArray());
    }
}
