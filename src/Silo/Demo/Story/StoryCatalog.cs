using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Demo.Story;

/// <summary>
/// Registers what belongs to the images of the story once they are imported: spaces, alignments with their versions, and
/// a viewpoint, in one commit.
/// </summary>
public sealed class StoryCatalog(
    IRecordStore store, ImportStore imports, Registration registration, StoreFactory stores)
{
    /// <summary>Registers all of it. Where that was ever done, whatever became of it since, nothing is changed.</summary>
    /// <param name="folder">The folder with the images, which have been imported.</param>
    /// <param name="by">Who registers.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False when nothing was to do, or an image is not there.</returns>
    public async Task<bool> Register(string folder, string by, CancellationToken cancellationToken)
    {
        var known = await store.ReadHistory(
            RecordKind.Space, StoryRecords.Reference, before: null, limit: 1, cancellationToken);
        if (!known.IsEmpty)
        {
            return false;
        }

        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var image in StoryImages.All)
        {
            var address = stores.Open(Path.Combine(Path.GetFullPath(folder), image.Folder)).Address;
            var sources = await imports.ReadSources(address, cancellationToken);
            if (sources.IsEmpty)
            {
                return false;
            }

            images[image.Id] = sources[0].Image;
        }

        await registration.Commit(
            new CommitRequest(
                [.. StoryRecords.All(images).Select(record => RecordChange.Put(record, 0, "the story of the demo"))], by),
            cancellationToken);
        return true;
    }
}
