using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Grains.Records;

/// <summary>
/// Tells grains, after a commit, that what they hold is out of date: one notice each, so that when a write returns the
/// next read includes it. A notice that fails changes nothing of the write.
/// </summary>
public sealed class Notices(IGrainFactory grains, TimeProvider time)
{
    /// <summary>How long a commit waits for its notices.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Notifies all that a commit touched but <paramref name="sender"/>.</summary>
    /// <returns>The ids of the images that could not be told.</returns>
    public async Task<EquatableArray<string>> Send(
        CommitResult result,
        IReadOnlyList<RecordChange> changes,
        RecordReference? sender,
        CancellationToken cancellationToken)
    {
        var sent = new List<(string? View, Task Done)>();
        foreach (var (image, revision) in result.Views)
        {
            if (sender != new RecordReference(RecordKind.Image, image))
            {
                sent.Add((image, grains.GetGrain<IImageGroupGrain>(image).Notice(revision)));
            }
        }

        foreach (var change in changes)
        {
            // What is new was held by nobody; images were told above.
            if (change.ExpectedVersion > 0 && change.Kind != RecordKind.Image
                && sender != new RecordReference(change.Kind, change.Id))
            {
                sent.Add((null, Notify(change)));
            }
        }

        var pending = new List<string>();
        foreach (var (view, done) in sent)
        {
            try
            {
                await done.WaitAsync(Patience, time, cancellationToken);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && view is not null)
            {
                pending.Add(view);
            }
            catch (TimeoutException)
            {
                // The record's grain follows by its next failed write or by the feed; no view depends on it.
            }
        }

        return pending.ToEquatableArray();
    }

    private Task Notify(RecordChange change) => change.Kind switch
    {
        RecordKind.Array => grains.GetGrain<IArrayGrain>(change.Id).Notice(change.ExpectedVersion + 1),
        RecordKind.Dataset => grains.GetGrain<IDatasetGrain>(change.Id).Notice(change.ExpectedVersion + 1),
        _ => Task.CompletedTask,
    };
}
