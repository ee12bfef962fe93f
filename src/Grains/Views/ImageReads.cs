using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Records;

namespace OmeNgff.Grains.Views;

/// <summary>
/// Reads keys of images' hierarchies. What this node has in memory, its grains' views and its copies of others, needs no call:
/// a view never changes, and its grain is told on any thread that it is out of date. Whoever reads has caught up with the
/// feed before, as for a call.
/// </summary>
public sealed class ImageReads(HeldRecords held, HotViews hot, GrainsOf<IImageGroupGrain> images)
{
    /// <summary>What lies at a key, where this node has the image's view in memory and it is current; else null.</summary>
    public ServedKey? AtHand(string image, ViewRoot root, string key)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (root.Place is null
            && held.Find(new RecordReference(RecordKind.Image, image)) is ImageGroupGrain { Held: ImageView view }
            && view.Read(root, key) is { } served)
        {
            ViewMeasures.ReadImage();
            return served;
        }

        return hot.Read(image, root, key);
    }

    /// <summary>What lies at a key.</summary>
    public async ValueTask<ServedKey> Read(string image, ViewRoot root, string key, CancellationToken cancellationToken)
    {
        if (AtHand(image, root, key) is { } served)
        {
            return served;
        }

        hot.Called(image, root);
        return await images[image].Read(root, key, cancellationToken);
    }
}
