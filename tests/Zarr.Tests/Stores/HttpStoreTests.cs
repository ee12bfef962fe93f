using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class HttpStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_read_whole_with_what_is_known_of_it()
    {
        var file = _folder.Write("0/c/0", "voxels");
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        await using var server = await WebServer.OfFolder(_folder.Root);

        await using var stored = await server.Store().Open("0/c/0", null, default);
        Assert.NotNull(stored);
        Assert.Equal((6, 0, 6), (stored.TotalLength, stored.Offset, stored.Length));
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), stored.LastModified);
        Assert.Matches("^\"[!#-~]+\"$", stored.ETag);
        Assert.Equal("voxels", await new StreamReader(stored.Content).ReadToEndAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_absent_and_keys_are_never_decoded()
    {
        _folder.Write("a b/ä+%2e%2e#?/zarr.json", "{\"here\": 1}");
        await using var server = await WebServer.OfFolder(_folder.Root);
        Assert.Equal("{\"here\": 1}", await server.Store().Text("a b/ä+%2e%2e#?/zarr.json"));
        foreach (var key in (string[])["none", "a b", "%2e%2e/outside", "a%20b/zarr.json", new string('n', 300)])
        {
            Assert.Null(await server.Store().Bytes(key));
        }
    }

    [Fact]
    public async Task Any_range_is_what_slicing_gives_however_the_server_answers()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();
        File.WriteAllBytes(Path.Combine(_folder.Root, "shard"), bytes);
        await using var cutting = await WebServer.OfFolder(_folder.Root);
        await using var whole = await WebServer.OfBytes(bytes, known: true);
        await using var chunked = await WebServer.OfBytes(bytes, known: false);
        await using var packed = await WebServer.OfBytes(Gzip.Pack(bytes), known: true, "gzip");
        IZarrStore[] stores = [cutting.Store(), whole.Store(), chunked.Store(), packed.Store()];
        var numbers = Gen.Choose(0, 120_000).ToArbitrary();

        Prop.ForAll(numbers, numbers, (a, b) =>
        {
            var (first, last) = (Math.Min(a, b), Math.Max(a, b));
            return stores.All(store => Slice(store, ByteRange.FromTo(first, last), first, last + 1)
                && Slice(store, ByteRange.From(a), a, bytes.Length)
                && Slice(store, ByteRange.Suffix(b), Math.Max(0, bytes.Length - b), bytes.Length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

        bool Slice(IZarrStore store, ByteRange range, int from, int to)
        {
            try
            {
                return store.Bytes("shard", range).GetAwaiter().GetResult()
                    .AsSpan().SequenceEqual(bytes.AsSpan(from..Math.Min(to, bytes.Length)));
            }
            catch (RangeNotSatisfiableException problem)
            {
                return problem.TotalLength == bytes.Length && from >= bytes.Length;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_range_of_an_empty_object_is_unsatisfiable(bool known)
    {
        await using var server = await WebServer.OfBytes([], known);
        Assert.Empty((await server.Store().Bytes("x"))!);
        foreach (var range in (ByteRange[])[ByteRange.From(0), ByteRange.FromTo(0, 9), ByteRange.Suffix(9)])
        {
            var problem = await Assert.ThrowsAsync<RangeNotSatisfiableException>(
                () => server.Store().Bytes("x", range));
            Assert.Equal(0, problem.TotalLength);
        }
    }

    [Fact]
    public async Task A_range_is_asked_for_and_says_where_it_lies()
    {
        _folder.Write("shard", "0123456789");
        await using var server = await WebServer.OfFolder(_folder.Root);
        await using var stored = await server.Store().Open("shard", ByteRange.FromTo(7, 99), default);
        Assert.Equal((10, 7, 3), (stored!.TotalLength, stored.Offset, stored.Length));
        Assert.Equal(["/shard bytes=7-99"], server.Requests);
    }

    [Fact]
    public async Task The_end_of_an_object_of_unknown_length_is_held_only_up_to_the_limit()
    {
        await using var server = await WebServer.OfBytes([.. "0123456789"u8], known: false);
        var store = server.Store(new StoreLimits { MaxHttpSuffixBytes = 4 });
        Assert.Equal("6789"u8.ToArray(), await store.Bytes("x", ByteRange.Suffix(4)));

        var problem = await Assert.ThrowsAsync<StoreException>(() => store.Bytes("x", ByteRange.Suffix(5)));
        Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
        Assert.Contains("MaxHttpSuffixBytes is 4", problem.Message, StringComparison.Ordinal);

        var roomy = server.Store(new StoreLimits { MaxHttpSuffixBytes = 10 });
        Assert.Equal("0123456789"u8.ToArray(), await roomy.Bytes("x", ByteRange.Suffix(long.MaxValue)));
    }

    [Fact]
    public async Task A_store_is_read_as_its_folder_is()
    {
        foreach (var path in (string[])["zarrita-fixtures/fixtures/v3/data.zarr/consolidated", "idr"])
        {
            var files = Conformance.Open(path);
            await using var server = await WebServer.OfFolder(Path.Combine(Conformance.Folder, path));
            foreach (var file in Directory.EnumerateFiles(
                Path.Combine(Conformance.Folder, path), "*", SearchOption.AllDirectories))
            {
                var key = Path.GetRelativePath(Path.Combine(Conformance.Folder, path), file);
                Assert.Equal(await files.Bytes(key), await server.Store().Bytes(key));
            }
        }
    }

    [Fact]
    public async Task The_nodes_of_a_hierarchy_are_read_and_their_children_are_not_listed()
    {
        const string Path = "zarrita-fixtures/fixtures/v3/data.zarr/consolidated";
        await using var server = await WebServer.OfFolder(System.IO.Path.Combine(Conformance.Folder, Path));
        var store = server.Store();
        foreach (var node in (string[])["", "nested", "nested/1d.i2", "none"])
        {
            Assert.Equal(
                await ZarrHierarchy.ReadNode(Conformance.Open(Path), node, new StoreLimits(), default),
                await ZarrHierarchy.ReadNode(store, node, new StoreLimits(), default));
        }

        var problem = await Assert.ThrowsAsync<StoreException>(
            () => ZarrHierarchy.ListChildren(store, "nested", default));
        Assert.Equal((StoreRules.StoreNotListable, server.Address + "nested/"), (problem.Rule, problem.Path));
        Assert.Equal(StoreRules.KeyInvalid, await Reading.RuleOf(() => store.Entries("../outside")));
    }

    [Fact]
    public async Task A_proxy_is_not_asked_for_this_machine()
    {
        _folder.Write("x", "here");
        await using var server = await WebServer.OfFolder(_folder.Root);
        await using var proxy = await WebServer.OfBytes([.. "proxy"u8], known: true);
        using var http = OmeNgff.Zarr.Stores.Http.StoreHttpClient.Create(
            new StoreLimits(), new System.Net.WebProxy(proxy.Address));

        Assert.Equal("here", await server.Store(http: http).Text("x"));
        Assert.Empty(proxy.Requests);

        using var factory = new StoreFactory(new StoreOptions { AllowHttp = true }, http);
        Assert.Equal("proxy", await factory.Open("http://elsewhere.example").Text("x"));
    }

    [Fact]
    public async Task A_look_reads_nothing_and_says_what_an_opening_does()
    {
        _folder.Write("x", "0123456789");
        await using var server = await WebServer.OfFolder(_folder.Root);
        await using var stored = await server.Store().Open("x", null, default);

        Assert.Equal(stored!.State, await server.Store().Look("x", default));
        Assert.Null(await server.Store().Look("none", default));

        await using var without = await WebServer.Of(context =>
        {
            context.Response.StatusCode = context.Request.Method == "HEAD" ? 405 : 200;
            context.Response.ContentLength = context.Request.Method == "HEAD" ? 0 : 4;
            return context.Request.Method == "HEAD" ? Task.CompletedTask : context.Response.WriteAsync("0123");
        });
        Assert.Equal(4, (await without.Store().Look("x", default))!.TotalLength);
    }

    [Fact]
    public async Task A_slow_reader_does_not_use_up_the_time_of_the_server()
    {
        // The pause is longer than the server may take; nothing depends on how much longer.
        var limits = new StoreLimits { HttpObjectTimeout = TimeSpan.FromMilliseconds(400) };
        var bytes = new byte[8 << 20];
        await using var server = await WebServer.OfBytes(bytes, known: true);
        await using var stored = await server.Store(limits).Open("x", null, default);
        Assert.True(await stored!.Content.ReadAsync(new byte[1]) == 1);
        var pause = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => pause.Elapsed > 2 * limits.HttpObjectTimeout);
        Assert.Equal(bytes.Length - 1, await Rest(stored.Content));

        static async Task<long> Rest(Stream content)
        {
            var length = 0L;
            var buffer = new byte[1 << 16];
            while (await content.ReadAsync(buffer) is > 0 and var read)
            {
                length += read;
            }

            return length;
        }
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_does_not_begin()
    {
        await using var server = await WebServer.OfFolder(_folder.Root);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await server.Store().Open("x", null, cancelled));
        Assert.Empty(server.Requests);
    }
}
