using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Spaces;

namespace OmeNgff.Grains.Views;

/// <summary>One image as it is published in spaces other than its own, now and at times of the past.</summary>
internal sealed class ImagePlaces(IRecordStore store)
{
    /// <summary>How many states of the past an image keeps (limit <c>MaxPastViews</c>).</summary>
    internal const int MaxPastViews = 8;

    private readonly BoundedCache<DateTimeOffset, ImageView> _past = new(MaxPastViews / 2);

    /// <summary>The image as it was at a time, which has to be settled, or null.</summary>
    internal async Task<ImageView?> At(string id, DateTimeOffset time, CancellationToken cancellationToken) =>
        await _past.Get(time, async moment =>
        {
            if (await store.ReadAsOf<ImageRecord>(id, moment, cancellationToken) is not { } image)
            {
                return null;
            }

            var arrays = ImmutableArray.CreateBuilder<ArrayRecord>(image.Levels.Count);
            foreach (var level in image.Levels)
            {
                arrays.Add((await store.ReadAsOf<ArrayRecord>(level.Array, moment, cancellationToken))!);
            }

            return new ImageView(new ImageSnapshot(image, arrays.ToImmutable(), 0));
        });
}
