using System.Globalization;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>Ranges, HEAD and conditional requests: on chunks as on documents.</summary>
public sealed class RangeTests(RunningSilo silo, SampleFolder sample) : SiloTests(silo), IClassFixture<SampleFolder>
{
    public static TheoryData<string> Keys => [SampleFolder.Chunk, "zarr.json"];

    public static TheoryData<string, string, int, int> Ranges
    {
        get
        {
            // The range, and the bytes of it: from, to; negative ones count from the end, 0 as an end is the end.
            (string Range, int From, int To)[] ranges =
            [
                ("bytes=0-0", 0, 1), ("bytes=10-99", 10, 100), ("bytes=7-", 7, 0), ("bytes=-16", -16, 0),
                ("bytes=100-99999999", 100, 0), ("bytes=0-", 0, 0), ("bytes=-99999999", 0, 0),
            ];
            var data = new TheoryData<string, string, int, int>();
            foreach (var (range, from, to) in ranges)
            {
                data.Add(SampleFolder.Chunk, range, from, to);
                data.Add("zarr.json", range, from, to);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task A_range_is_cut_out_of_the_whole(string key, string range, int from, int to)
    {
        var whole = (await Api.Get($"{sample.Root}/{key}")).Is(200);
        var (begin, end) = (from < 0 ? whole.Bytes.Length + from : from, to == 0 ? whole.Bytes.Length : to);

        var part = (await Api.Get($"{sample.Root}/{key}", ("Range", range))).Is(206);

        Assert.Equal(whole.Bytes[begin..end], part.Bytes);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"bytes {begin}-{end - 1}/{whole.Bytes.Length}"),
            part["Content-Range"]);
        Assert.Equal(whole.ETag, part.ETag);
        Assert.Equal("*", part["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_part_of_the_state_that_the_reader_has_is_sent_else_the_whole(string key)
    {
        var whole = (await Api.Get($"{sample.Root}/{key}")).Is(200);

        var part = (await Api.Get($"{sample.Root}/{key}", ("Range", "bytes=3-9"), ("If-Range", whole.ETag))).Is(206);
        var other = (await Api.Get($"{sample.Root}/{key}", ("Range", "bytes=3-9"), ("If-Range", "\"other\""))).Is(200);

        Assert.Equal(whole.Bytes[3..10], part.Bytes);
        Assert.Equal(whole.Bytes, other.Bytes);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Of_another_state_than_the_one_asked_for_nothing_is_sent(string key)
    {
        var whole = (await Api.Get($"{sample.Root}/{key}")).Is(200);

        foreach (var method in new[] { "GET", "HEAD" })
        {
            var other = await Api.Send(method, $"{sample.Root}/{key}", null, ("If-Match", "\"other\""));
            Assert.Empty(other.Is(412).Bytes);
            Assert.Equal("*", other["Access-Control-Allow-Origin"]);
            foreach (var tags in new[] { $"\"other\", {whole.ETag}", "*" })
            {
                (await Api.Send(method, $"{sample.Root}/{key}", null, ("If-Match", tags))).Is(200);
            }
        }

        (await Api.Get($"{sample.Root}/{key}", ("If-Match", whole.ETag), ("Range", "bytes=3-9"))).Is(206);
        (await Api.Get($"{sample.Root}/{key}", ("If-Match", "\"other\""), ("Range", "bytes=3-9"))).Is(412);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_range_beyond_the_end_is_not_satisfiable(string key)
    {
        var length = (await Api.Get($"{sample.Root}/{key}")).Is(200).Bytes.Length;

        foreach (var first in new[] { length, length + 1, int.MaxValue })
        {
            var range = string.Create(CultureInfo.InvariantCulture, $"bytes={first}-");
            var answer = (await Api.Get($"{sample.Root}/{key}", ("Range", range))).Is(416);
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"bytes */{length}"), answer["Content-Range"]);
            Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
        }
    }

    [Theory]
    [InlineData("pages=1-2")]
    [InlineData("bytes=9-4")]
    [InlineData("bytes=a-b")]
    public async Task What_is_no_range_of_bytes_is_answered_whole(string range)
    {
        var answer = (await Api.Get($"{sample.Root}/{SampleFolder.Chunk}", ("Range", range))).Is(200);

        Assert.Equal(sample.File(SampleFolder.Chunk), answer.Bytes);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task HEAD_tells_what_GET_would(string key)
    {
        var get = (await Api.Get($"{sample.Root}/{key}")).Is(200);

        var head = (await Api.Send("HEAD", $"{sample.Root}/{key}")).Is(200);

        Assert.Empty(head.Bytes);
        Assert.Equal(get.Bytes.Length.ToString(CultureInfo.InvariantCulture), head["Content-Length"]);
        foreach (var header in new[]
        {
            "ETag", "Content-Type", "Accept-Ranges", "Cache-Control", "Access-Control-Allow-Origin",
        })
        {
            Assert.NotNull(get[header]);
            Assert.Equal(get[header], head[header]);
        }

        Assert.Null(head["Content-Encoding"]);
        Assert.NotNull(head["Date"]);
        Assert.Equal("bytes", head["Accept-Ranges"]);
        Assert.Equal("no-cache", head["Cache-Control"]);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task What_is_known_already_is_not_sent_again(string key)
    {
        var tag = (await Api.Get($"{sample.Root}/{key}")).Is(200).ETag;
        Assert.StartsWith("\"", tag, StringComparison.Ordinal);

        foreach (var method in new[] { "GET", "HEAD" })
        {
            var known = await Api.Send(
                method, $"{sample.Root}/{key}", null, ("If-None-Match", $"\"other\", {tag}"));
            known.Is(304);
            Assert.Empty(known.Bytes);
            Assert.Equal(tag, known.ETag);
            Assert.Equal("*", known["Access-Control-Allow-Origin"]);
        }

        (await Api.Get($"{sample.Root}/{key}", ("If-None-Match", "\"other\""))).Is(200);
    }

    [Fact]
    public async Task A_chunk_that_was_written_anew_has_another_tag()
    {
        var folder = NewCopy(sample.Folder);
        var image = (await Imports.Importing.ImportImages(Api, folder))[0];
        var address = $"/zarr/0.5/{image}.zarr/{SampleFolder.Chunk}";
        var before = (await Api.Get(address)).Is(200).ETag;

        var bytes = sample.File(SampleFolder.Chunk)[..100];
        await File.WriteAllBytesAsync(Path.Join(folder, SampleFolder.Chunk), bytes);

        var after = (await Api.Get(address, ("If-None-Match", before))).Is(200);
        Assert.Equal(bytes, after.Bytes);
        Assert.NotEqual(before, after.ETag);
    }
}
