using System.Globalization;
using Microsoft.AspNetCore.Http;
using OmeNgff.Tests.Support.S3;

namespace OmeNgff.Silo.Tests.Viewers.Remote;

/// <summary>Chunks of other servers that are streamed through: the same bytes, nothing held, nothing hidden.</summary>
[Collection(RemoteCollection.Name)]
public sealed class StreamedChunkTests(RemoteStores stores)
{
    public static TheoryData<string, string> HttpRoots => new()
    {
        { "/zarr", RemoteStores.Streamed }, { "/proxied/zarr", RemoteStores.Redirected },
    };

    private Api Api { get; } = new(stores.Http);

    [Theory]
    [MemberData(nameof(HttpRoots))]
    public Task A_chunk_of_another_server_comes_whole_and_in_parts(string root, string source) =>
        AssertStreamed(root, source);

    [FactWithS3]
    public Task A_chunk_of_a_bucket_comes_whole_and_in_parts() => AssertStreamed("/proxied/zarr", RemoteStores.Bucket);

    [Theory]
    [MemberData(nameof(HttpRoots))]
    public Task A_chunk_that_another_server_does_not_have_is_absent(string root, string source) =>
        AssertAbsent(root, source, RowImage.Rows - 1);

    [FactWithS3]
    public Task A_chunk_that_a_bucket_does_not_have_is_absent() =>
        AssertAbsent("/proxied/zarr", RemoteStores.Bucket, RowImage.Rows - 1);

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public Task What_another_server_refuses_or_has_no_more_is_absent(int status)
    {
        Answer(10, status);
        return AssertAbsent("/zarr", RemoteStores.Streamed, 10);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task What_another_server_fails_at_is_asked_for_again_later(int status)
    {
        Answer(11, status);

        await AssertFailed(11, status.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_server_that_ends_the_connection_has_failed()
    {
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, 12)] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        await AssertFailed(12, "connection");
    }

    [Fact]
    public async Task A_server_that_is_silent_for_too_long_has_failed()
    {
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, 13)] =
            context => Task.Delay(Timeout.Infinite, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default);

        var answer = await Api.Get(Path(13));

