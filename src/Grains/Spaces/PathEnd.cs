using System.Collections.Immutable;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>One end of a path: its axes, and the ways inside of its image.</summary>
internal sealed record PathEnd(EquatableArray<Axis> Axes, ImmutableArray<SpaceEdge> Edges, PlacedImage? Image = null)
{
    internal static async Task<PathEnd> Of(
        SpaceMoment moment, string text, string pointer, CancellationToken cancellationToken)
    {
        if (!SpaceReference.TryParse(text, out var space))
        {
            throw ProblemException.Invalid(pointer, "space-reference-invalid",
                $"A coordinate space is referred to as {SpaceReference.Rule}.");
        }

        var missing = ProblemException.NotFound(space.Kind.Text(), space.Id);
        switch (space.Kind)
        {
            case RecordKind.Space:
                return new PathEnd(moment.AxesOf(space.Id) ?? throw missing, []);
            case RecordKind.Image:
                var image = await moment.Image(space.Id, cancellationToken) ?? throw missing;
                return new PathEnd(image.Axes, await EdgesOf(moment, image, cancellationToken), image);
            default:
                var array = await moment.Array(space.Id, cancellationToken) ?? throw missing;
                var edges = ImmutableArray.CreateBuilder<SpaceEdge>();
                foreach (var holder in await moment.Holders(space.Id, cancellationToken))
                {
                    if (await moment.Image(holder, cancellationToken) is { } owner)
                    {
                        edges.AddRange(await EdgesOf(moment, owner, cancellationToken));
                    }
                }

                return new PathEnd(SpaceAxes.Of(text, array.Axes), edges.ToImmutable());
        }
    }

    private static async Task<ImmutableArray<SpaceEdge>> EdgesOf(
        SpaceMoment moment, PlacedImage image, CancellationToken cancellationToken) =>
        image.LabelOf is { } parent && await moment.Image(parent, cancellationToken) is { } labelled
            ? [
                .. image.Edges(),
                LabelEdge.Of(image.Id, parent) with
                {
                    IsReversible = LabelPlacement.IsWithin(image.Axes, labelled.Axes),
                },
            ]
            : [.. image.Edges()];
}
