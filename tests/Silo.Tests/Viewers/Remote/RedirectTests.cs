using System.Net;
using OmeNgff.Tests.Support.S3;

namespace OmeNgff.Silo.Tests.Viewers.Remote;

/// <summary>Viewers are sent to where the chunks lie, by an address that answers what they asked.</summary>
[Collection(RemoteCollection.Name)]
public sealed class RedirectTests(RemoteStores stores)
{
    private Api Api { get; } = new(stores.Http);

    private Api Following { get; } = new(stores.Following);

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_chunk_on_another_server_is_answered_with_where_it_lies(string method)
    {
        var path = Path(RemoteStores.Redirected, 3);

        var answer = (await Api.Send(method, path, null, ("Range", "bytes=0-9"))).Is(307);

        Assert.Equal(stores.Server.Address.TrimEnd('/') + RemoteStores.PathOf(RemoteStores.Redirected, 3), answer["Location"]);
        Assert.Equal("no-store", answer["Cache-Control"]);
        Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
        Assert.Empty(answer.Bytes);
        Assert.DoesNotContain(
            stores.Server.Requests, request => request.StartsWith(
                RemoteStores.PathOf(RemoteStores.Redirected, 3), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_follows_gets_the_whole_and_parts_of_it() => await AssertFollowed(RemoteStores.Redirected);

    [FactWithS3]
    public async Task Who_follows_into_a_bucket_gets_the_whole_and_parts_of_it() =>
        await AssertFollowed(RemoteStores.Bucket);

    [FactWithS3]
    public async Task An_address_in_a_bucket_is_signed_for_the_method_and_runs_out()
    {
        using var plain = new HttpClient();
        var get = (await Api.Get(Path(RemoteStores.Bucket, 1))).Is(307);
        var head = (await Api.Send("HEAD", Path(RemoteStores.Bucket, 1))).Is(307);

        Assert.Contains("/images/a%20b/rows.zarr/0/c/1/0?", get["Location"], StringComparison.Ordinal);
        Assert.Matches("[?&]X-Amz-Expires=(59|60|61)&", get["Location"]);
        Assert.Equal("no-store", get["Cache-Control"]);
        Assert.Equal("*", get["Access-Control-Allow-Origin"]);
        Assert.Equal(RowImage.Bytes(1), await plain.GetByteArrayAsync(get["Location"]));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Head, head));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Head, get));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Get, head));

        async Task<HttpStatusCode> Status(HttpMethod method, Answer from)
        {
            using var answer = await plain.SendAsync(new HttpRequestMessage(method, from["Location"]));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Viewers_are_sent_to_the_address_that_they_reach_the_store_at()
    {
        var answer = (await Api.Get(Path(RemoteStores.Mirrored, 2))).Is(307);

        Assert.Equal(RemoteStores.Mirror + "rows.zarr/0/c/2/0", answer["Location"]);
    }

    [Theory]
    [InlineData("Origin", "https://viewer.example.org")]
    [InlineData("X-Forwarded-Proto", "https")]
    public async Task Whoever_came_by_https_is_not_sent_to_plain_http_which_browsers_refuse(string header, string value)
    {
        var answer = (await Api.Get(Path(RemoteStores.Mirrored, 2), (header, value))).Is(200);

        Assert.Equal(RowImage.Bytes(2), answer.Bytes);
    }

    [Fact]
    public async Task Documents_are_never_redirected()
    {
        foreach (var key in new[] { "zarr.json", "0/zarr.json" })
        {
            (await Api.Get($"/zarr/0.5/{stores.Image(RemoteStores.Redirected)}.zarr/{key}")).Is(200);
        }
    }

    private string Path(string source, int row) => $"/zarr/0.5/{stores.Image(source)}.zarr/{RowImage.Key(row)}";

    private async Task AssertFollowed(string source)
    {
        var row = RowImage.Bytes(1);
        Assert.Equal(row, (await Following.Get(Path(source, 1))).Is(200).Bytes);
        foreach (var (range, part) in new[]
        {
            ("bytes=2-5", row[2..6]), ("bytes=90-", row[90..]), ("bytes=-7", row[^7..]), ("bytes=95-300", row[95..]),
        })
        {
            Assert.Equal(part, (await Following.Get(Path(source, 1), ("Range", range))).Is(206).Bytes);
        }

        Assert.Equal("100", (await Following.Send("HEAD", Path(source, 1))).Is(200)["Content-Length"]);
    }
}