        answer.IsProblem(503);
        Assert.Contains("HttpSilenceTimeout", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_that_ends_too_early_is_no_short_chunk()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, 14)] = async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.Body.WriteAsync(new byte[50]);
            await context.Response.Body.FlushAsync();
            await arrived.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        };
        using var response = await stores.Http.GetAsync(Path(14), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        Assert.Equal(100, response.Content.Headers.ContentLength);

        await body.ReadExactlyAsync(new byte[50]);
        arrived.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadExactlyAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task The_first_half_arrives_before_the_second_was_sent()
    {
        const int Half = 100_000;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, 15)] = async context =>
        {
            context.Response.ContentLength = 2 * Half;
            await context.Response.Body.WriteAsync(new byte[Half]);
            await context.Response.Body.FlushAsync();
            await arrived.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(new byte[Half]);
        };
        using var response = await stores.Http.GetAsync(Path(15), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();

        await body.ReadExactlyAsync(new byte[Half]);
        arrived.SetResult();

        await body.ReadExactlyAsync(new byte[Half]);
        Assert.Equal(0, await body.ReadAsync(new byte[1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_leaves_ends_the_request_to_the_other_server(bool begun)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, 16)] = async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            if (begun)
            {
                context.Response.ContentLength = 100;
                await context.Response.Body.WriteAsync(new byte[10]);
                await context.Response.Body.FlushAsync();
            }

            asked.SetResult();
            await left.Task;
        };
        using var leaving = new CancellationTokenSource();
        var request = stores.Http.GetAsync(Path(16), HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await asked.Task.WaitAsync(Patience.Limit);
        if (begun)
        {
            (await request).Dispose();
        }
        else
        {
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        await left.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Many_chunks_come_over_few_connections()
    {
        var before = stores.Server.Connections;
        for (var row = 20; row < 60; row++)
        {
            Assert.Equal(RowImage.Bytes(row), (await Api.Get(Path(row))).Is(200).Bytes);
        }

        Assert.InRange(stores.Server.Connections - before, 0, 2);
    }

    [Fact]
    public async Task Chunks_are_neither_asked_for_nor_sent_encoded()
    {
        string? asked = null;
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, 17)] = context =>
        {
            asked = context.Request.Headers.AcceptEncoding;
            return context.Response.Body.WriteAsync(RowImage.Bytes(17)).AsTask();
        };

        var answer = (await Api.Get(Path(17), ("Accept-Encoding", "gzip, br, zstd"))).Is(200);

        Assert.Equal("identity", asked);
        Assert.Null(answer["Content-Encoding"]);
        Assert.Equal(RowImage.Bytes(17), answer.Bytes);
    }

    [Fact]
    public async Task Nothing_of_the_one_who_asks_is_told_to_the_other_server()
    {
        string[] told = [];
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, 18)] = context =>
        {
            told = [.. context.Request.Headers.Keys, context.Request.QueryString.Value ?? ""];
            return Task.CompletedTask;
        };

        await Api.Get(Path(18) + "?token=secret", ("Authorization", "Bearer secret"), ("Cookie", "a=b"));

        Assert.Equal(["", "Accept-Encoding", "Host", "User-Agent"], told.Order(StringComparer.Ordinal));
    }

    private string Path(int row) => Path("/zarr", RemoteStores.Streamed, row);

    private string Path(string root, string source, int row) =>
        $"{root}/0.5/{stores.Image(source)}.zarr/{RowImage.Key(row)}";

    private void Answer(int row, int status) =>
        stores.Answers[RemoteStores.PathOf(RemoteStores.Streamed, row)] = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("secret");
        };

    private async Task AssertStreamed(string root, string source)
    {
        var row = RowImage.Bytes(1);
        var path = Path(root, source, 1);
        var whole = (await Api.Get(path)).Is(200);
        Assert.Equal(row, whole.Bytes);
        Assert.Equal("100", whole["Content-Length"]);
        Assert.Equal("application/octet-stream", whole["Content-Type"]);
        Assert.Equal("*", whole["Access-Control-Allow-Origin"]);
        foreach (var (range, part, said) in new[]
        {
            ("bytes=2-5", row[2..6], "bytes 2-5/100"), ("bytes=90-", row[90..], "bytes 90-99/100"),
            ("bytes=-7", row[^7..], "bytes 93-99/100"), ("bytes=95-300", row[95..], "bytes 95-99/100"),
            ("bytes=-300", row, "bytes 0-99/100"),
        })
        {
            var answer = (await Api.Get(path, ("Range", range))).Is(206);
            Assert.Equal((said, whole.ETag), (answer["Content-Range"], answer.ETag));
            Assert.Equal(part, answer.Bytes);
        }

        (await Api.Get(path, ("Range", "bytes=100-"))).Is(416);
        Assert.Empty((await Api.Get(path, ("If-None-Match", whole.ETag))).Is(304).Bytes);
        var head = (await Api.Send("HEAD", path)).Is(200);
        Assert.Empty(head.Bytes);
        foreach (var header in new[] { "Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges" })
        {
            Assert.NotNull(whole[header]);
            Assert.Equal(whole[header], head[header]);
        }
    }

    private async Task AssertAbsent(string root, string source, int row)
    {
        foreach (var method in new[] { "GET", "HEAD" })
        {
            var answer = (await Api.Send(method, Path(root, source, row))).Is(404);
            Assert.Empty(answer.Bytes);
            Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
        }
    }

    private async Task AssertFailed(int row, string said)
    {
        var answer = await Api.Get(Path(row));
        var problem = answer.IsProblem(503);
        Assert.Equal("/problems/store", (string)problem["type"]!);
        Assert.Contains(said, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer["Retry-After"]);
        Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
        (await Api.Send("HEAD", Path(row))).Is(503);
    }
}
