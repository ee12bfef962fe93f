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

        var own = new List<RecordChange>(changes);
        foreach (var array in snapshot.Arrays.DistinctBy(array => array.Id))
        {
            var holders = await Store.ReadReferences(new(RecordKind.Array, array.Id), cancellationToken);
            if (holders.All(holder => holder == new RecordReference(RecordKind.Image, Id)))
            {
                own.Add(new RecordChange(RecordKind.Array, array.Id, array.Version, null, command.Reason));
            }
        }

        return own;
    }
}
