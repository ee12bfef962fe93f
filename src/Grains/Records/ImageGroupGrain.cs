using System.Collections.Immutable;
using System.Diagnostics;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Spaces;
using OmeNgff.Grains.Views;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one image group and publishes its view.</summary>
public sealed class ImageGroupGrain(IRecordStore store, Notices notices, FeedTail feed, WaysToSpaces ways)
    : RecordGrain<ImageRecord>(store, notices, feed), IImageGroupGrain
{
    /// <summary>How often a way is looked for again while the image changes.</summary>
    private const int MaxAttempts = 5;

    private readonly ImagePlaces _places = new(store);

    private ServedKey Unknown => new() { Problem = ProblemException.NotFound("image", Id).Problem };

    /// <inheritdoc/>
    public async Task<ServedKey> Read(ViewRoot root, string key, CancellationToken cancellationToken)
    {
        ViewMeasures.ReadImage();
        var (hierarchy, way, refusal) = await Hierarchy(root, cancellationToken);
        if (hierarchy is null)
        {
            return refusal is null ? Unknown : new ServedKey { Problem = refusal };
        }

        var served = hierarchy.HasLabelsIn(key)
            ? new ServedKey { Document = await WithLabels(hierarchy, root, cancellationToken) }
            : hierarchy.Read(key);
        return way?.Warning is { } warning && served.Document is { } document
            ? served with { Document = document with { Warning = warning } }
            : served;
    }

    /// <inheritdoc/>
    public async Task<HierarchyDocuments> Documents(ViewRoot root, string? known, CancellationToken cancellationToken)
    {
        var (hierarchy, _, _) = await Hierarchy(root, cancellationToken);
        var tag = hierarchy?.Tag ?? "";
        return new HierarchyDocuments(tag, tag.Length == 0 || tag == known ? null : hierarchy!.All);
    }

    /// <inheritdoc/>
    public async Task<ImageSource?> Source(CancellationToken cancellationToken) =>
        await Current(cancellationToken) is ImageView view ? new ImageSource(view.Record, new(view.Arrays)) : null;

    /// <inheritdoc/>
    public async Task<ServedDocument?> Metadata(ViewRoot root, CancellationToken cancellationToken)
    {
        if (root.Place is { } place)
        {
            var (view, way, refusal) = await Placed(place, cancellationToken);
            return refusal is null
                ? view is null ? null : view.Metadata(root, way) with { Warning = way!.Warning }
                : throw new ProblemException(refusal);
        }

        return await Current(cancellationToken) is ImageView own ? own.Metadata(root) : null;
    }

    /// <inheritdoc/>
    public async Task<Written<ImageRecord>> Calibrate(CalibrateCommand command, CancellationToken cancellationToken) =>
        await CarryOut(await new ImageCalibration(Store, Id).Plan(command, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    protected override async Task<RecordState<ImageRecord>?> Load()
    {
        var begun = Stopwatch.GetTimestamp();
        if (await Store.ReadImage(Id, CancellationToken.None) is not { } snapshot)
        {
            return null;
        }

        var view = new ImageView(snapshot);
        ViewMeasures.BuiltImage(begun);
        return view;
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<RecordChange>> Changes(
        WriteCommand<ImageRecord> command, CancellationToken cancellationToken)
    {
        var changes = await base.Changes(command, cancellationToken);
        if (command is not { Record: null, Cascade: true }
            || await Store.ReadImage(Id, cancellationToken) is not { } snapshot)
        {
            return changes;
        }

        var own = await OwnArrays(snapshot, cancellationToken);
        return [.. changes, .. own.Select(array =>
            new RecordChange(RecordKind.Array, array.Id, array.Version, null, command.Reason))];
    }

    /// <summary>One of the image's hierarchies, or why there is none; neither where there is no such image.</summary>
    private async Task<(PublishedRoot? Hierarchy, WayToSpace? Way, Problem? Refusal)> Hierarchy(
        ViewRoot root, CancellationToken cancellationToken)
    {
        if (root.Place is not { } place)
        {
            return ((await Current(cancellationToken) as ImageView)?.Root(root), null, null);
        }

        var (view, way, refusal) = await Placed(place, cancellationToken);
        return (refusal is null ? view?.Root(root, way) : null, way, refusal);
    }

    /// <summary>The document that holds copies of all documents, with those that the label images have now.</summary>
    private async Task<ServedDocument> WithLabels(
        PublishedRoot hierarchy, ViewRoot root, CancellationToken cancellationToken)
    {
        var isKnown = true;
        while (true)
        {
            var answers = await Task.WhenAll(hierarchy.Labels.Select(async label => KeyValuePair.Create(
                label.Key,
                await GrainFactory.GetGrain<IImageGroupGrain>(label.Value).Documents(
                    root, isKnown ? hierarchy.KnownLabel(label.Key) : null, cancellationToken))));
            if (hierarchy.Consolidated(answers.ToImmutableSortedDictionary(StringComparer.Ordinal)) is { } document)
            {
                return document;
            }

            // Another reader has taken what was known away.
            isKnown = false;
        }
    }

    /// <summary>The image at the time of a place, and its way there, both from before a commit or both from after it.
    /// </summary>
    private async Task<(ImageView? View, WayToSpace? Way, Problem? Refusal)> Placed(
        ViewPlace place, CancellationToken cancellationToken)
    {
        try
        {
            if (place.At is { } time)
            {
                // The way first: a time of which not everything is known is refused.
                var then = await ways.Find(Id, place, cancellationToken);
                return (await _places.At(Id, time, cancellationToken), then, null);
            }

            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                // The spaces are told of a commit before this grain is: a way that is newer than the view shows by the view
                // being out of date by then.
                var view = await Current(cancellationToken) as ImageView;
                var way = view is null ? null : await ways.Find(Id, place, cancellationToken);
                if (view is null || (ReferenceEquals(view, await Current(cancellationToken))
                    && way!.Fits(view.Record.View!.Axes)))
                {
                    return (view, way, null);
                }
            }

            return (null, null, new Problem(
                "/problems/busy", "Busy", 503, $"The image '{Id}' is being changed; ask again."));
        }
        catch (ProblemException refusal)
        {
            return (null, null, refusal.Problem);
        }
    }

    /// <summary>The arrays of the image that nothing refers to but the image and others of these.</summary>
    private async Task<IReadOnlyCollection<ArrayRecord>> OwnArrays(
        ImageSnapshot snapshot, CancellationToken cancellationToken)
    {
        var own = snapshot.Arrays.DistinctBy(array => array.Id)
            .ToDictionary(array => new RecordReference(RecordKind.Array, array.Id));
        var holders = new Dictionary<RecordReference, IReadOnlyList<RecordReference>>();
        foreach (var array in own.Keys)
        {
            holders[array] = await Store.ReadReferences(array, cancellationToken);
        }

        // An array that stays keeps what it is derived from, and so on.
        var self = new RecordReference(RecordKind.Image, Id);
        while (own.Keys.Where(array => holders[array].Any(holder => holder != self && !own.ContainsKey(holder)))
            .ToList() is { Count: > 0 } held)
        {
            held.ForEach(array => own.Remove(array));
        }

        return own.Values;
    }
}
