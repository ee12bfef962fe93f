using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff;

namespace OmeNgff.Grains.Records;

/// <summary>
/// Tells grains, after a commit, that what they hold is out of date: one notice each, so that when a write returns the
/// next read includes it. A notice that fails changes nothing of the write.
/// </summary>
public sealed class Notices(IGrainFactory grains, HeldRecords held, TimeProvider time)
{
    /// <summary>How long a commit waits for all its notices together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Notifies all that a commit touched but <paramref name="sender"/>. Never fails.</summary>
    /// <returns>The ids of the images that could not be told in time.</returns>
    public async Task<EquatableArray<string>> Send(CommitResult result, RecordReference? sender)
    {
        // What this node holds first: who asked for the write sees it in the next path.
        foreach (var (reference, version) in result.Versions)
        {
            held.Outdate(reference, reference.Kind == RecordKind.Image ? 0 : version);
        }

        foreach (var (image, revision) in result.Views)
        {
            held.Outdate(new RecordReference(RecordKind.Image, image), revision);
        }

        // What is new was held by nobody; a notice would only wake its grain.
        var views = result.Views
            .Select(view => (Reference: new RecordReference(RecordKind.Image, view.Key), view.Key, view.Value))
            .Where(view => sender != view.Reference && result.Versions.GetValueOrDefault(view.Reference) != 1)
            .Select(view => (Image: view.Key, Done: grains.GetGrain<IImageGroupGrain>(view.Key).Notice(view.Value)))
            .ToList();

        // Images were told above.
        var records = result.Versions
            .Where(pair => pair.Value > 1 && pair.Key.Kind != RecordKind.Image && pair.Key != sender)
            .Select(pair => Notify(pair.Key, pair.Value));
        var all = Task.WhenAll([.. views.Select(view => view.Done), .. records]);
        try
        {
            await all.WaitAsync(Patience, time);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Told by the tasks themselves, below.
        }

        return views.Where(view => !view.Done.IsCompletedSuccessfully).Select(view => view.Image).ToEquatableArray();
    }

    private Task Notify(RecordReference reference, long version) => reference.Kind switch
    {
        RecordKind.Array => grains.GetGrain<IArrayGrain>(reference.Id).Notice(version),
        RecordKind.Dataset => grains.GetGrain<IDatasetGrain>(reference.Id).Notice(version),
        RecordKind.Collection => grains.GetGrain<ICollectionGrain>(reference.Id).Notice(version),
        RecordKind.Space => grains.GetGrain<ISpaceGrain>(reference.Id).Notice(version),
        RecordKind.Alignment => grains.GetGrain<IAlignmentGrain>(reference.Id).Notice(version),
        RecordKind.Viewpoint => grains.GetGrain<IViewpointGrain>(reference.Id).Notice(version),
        _ => Task.CompletedTask,
    };
}
