using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Thumbnails;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;
using Orleans;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>What is read of a store for a picture, and how often.</summary>
public sealed class ThumbnailReadingTests(RunningSilo silo) : SiloTests(silo), IDisposable
{
    private readonly RunningSilo _silo = silo;
    private readonly List<IDisposable> _owned = [];
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static readonly DrawnImage Small = new()
    {
        Shape = [64, 64],
        Chunk = [32, 32],
        Value = index => index[0] + index[1],
    };

    [Fact]
    public async Task However_many_ask_for_a_picture_its_chunks_are_read_once()
    {
        var (pictures, store, id) = await Open(Small, held: _gate.Task);
        var asked = Enumerable.Range(0, 10).Select(_ => Read(pictures, id)).ToList();
        await store.Asked;
        asked.Add(Read(pictures, id));
        _gate.SetResult();

        var answers = await Task.WhenAll(asked);
        var later = await Read(pictures, id);

        Assert.Equal(["0/c/0/0", "0/c/0/1", "0/c/1/0", "0/c/1/1"], store.Read.Order(StringComparer.Ordinal));
        Assert.All(answers, answer => Assert.Equal(later, answer));
        Assert.Equal("64×64", new DecodedPng(later).Size);
    }

    [Fact]
    public async Task Who_leaves_does_not_take_the_picture_from_others()
    {
        var (pictures, store, id) = await Open(Small, held: _gate.Task);
        using var leaving = new CancellationTokenSource();
        var thumbnail = await pictures.Find(id, "64", default);
        var first = pictures.Read(thumbnail, leaving.Token);
        var second = pictures.Read(thumbnail, default);
        await store.Asked;

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _gate.SetResult();

        Assert.Equal("64×64", new DecodedPng(await second).Size);
        Assert.Equal(4, store.Read.Count);
    }

    [Fact]
    public async Task A_picture_that_nobody_waits_for_is_not_made()
    {
        var (pictures, store, id) = await Open(Small, held: _gate.Task, options: new() { MaxParallel = 1, MaxWaiting = 0 });
        using var leaving = new CancellationTokenSource();
        var only = Read(pictures, id, stop: leaving.Token);
        await store.Asked;

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);

        // Its place is free again though the store still has not answered.
        _gate.SetResult();
        var next = await Patience.Until("the place is free", async () =>
        {
            try
            {
                return await Read(pictures, id);
            }
            catch (ProblemException refusal) when (refusal.Problem.Status == 503)
            {
                return null;
            }
        });
        Assert.Equal("64×64", new DecodedPng(next).Size);
    }

    [Fact]
    public async Task More_pictures_than_may_wait_are_refused_for_now()
    {
        var (pictures, store, id) = await Open(Small, held: _gate.Task, options: new() { MaxParallel = 1, MaxWaiting = 0 });
        var made = Read(pictures, id, "64");
        await store.Asked;

        var refused = await Assert.ThrowsAsync<ProblemException>(() => Read(pictures, id, "65"));

        Assert.Equal(503, refused.Problem.Status);
        Assert.Contains("MaxWaitingThumbnails", refused.Problem.Detail, StringComparison.Ordinal);
        _gate.SetResult();
        Assert.Equal("64×64", new DecodedPng(await made).Size);
        Assert.Equal("65×65", new DecodedPng(await Read(pictures, id, "65")).Size);
    }

    [Fact]
    public async Task Of_a_large_plane_evenly_spread_chunks_are_read_and_the_picture_is_of_all_of_it()
    {
        const int Side = 65_536, Chunk = 128;
        var image = new DrawnImage
        {
            Shape = [Side, Side],
            Chunk = [Chunk, Chunk],
            Type = ElementType.UInt8,
            Value = index => (index[0] / 512) + (index[1] / 1024),
            Members = new() { ["omero"] = DrawnImage.Omero("FFFFFF 0 255") },
        };
        var (pictures, store, id) = await Open(image, options: new() { MaxChunks = 64 });

        var picture = new DecodedPng(await Read(pictures, id, "256"));

        Assert.InRange(store.Read.Count, 40, 64);
        Assert.Equal(store.Read.Count, store.Read.Distinct().Count());
        Assert.Equal("256×256", picture.Size);
        foreach (var (row, column) in ((int, int)[])[(0, 0), (255, 255), (128, 30), (40, 200)])
        {
            // A cell is an eighth of the side, and shows what is in its middle.
            Assert.Equal((row / 2.0) + (column / 4.0), picture[row, column].Red, tolerance: 16);
        }
    }

    [Fact]
    public async Task Labels_of_a_large_plane_are_those_of_the_chunks_that_are_read()
    {
        var image = new DrawnImage
        {
            Shape = [8192, 8192],
            Chunk = [64, 64],
            Type = ElementType.UInt8,
            Value = index => index[0] < 4096 ? 0 : 1,
            Members = new() { ["imageLabel"] = new System.Text.Json.Nodes.JsonObject() },
        };
        var (pictures, store, id) = await Open(image, options: new() { MaxChunks = 16 });

        var picture = new DecodedPng(await Read(pictures, id, "64"));

        Assert.InRange(store.Read.Count, 4, 16);
        Assert.Equal((0, 255), (picture[0, 0].Alpha, picture[63, 63].Alpha));
        Assert.Equal(2, picture.Pixels.Distinct().Count());
    }

    [Fact]
    public async Task Chunks_that_a_store_forbids_count_as_absent_unless_all_are_forbidden()
    {
        var image = Small with { IsMissing = place => place[0] == 0, Value = _ => 9, Type = ElementType.UInt8 };
        var (some, _, id) = await Open(image, absent: HttpStatusCode.Forbidden);

        var picture = new DecodedPng(await Read(some, id));

        Assert.Equal((0, 255), (picture[10, 10].Red, picture[50, 10].Red));
        var (none, _, hidden) = await Open(image with { IsMissing = _ => true }, absent: HttpStatusCode.Forbidden);
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Read(none, hidden));
        Assert.Equal((409, StoreRules.StoreForbidden), (refusal.Problem.Status, refusal.Problem.Errors[0].Rule));
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_again_later()
    {
        var (pictures, _, id) = await Open(
            Small with { IsMissing = place => place[0] == 0 }, absent: HttpStatusCode.InternalServerError);

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Read(pictures, id));

        Assert.Equal((503, "/problems/store"), (refusal.Problem.Status, refusal.Problem.Type));
    }

    public void Dispose()
    {
        _gate.TrySetResult();
        _owned.ForEach(one => one.Dispose());
    }

    private static async Task<byte[]> Read(
        ThumbnailPictures pictures, string id, string? size = null, CancellationToken stop = default) =>
        await pictures.Read(await pictures.Find(id, size ?? "64", stop), stop);

    private async Task<(ThumbnailPictures Pictures, CountedStore Store, string Id)> Open(
        DrawnImage image, Task? held = null, HttpStatusCode absent = HttpStatusCode.NotFound, ThumbnailOptions? options = null)
    {
        var address = $"http://pictures.test/{NewName()}.zarr/";
        var store = new CountedStore(image, address) { Held = held ?? Task.CompletedTask, Absent = absent };
        var client = new HttpClient(store);
        var stores = new StoreFactory(new StoreOptions { AllowHttp = true }, client);
        var pictures = new ThumbnailPictures(
            _silo.Silo.Services.GetRequiredService<IGrainFactory>(), stores, new ChunkCache(), options ?? new(),
            TimeProvider.System);
        _owned.AddRange([pictures, stores, client, store]);
        return (pictures, store, await image.RegisterAt(Api, address));
    }
}
