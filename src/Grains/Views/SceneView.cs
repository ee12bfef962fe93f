using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Views;

/// <summary>
/// The scene that a collection publishes: its spaces as coordinate systems and the default versions of its alignments as
/// transformations, each followed by those that the collection holds itself.
/// </summary>
internal static class SceneView
{
    /// <summary>The scene.</summary>
    /// <exception cref="NgffException">An alignment has no default version, or leads elsewhere than when that was made.
    /// </exception>
    internal static Scene Of(CollectionSnapshot snapshot)
    {
        var collection = snapshot.Collection;
        var ends = Ends(snapshot);
        return new Scene
        {
            CoordinateSystems =
            [
                .. collection.Systems.Where(system => system.Path is null)
                    .Select(system => new CoordinateSystem(system.Name, snapshot.Find<SpaceRecord>(system.Space)!.Axes)
                    {
                        Other = system.Attributes,
                    }),
                .. collection.CoordinateSystems,
            ],
            CoordinateTransformations =
            [
                .. collection.Alignments.Select((alignment, index) => Edge(snapshot, ends, alignment, index)),
                .. collection.CoordinateTransformations,
            ],
            Other = collection.Other,
        };
    }

    /// <summary>How the scene calls the spaces and images that its alignments end at.</summary>
    private static Dictionary<string, CoordinateSystemReference> Ends(CollectionSnapshot snapshot)
    {
        var ends = new Dictionary<string, CoordinateSystemReference>(StringComparer.Ordinal);
        foreach (var system in snapshot.Collection.Systems)
        {
            ends.TryAdd($"space:{system.Space}", new CoordinateSystemReference(system.Name, system.Path));
        }

        foreach (var member in snapshot.Collection.Members)
        {
            if (member.Image is { } id && snapshot.Find<ImageRecord>(id) is { } image)
            {
                ends.TryAdd($"image:{id}", new CoordinateSystemReference(
                    image.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName, member.Path));
            }
        }

        return ends;
    }

    private static CoordinateTransformation Edge(
        CollectionSnapshot snapshot,
        Dictionary<string, CoordinateSystemReference> ends,
        SceneAlignment part,
        int index)
    {
        var pointer = $"/alignments/{index}";
        var alignment = snapshot.Find<AlignmentRecord>(part.Alignment)!;
        if (alignment.DefaultVersion is not { } number)
        {
            throw new NgffException("scene-alignment-no-default", pointer,
                $"The alignment '{alignment.Id}' has no default version, so there is nothing to publish.");
        }

        var version = snapshot.Find<AlignmentVersionRecord>(AlignmentVersionRecord.IdOf(alignment.Id, number))!;
        var transformation = InUnitsOfNow(
            version, AxesOf(snapshot, alignment.Source, version.SourceAxes, pointer),
            AxesOf(snapshot, alignment.Target, version.TargetAxes, pointer));
        var published = snapshot.Collection.Location is { } location
            ? transformation.WithPaths(location.ToPath)
            : transformation;
        return published with
        {
            Name = published.Name ?? part.Name,
            Input = ends[alignment.Source],
            Output = ends[alignment.Target],
        };
    }

    private static EquatableArray<Axis> AxesOf(
        CollectionSnapshot snapshot, string end, EquatableArray<Axis> before, string pointer)
    {
        var axes = snapshot.AxesOf(end) ?? [];
        return axes.Select(axis => axis.Name).SequenceEqual(before.Select(axis => axis.Name), StringComparer.Ordinal)
            ? axes
            : throw new NgffException("scene-alignment-axes", pointer,
                $"The axes of {end} have changed since the default version was made; add another version.");
    }

    /// <summary>A version is in the units that its ends had when it was made; these may have changed.</summary>
    private static CoordinateTransformation InUnitsOfNow(
        AlignmentVersionRecord version, EquatableArray<Axis> source, EquatableArray<Axis> target)
    {
        var (before, after) = (Factors(source, version.SourceAxes), Factors(version.TargetAxes, target));
        var transformation = version.CoordinateTransformation;
        if (before is null && after is null)
        {
            return transformation;
        }

        EquatableArray<CoordinateTransformation> inner = transformation is SequenceTransformation sequence
            ? sequence.Transformations
            : [transformation with { Name = null }];
        return new SequenceTransformation(
        [
            .. before is { } first ? [first] : Enumerable.Empty<CoordinateTransformation>(),
            .. inner,
            .. after is { } last ? [last] : Enumerable.Empty<CoordinateTransformation>(),
        ])
        {
            Name = transformation.Name,
        };
    }

    private static ScaleTransformation? Factors(EquatableArray<Axis> from, EquatableArray<Axis> to)
    {
        var factors = from.Zip(to, (one, other) =>
                Units.TryConvert(1, one.Unit, other.Unit, out var factor) ? factor : 1)
            .ToEquatableArray();
        return factors.All(factor => factor == 1) ? null : new ScaleTransformation(factors);
    }
}
