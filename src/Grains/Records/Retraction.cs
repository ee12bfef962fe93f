using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Grains.Records;

/// <summary>
/// Whom the retraction of an alignment version concerns: the viewpoints that pin it, the images of the layers that do, and
/// the spaces of these viewpoints. Their versions are raised with it, so that whoever follows one of them is told.
/// </summary>
/// <param name="store">The records.</param>
/// <param name="version">The id of the alignment version.</param>
internal sealed class Retraction(IRecordStore store, string version)
{
    /// <summary>How many records a retraction raises (limit <c>MaxRaisedRecords</c>): all or none of them.</summary>
    internal const int MaxRaisedRecords = 9000;

    /// <summary>The changes that go with the retraction, from what stands now.</summary>
    /// <exception cref="ProblemException">409: there are too many.</exception>
    internal async Task<IEnumerable<RecordChange>> Raised(CancellationToken cancellationToken)
    {
        var pinned = await store.ReadReferences(
            new RecordReference(RecordKind.AlignmentVersion, version), cancellationToken);
        var viewpoints = pinned.Where(holder => holder.Kind == RecordKind.Viewpoint).ToList();
        RefuseTooMany(viewpoints.Count);
        var seeing = (await store.Read(viewpoints, cancellationToken)).Values.OfType<ViewpointRecord>().ToList();
        var seen = seeing.SelectMany(Seen).ToHashSet();
        RefuseTooMany(seeing.Count + seen.Count);
        var records = (await store.Read(seen, cancellationToken)).Values.Concat(seeing);
        return records.Select(record => RecordChange.Raise(record, $"alignment version {version} was retracted"));
    }

    private IEnumerable<RecordReference> Seen(ViewpointRecord viewpoint) => viewpoint.Layers
        .Where(layer => layer.Pins.Contains(version))
        .Select(layer => new RecordReference(RecordKind.Image, layer.Image))
        .Append(new RecordReference(RecordKind.Space, viewpoint.Space));

    private void RefuseTooMany(int count)
    {
        if (count > MaxRaisedRecords)
        {
            throw new ProblemException(new Problem("/problems/retraction-too-wide", "Too many follow", 409,
                $"At least {count} viewpoints, images and spaces would be raised with the retraction of {version}; at most "
                + $"{MaxRaisedRecords} are (limit MaxRaisedRecords). Pin another version in some viewpoints first."));
        }
    }
}
