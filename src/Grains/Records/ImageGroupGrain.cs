using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Views;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one image group and publishes its view.</summary>
public sealed class ImageGroupGrain(IRecordStore store, Notices notices, FeedTail feed)
    : RecordGrain<ImageRecord>(store, notices, feed), IImageGroupGrain
{
    /// <inheritdoc/>
    public async Task<ServedKey> Read(ViewRoot root, string key, CancellationToken cancellationToken) =>
        await Current(cancellationToken) is ImageView view
            ? view.Read(root, key)
            : new ServedKey { Problem = Client.Problems.ProblemException.NotFound("image", Id).Problem };

    /// <inheritdoc/>
    public async Task<ServedDocument?> Metadata(ViewRoot root, CancellationToken cancellationToken) =>
        await Current(cancellationToken) is ImageView view ? view.Metadata(root) : null;

    /// <inheritdoc/>
    public async Task<Written<ImageRecord>> Calibrate(CalibrateCommand command, CancellationToken cancellationToken) =>
        await CarryOut(await new ImageCalibration(Store, Id).Plan(command, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    protected override async Task<RecordState<ImageRecord>?> Load() =>
        await Store.ReadImage(Id, CancellationToken.None) is { } snapshot ? new ImageView(snapshot) : null;

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
