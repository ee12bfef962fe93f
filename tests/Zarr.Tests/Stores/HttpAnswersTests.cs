using Microsoft.AspNetCore.Http;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>What servers answer that is not simply the object.</summary>
public sealed class HttpAnswersTests
{
    private static Task<WebServer> Answering(int status, string? location = null) => WebServer.Of(context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    });

    private static async Task<StoreException> Refusal(IZarrStore store, ByteRange? range = null)
    {
        var problem = await Assert.ThrowsAsync<StoreException>(() => store.Bytes("a b/zarr.json", range));
        Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
        Assert.Equal(store.Address + "a%20b/zarr.json", problem.Path);
        Assert.Matches(@"^[A-Z][^\n]*\.$", problem.Message);
        return problem;
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Absent_is_what_the_server_says_is_absent(int status)
    {
        await using var server = await Answering(status);
        Assert.Null(await server.Store().Bytes("x"));
        Assert.Null(await server.Store().Bytes("x", ByteRange.From(1)));
    }

    [Theory]
    [InlineData(401, "401 Unauthorized")]
    [InlineData(204, "204 NoContent")]
    [InlineData(206, "206 PartialContent")]
    [InlineData(416, "416")]
    [InlineData(429, "429 TooManyRequests")]
    [InlineData(500, "500 InternalServerError")]
    [InlineData(503, "503 ServiceUnavailable")]
    [InlineData(599, "599.")]
    public async Task Any_other_status_is_an_error_that_names_it(int status, string named)
    {
        await using var server = await Answering(status);
        Assert.Contains(named, (await Refusal(server.Store())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_told_from_absence_and_from_failure()
    {
        await using var server = await Answering(403);
        var problem = await Assert.ThrowsAsync<StoreException>(() => server.Store().Bytes("x"));
        Assert.Equal((StoreRules.StoreForbidden, server.Address + "x"), (problem.Rule, problem.Path));
        Assert.Contains("403 Forbidden", problem.Message, StringComparison.Ordinal);
        Assert.Equal(
            StoreRules.StoreForbidden,
            await Reading.RuleOf(async () => await server.Store().Look("x", default)));
    }

    [Fact]
    public async Task An_unsatisfiable_range_may_come_without_the_length()
    {
        await using var server = await Answering(416);
        var problem = await Assert.ThrowsAsync<RangeNotSatisfiableException>(
            () => server.Store().Bytes("x", ByteRange.From(5)));
        Assert.Null(problem.TotalLength);
    }

    [Theory]
    [InlineData("bytes 2-3/10")]
    [InlineData("bytes 1-4/10")]
    [InlineData("bytes 1-2/10")]
    [InlineData("bytes 1-4/*")]
    [InlineData("bytes */10")]
    [InlineData("lines 1-3/10")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Another_range_than_was_asked_for_is_an_error(string? contentRange)
    {
        await using var server = await Part(contentRange, "123");
        var problem = await Refusal(server.Store(), ByteRange.FromTo(1, 3));
        Assert.Contains("another range", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_an_object_whose_length_is_not_said_is_read()
    {
        await using var server = await Part("bytes 1-3/*", "123");
        await using var stored = await server.Store().Open("x", ByteRange.FromTo(1, 3), default);
        Assert.Equal((null, 1L, 3L), ((long?)stored!.TotalLength, stored.Offset, stored.Length!.Value));
        Assert.Equal("123", await new StreamReader(stored.Content).ReadToEndAsync());
    }

    private static Task<WebServer> Part(string? contentRange, string text) => WebServer.Of(context =>
    {
        context.Response.StatusCode = 206;
        context.Response.Headers.ContentRange = contentRange;
        return context.Response.WriteAsync(text);
    });

    [Fact]
    public async Task A_page_in_the_place_of_a_document_is_no_JSON()
    {
        await using var server = await WebServer.Of(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<!DOCTYPE html><title>Index</title>");
        });
        var problem = await Assert.ThrowsAsync<StoreException>(
            () => server.Store().ReadDocument("zarr.json", new StoreLimits(), default));
        Assert.Equal(StoreRules.JsonInvalid, problem.Rule);
    }

    [Theory]
    [InlineData("W/\"1\"", null)]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("*", null)]
    [InlineData("1", null)]
    [InlineData(null, null)]
    public async Task Only_a_strong_entity_tag_counts(string? header, string? expected)
    {
        await using var server = await WebServer.Of(context =>
        {
            context.Response.Headers.ETag = header;
            return context.Response.WriteAsync("x");
        });
        await using var stored = await server.Store().Open("x", null, default);
        Assert.Equal(expected, stored!.ETag);
        Assert.Null(stored.LastModified);
    }

    [Theory]
    [InlineData("gzip", 6)]
    [InlineData("X-GZIP", 6)]
    [InlineData("identity", null)]
    public async Task What_is_sent_as_gzip_is_read_unpacked(string encoding, int? unpacked)
    {
        var packed = Gzip.Pack("voxels"u8);
        await using var server = await WebServer.OfBytes(packed, known: true, encoding);
        Assert.Equal(unpacked is null ? packed : "voxels"u8.ToArray(), await server.Store().Bytes("x"));
    }

    [Fact]
    public async Task Identity_is_asked_for()
    {
        await using var server = await WebServer.Of(
            context => context.Response.WriteAsync(context.Request.Headers.AcceptEncoding.ToString()));
        Assert.Equal("identity", await server.Store().Text("x"));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    [InlineData("deflate")]
    public async Task Another_encoding_is_an_error_that_names_it(string encoding)
    {
        await using var server = await WebServer.OfBytes([1, 2], known: true, encoding);
        Assert.Contains($"'{encoding}'", (await Refusal(server.Store())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_beginning_of_gzip_is_an_error_and_so_is_what_is_no_gzip()
    {
        var packed = Gzip.Pack("012345678901234567890123456789abcdef"u8);
        for (var length = 1; length < packed.Length; length++)
        {
            await Refused(packed[..length]);
        }

        await Refused([.. "<html>"u8]);
        await using var empty = await WebServer.OfBytes([], known: true, "gzip");
        Assert.Empty((await empty.Store().Bytes("x"))!);
        await Refused([.. packed, .. packed]);

        async Task Refused(byte[] bytes)
        {
            await using var server = await WebServer.OfBytes(bytes, known: true, "gzip");
            Assert.Contains("gzip", (await Refusal(server.Store())).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_range_of_packed_bytes_is_given_up_for_the_whole()
    {
        var packed = Gzip.Pack("0123456789"u8);
        await using var server = await WebServer.Of(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return Results.Bytes(packed, enableRangeProcessing: true).ExecuteAsync(context);
        });
        Assert.Equal("345"u8.ToArray(), await server.Store().Bytes("x", ByteRange.FromTo(3, 5)));
        Assert.Equal(["/x bytes=3-5", "/x"], server.Requests);
    }

    [Fact]
    public async Task A_document_without_a_length_is_read_up_to_the_limit()
    {
        const string Text = "{\"a\": 1}";
        await using var server = await WebServer.OfBytes([.. "{\"a\": 1}"u8], known: false);
        foreach (var most in (long[])[8, 9, 64 << 20, long.MaxValue])
        {
            var limits = new StoreLimits { MaxDocumentBytes = most };
            Assert.Equal(Text, (await server.Store().ReadDocument("x", limits, default))!.ToString());
        }

        var problem = await Assert.ThrowsAsync<StoreException>(
            () => server.Store().ReadDocument("x", new StoreLimits { MaxDocumentBytes = 7 }, default));
        Assert.Equal(StoreRules.DocumentTooLarge, problem.Rule);
        Assert.Equal("It has more than 7 bytes; MaxDocumentBytes is 7.", problem.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_document_that_never_ends_is_refused_at_the_limit(bool packed)
    {
        var piece = packed ? Gzip.Pack(new byte[1 << 20]) : [.. Enumerable.Repeat((byte)' ', 1 << 16)];
        await using var server = await WebServer.Of(async context =>
        {
            context.Response.Headers.ContentEncoding = packed ? "gzip" : default;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        });
        var limits = new StoreLimits { MaxDocumentBytes = 5_000_000 };
        var problem = await Assert.ThrowsAsync<StoreException>(
            () => server.Store().ReadDocument("x", limits, default));
        Assert.Equal(StoreRules.DocumentTooLarge, problem.Rule);
    }

    [Fact]
    public async Task A_document_of_many_pieces_is_put_together()
    {
        var text = $"[{string.Join(",", Enumerable.Range(0, 100_000))}]";
        await using var server = await WebServer.OfBytes(
            System.Text.Encoding.UTF8.GetBytes(text), known: false);
        Assert.Equal(text, (await server.Store().ReadDocument("x", new StoreLimits(), default))!.ToString());
    }
}
