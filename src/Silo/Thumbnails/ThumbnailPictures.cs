using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>
/// Pictures of images. Each is kept under a tag that says what it is made of, so that a picture that a client has is not made
/// again; however many ask for one, it is made once, and goes on being made as long as one of them waits.
/// </summary>
/// <param name="grains">Has the images.</param>
/// <param name="stores">Opens the stores that their arrays lie in.</param>
/// <param name="chunks">Keeps the indexes of shards.</param>
/// <param name="options">Bounds on the pictures.</param>
/// <param name="time">The clock.</param>
public sealed class ThumbnailPictures(
    IGrainFactory grains, StoreFactory stores, ChunkCache chunks, ThumbnailOptions options, TimeProvider time) : IDisposable
{
    // Raised when the same records give another picture.
    private const int Edition = 1;

    private readonly ChunkCache _pictures = new(options.MaxCachedBytes, TimeSpan.MaxValue, time);
    private readonly SemaphoreSlim _turns = new(options.MaxParallel);
    private int _wanted;

    /// <summary>Finds out what a picture of an image is made of.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="size">The longest side in pixels as a request says it, or null.</param>
    /// <param name="cancellationToken">Cancels the looking.</param>
    /// <exception cref="ProblemException">404: there is no such image; 400: there is no such size; 409, 422, 501, 503: there is
    /// no picture (<see cref="ThumbnailRefusals"/>).</exception>
    internal async Task<Thumbnail> Find(string id, string? size, CancellationToken cancellationToken)
    {
        if (!RecordId.IsValid(id)
            || await grains.GetGrain<IImageGroupGrain>(id).Source(cancellationToken) is not { } source)
        {
            throw ProblemException.NotFound("image", id);
        }

        var plan = ThumbnailPlan.Of(source, Size(size), options);
        return await Guarded(id, async () =>
        {
            var array = Open(plan.Array);
            return new Thumbnail(id, Tag(source, plan, await Look(plan, array, cancellationToken)), plan, array)
            {
                ImageLabel = source.Image.ImageLabel,
            };
        });
    }

    /// <summary>The bytes of a picture, which are kept or made now.</summary>
    /// <exception cref="ProblemException">409, 422, 501, 503: there is no picture.</exception>
    internal async Task<byte[]> Read(Thumbnail thumbnail, CancellationToken cancellationToken)
    {
        var result = ThumbnailMeasures.Kept;
        try
        {
            return await Guarded(thumbnail.Image, async () => await _pictures.Get(
                thumbnail.ETag, Make, picture => picture.Length, cancellationToken));
        }
        catch
        {
            result = ThumbnailMeasures.Failed;
            throw;
        }
        finally
        {
            ThumbnailMeasures.Requests.Add(1, result);
        }

        Task<byte[]> Make(CancellationToken stop)
        {
            result = ThumbnailMeasures.Made;
            return InTurn(thumbnail, stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task<byte[]> InTurn(Thumbnail thumbnail, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _wanted) > options.MaxParallel + options.MaxWaiting)
            {
                throw ThumbnailRefusals.Busy(options.MaxWaiting);
            }

            await _turns.WaitAsync(cancellationToken);
            var begun = time.GetTimestamp();
            try
            {
                return Png.Write(await Paint(thumbnail, cancellationToken));
            }
            finally
            {
                ThumbnailMeasures.Duration.Record(time.GetElapsedTime(begun).TotalSeconds);
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _wanted);
        }
    }

    private async Task<Picture> Paint(Thumbnail thumbnail, CancellationToken cancellationToken)
    {
        var (plan, reader) = (thumbnail.Plan, new PlaneReader(thumbnail.Plan, thumbnail.Array, options));
        var (rows, columns) = (plan.Rows, plan.Columns);
        if (plan.IsLabel)
        {
            var labels = new LabelPlane(rows, columns);
            await reader.Read([.. plan.Channels], (_, part) => labels.Add(part), cancellationToken);
            return new LabelPainting(thumbnail.ImageLabel).Paint(labels, rows.Pixels, columns.Pixels);
        }

        var painting = new ChannelPainting(rows.Pixels, columns.Pixels);
        foreach (var batch in plan.Batches(options.MaxChannels))
        {
            var planes = Array.ConvertAll(batch, _ => new MeanPlane(rows, columns));
            await reader.Read(batch, (channel, part) => planes[channel].Add(part), cancellationToken);
            foreach (var (plane, channel) in planes.Zip(batch))
            {
                painting.Add(plane, channel);
            }
        }

        return painting.ToPicture();
    }

    /// <summary>The catalog knows the array's document, so the store is asked for chunks alone.</summary>
    private ZarrArray Open(ArrayRecord array)
    {
        var location = array.Location!;
        var document = location.Key(array.ZarrFormat == 2 ? ".zarray" : "zarr.json");
        var node = new ZarrNode(location.Path, array.ZarrFormat, ZarrNodeKind.Array, array.Zarr, null, document);
        return ZarrArray.Open(stores.Open(location.Store), node, options.Arrays, chunks);
    }

    /// <summary>What the store says of the chunk in the middle: whoever writes an image anew writes that one too.</summary>
    private static async Task<StoreObjectState?> Look(
        ThumbnailPlan plan, ZarrArray array, CancellationToken cancellationToken)
    {
        try
        {
            return await array.Look(
                plan.ChunkAt(plan.Rows.MiddleChunk, plan.Columns.MiddleChunk, plan.ChunkOf(plan.Channels[0])),
                cancellationToken);
        }
        catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreForbidden)
        {
            // So some stores answer for what is not there.
            return null;
        }
    }

    /// <summary>A strong entity tag of all that decides the pixels.</summary>
    private static string Tag(ImageSource source, ThumbnailPlan plan, StoreObjectState? middle)
    {
        var (image, array) = (source.Image, plan.Array);
        string[] parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"{Edition} {image.Id} {image.View?.Revision}"),
            .. source.Arrays.Select(level => string.Create(CultureInfo.InvariantCulture, $"{level.Id}@{level.Version}")),
            $"{array.Id} {array.Location!.Address} {array.Zarr}",
            $"{plan.Axes} {plan.Place} {plan.Rows} {plan.Columns} {plan.IsLabel} {plan.Channels}",
            $"{middle}",
        ];
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return $"\"{Convert.ToHexStringLower(digest.AsSpan(..16))}\"";
    }

    private int Size(string? text) => text is null or "" ? options.DefaultSize
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size >= ThumbnailOptions.MinSize && size <= options.MaxSize
            ? size
            : throw ProblemException.Invalid("/size", "size-invalid", string.Create(
                CultureInfo.InvariantCulture,
                $"size is the longest side in pixels: a number from {ThumbnailOptions.MinSize} to {options.MaxSize} "
                + $"(limits MinThumbnailSize, MaxThumbnailSize)."));

    private static async Task<T> Guarded<T>(string image, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (StoreException refusal)
        {
            throw ThumbnailRefusals.Of(image, refusal);
        }
        catch (IOException)
        {
            throw ThumbnailRefusals.Unavailable("A chunk cannot be read to its end.");
        }
    }
}

/// <summary>A picture that can be made.</summary>
/// <param name="Image">The image's id.</param>
/// <param name="ETag">A strong entity tag of all that decides the pixels.</param>
/// <param name="Plan">What it is made of.</param>
/// <param name="Array">The level.</param>
internal sealed record Thumbnail(string Image, string ETag, ThumbnailPlan Plan, ZarrArray Array)
{
    /// <summary>The image's <c>image-label</c> document, or null.</summary>
    public Ngff.Json.RawJson? ImageLabel { get; init; }
}
