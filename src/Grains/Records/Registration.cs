using OmeNgff.Catalog.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Grains.Records;

/// <summary>
/// Commits over several records at once: registering an image with its arrays, taking over a changed source. New records
/// need no grain; each affected grain gets one notice afterwards.
/// </summary>
public sealed class Registration(IRecordStore store, Notices notices)
{
    /// <summary>Commits all or none, and notifies.</summary>
    /// <returns>The result, and the ids of images that could not be told in time.</returns>
    public async Task<(CommitResult Result, EquatableArray<string> PendingViews)> Commit(
        CommitRequest request, CancellationToken cancellationToken)
    {
        var result = await store.Commit(request, cancellationToken);
        var pending = await notices.Send(result, sender: null);
        return (result, pending);
    }
}
