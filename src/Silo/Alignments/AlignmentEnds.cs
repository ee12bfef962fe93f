using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Silo.Alignments;

/// <summary>Reads the axes of what alignments lead between.</summary>
public sealed class AlignmentEnds(IRecordStore store)
{
    /// <summary>Both ends of an alignment as they stand.</summary>
    public async Task<(AlignmentAxes Source, AlignmentAxes Target)> Of(
        AlignmentRecord alignment, CancellationToken cancellationToken) =>
        (await Of(alignment.Source, cancellationToken), await Of(alignment.Target, cancellationToken));

    private async Task<AlignmentAxes> Of(string end, CancellationToken cancellationToken)
    {
        // Whoever is referred to stays, and an alignment that is deleted meanwhile is missed when the version is added.
        var reference = SpaceReference.TryParse(end, out var parsed)
            ? parsed
            : throw new InvalidOperationException($"'{end}' refers to no space.");
        switch (reference.Kind)
        {
            case RecordKind.Space:
                return new AlignmentAxes((await Read<SpaceRecord>(reference.Id, cancellationToken)).Axes, false);
            case RecordKind.Array:
                return new AlignmentAxes((await Read<ArrayRecord>(reference.Id, cancellationToken)).Axes, true);
            default:
                var image = await Read<ImageRecord>(reference.Id, cancellationToken);
                return new AlignmentAxes(
                    (await Read<ArrayRecord>(image.Levels[0].Array, cancellationToken)).Axes, false);
        }
    }

    private async Task<TRecord> Read<TRecord>(string id, CancellationToken cancellationToken)
        where TRecord : CatalogRecord =>
        await store.Read<TRecord>(id, cancellationToken)
        ?? throw ProblemException.NotFound(RecordKinds.Of<TRecord>().Text(), id);
}

/// <summary>The axes of an end of an alignment.</summary>
/// <param name="Recorded">As the record has them.</param>
/// <param name="CountsPixels">True where coordinates are indices of pixels: the space of an array.</param>
public sealed record AlignmentAxes(EquatableArray<Axis> Recorded, bool CountsPixels)
{
    /// <summary>The axes of the coordinates: an index has no unit, and its direction in the body depends on the array's
    /// transformation.</summary>
    public EquatableArray<Axis> OfCoordinates => CountsPixels
        ? Recorded.Select(axis => new Axis(axis.Name, axis.Type)).ToEquatableArray()
        : Recorded;
}
