using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>Reads the chunks of a plane, several at a time, and hands out what they hold of it.</summary>
internal sealed class PlaneReader(ThumbnailPlan plan, ZarrArray array, ThumbnailOptions options)
{
    private readonly Lock _lock = new();

    /// <summary>Reads the planes of some channels.</summary>
    /// <param name="channels">The channels.</param>
    /// <param name="take">Takes a part of the plane of a channel, which is given by its place in the list; one part at a
    /// time, in any order.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="StoreException">A chunk cannot be read. One that the store forbids counts as absent, as that is how
    /// some stores answer for absent ones, unless all are forbidden.</exception>
    public async Task Read(ShownChannel[] channels, Action<int, PlanePart> take, CancellationToken cancellationToken)
    {
        var groups = channels.Select((channel, position) => (channel, position))
            .GroupBy(one => plan.ChunkOf(one.channel)).ToList();
        var places = plan.Rows.Read().SelectMany(row => plan.Columns.Read().SelectMany(column =>
            groups.Select(group => (Row: row, Column: column, Group: group))));
        var (forbidden, answered) = ((StoreException?)null, false);
        await Parallel.ForEachAsync(
            places,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (place, stop) =>
            {
                try
                {
                    var chunk = await array.ReadChunk(plan.ChunkAt(place.Row, place.Column, place.Group.Key), stop);
                    lock (_lock)
                    {
                        answered = true;
                        foreach (var (channel, position) in place.Group)
                        {
                            take(position, Part(chunk, channel, place.Row, place.Column));
                        }
                    }
                }
                catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreForbidden)
                {
                    forbidden = refusal;
                }
            });
        if (forbidden is not null && !answered)
        {
            throw forbidden;
        }
    }

    private int AtATime =>
        (int)Math.Clamp(options.Arrays.MaxChunkBytes / array.ChunkBytes, 1, options.MaxParallelChunks);

    private PlanePart Part(ArrayChunk chunk, ShownChannel channel, long row, long column)
    {
        var (stride, offset) = (1L, 0L);
        var (rowStride, columnStride) = (0L, 0L);
        for (var dimension = chunk.Shape.Count - 1; dimension >= 0; dimension--)
        {
            if (dimension == plan.Axes.Rows)
            {
                rowStride = stride;
            }
            else if (dimension == plan.Axes.Columns)
            {
                columnStride = stride;
            }
            else
            {
                var index = dimension == plan.Axes.Channels ? channel.Index : plan.Place[dimension];
                offset += index % chunk.Shape[dimension] * stride;
            }

            stride *= chunk.Shape[dimension];
        }

        return new PlanePart(
            chunk, offset, rowStride, columnStride, plan.Rows.ElementsOf(row), plan.Columns.ElementsOf(column));
    }
}
