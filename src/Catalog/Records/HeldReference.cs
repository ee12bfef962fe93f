using System.Collections.Immutable;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>A reference that one record holds to another, kept as a foreign key: its target cannot be deleted.</summary>
/// <param name="Role">What the target is to the record.</param>
/// <param name="Target">The record referred to.</param>
/// <param name="Pointer">Where the record says so.</param>
internal readonly record struct HeldReference(ReferenceRole Role, RecordReference Target, string Pointer)
{
    /// <summary>All references of a record, in the order of the record. Links between an image and its label images are
    /// none: either may go.</summary>
    internal static ImmutableArray<HeldReference> Of(CatalogRecord? record) => record switch
    {
        ArrayRecord { DerivedFrom: { } derivation } =>
        [
            new(ReferenceRole.Base, new(RecordKind.Array, derivation.Array), "/derivedFrom/array"),
        ],
        ImageRecord image =>
        [
            .. image.Levels.Select((level, index) => new HeldReference(
                ReferenceRole.Level, new(RecordKind.Array, level.Array), $"/levels/{index}/array")),
        ],
        AlignmentRecord alignment =>
        [
            .. Ends(alignment.Source, alignment.Target),
            .. alignment.DefaultVersion is { } number
                ? (ReadOnlySpan<HeldReference>)
                [
                    new(ReferenceRole.Default, VersionOf(alignment.Id, number), "/defaultVersion"),
                ]
                : [],
        ],
        AlignmentVersionRecord version =>
        [
            new(ReferenceRole.Version, new(RecordKind.Alignment, version.Alignment), "/alignment"),
            .. Ends(version.Source, version.Target),
        ],
        ViewpointRecord viewpoint => [.. Seen(viewpoint)],
        CollectionRecord collection => [.. Members(collection), .. SceneParts(collection)],
        _ => [],
    };

    private static RecordReference VersionOf(string alignment, int number) =>
        new(RecordKind.AlignmentVersion, AlignmentVersionRecord.IdOf(alignment, number));

    private static IEnumerable<HeldReference> Ends(string from, string to)
    {
        if (SpaceReference.TryParse(from, out var source))
        {
            yield return new(ReferenceRole.End, new(source.Kind, source.Id), "/source");
        }

        if (SpaceReference.TryParse(to, out var target))
        {
            yield return new(ReferenceRole.End, new(target.Kind, target.Id), "/target");
        }
    }

    private static IEnumerable<HeldReference> Seen(ViewpointRecord viewpoint)
    {
        yield return new(ReferenceRole.Space, new(RecordKind.Space, viewpoint.Space), "/space");
        for (var index = 0; index < viewpoint.Layers.Count; index++)
        {
            var layer = viewpoint.Layers[index];
            yield return new(ReferenceRole.Layer, new(RecordKind.Image, layer.Image), $"/layers/{index}/image");
            for (var pin = 0; pin < layer.Pins.Count; pin++)
            {
                yield return new(
                    ReferenceRole.Pin, new(RecordKind.AlignmentVersion, layer.Pins[pin]), $"/layers/{index}/pins/{pin}");
            }
        }
    }

    private static IEnumerable<HeldReference> Members(CollectionRecord collection)
    {
        for (var index = 0; index < collection.Members.Count; index++)
        {
            var member = collection.Members[index];
            if (member.Image is { } image)
            {
                yield return new(ReferenceRole.Member, new(RecordKind.Image, image), $"/members/{index}/image");
            }

            if (member.Collection is { } inner)
            {
                yield return new(ReferenceRole.Member, new(RecordKind.Collection, inner), $"/members/{index}/collection");
            }
        }
    }

    private static IEnumerable<HeldReference> SceneParts(CollectionRecord scene)
    {
        for (var index = 0; index < scene.Systems.Count; index++)
        {
            var system = scene.Systems[index];
            yield return new(ReferenceRole.Space, new(RecordKind.Space, system.Space), $"/systems/{index}/space");
            if (system.Alignment is { } link)
            {
                yield return new(
                    ReferenceRole.Member, new(RecordKind.Alignment, link), $"/systems/{index}/alignment");
            }
        }

        for (var index = 0; index < scene.Alignments.Count; index++)
        {
            yield return new(
                ReferenceRole.Member,
                new(RecordKind.Alignment, scene.Alignments[index].Alignment),
                $"/alignments/{index}/alignment");
        }
    }
}

/// <summary>What a record is to one that refers to it. The numbers are kept in the database.</summary>
internal enum ReferenceRole : short
{
    /// <summary>An array, to an image group.</summary>
    Level = 1,

    /// <summary>An array, to one that is derived from it.</summary>
    Base = 2,

    /// <summary>A space, an image or an array, to an alignment and its versions.</summary>
    End = 3,

    /// <summary>An alignment, to its versions.</summary>
    Version = 4,

    /// <summary>An alignment version, to the alignment whose default it is.</summary>
    Default = 9,

    /// <summary>A space, to a viewpoint or a scene.</summary>
    Space = 5,

    /// <summary>An image, to a viewpoint.</summary>
    Layer = 6,

    /// <summary>An alignment version, to a viewpoint.</summary>
    Pin = 7,

    /// <summary>An image, a collection or an alignment, to a collection.</summary>
    Member = 8,
}
