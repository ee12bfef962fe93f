using System.Net;
using OmeNgff.Tests.Support.S3;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>Buckets of a real S3 service that checks signatures.</summary>
public sealed class S3StoreTests(RunningS3 s3) : IClassFixture<RunningS3>
{
    public static TheoryData<bool> Identities => [true, false];

    /// <summary>Keys that are written in more than one way, of which a signature is for one.</summary>
    public static TheoryData<string> AwkwardKeys =>
    [
        "a b", "a+b", "a%2Fb", "100%", "ä/日本/😀", "a&b=c?d#e", "(a)!'*~", "a:b;c,d@$", "c 0/0.0.0", "\"<>[]{}|^`",
    ];

    [TheoryWithS3]
    [MemberData(nameof(Identities))]
    public async Task An_object_is_read_whole_and_in_parts_with_what_is_known_of_it(bool signed)
    {
        var folder = signed ? "signed" : "unsigned";
        await s3.Server.Put($"{folder} b/0", "0123456789"u8.ToArray(), forAll: true);
        using var factory = s3.Factory(signed ? RunningS3.Owner : new S3Identity.Anonymous());
        var store = factory.Open($"s3://images/{folder}%20b/");
        Assert.Equal($"s3://images/{folder}%20b/", store.Address);

        await using var stored = await store.Open("0", null, default);

        Assert.Equal((10L, 0L, 10L), (stored!.TotalLength, stored.Offset, stored.Length));
        Assert.Matches("^\"[0-9a-f]{32}\"$", stored.ETag);
        Assert.NotNull(stored.LastModified);
        Assert.Equal(stored.State, await store.Look("0", default));
        Assert.Equal("0123456789", await store.Text("0"));
        foreach (var (range, part) in new[]
        {
            (ByteRange.FromTo(2, 4), "234"), (ByteRange.FromTo(7, 99), "789"), (ByteRange.From(6), "6789"),
            (ByteRange.Suffix(2), "89"), (ByteRange.Suffix(99), "0123456789"), (ByteRange.FromTo(0, 0), "0"),
        })
        {
            Assert.Equal(part, System.Text.Encoding.ASCII.GetString((await store.Bytes("0", range))!));
        }

        foreach (var beyond in new[] { ByteRange.From(10), ByteRange.FromTo(11, 12) })
        {
            await Assert.ThrowsAsync<RangeNotSatisfiableException>(() => store.Bytes("0", beyond));
        }
    }

    [TheoryWithS3]
    [MemberData(nameof(AwkwardKeys))]
    public async Task A_key_is_read_looked_at_and_listed_by_its_own_name(string key)
    {
        await s3.Server.Put($"awkward {key}/{key}", [1, 2], forAll: true);
        foreach (var identity in new[] { RunningS3.Owner, new S3Identity.Anonymous() })
        {
            using var factory = s3.Factory(identity);
            var store = factory.Open("s3://images/");
            Assert.Equal([1, 2], await store.Bytes($"awkward {key}/{key}"));
            Assert.Equal(2, (await store.Look($"awkward {key}/{key}", default))!.TotalLength);
            Assert.Null(await store.Bytes($"awkward {key}/{Uri.EscapeDataString(key)} {key}"));

            var folder = factory.Open($"s3://images/{Uri.EscapeDataString($"awkward {key}")
                .Replace("%2F", "/", StringComparison.Ordinal)}");
            Assert.Equal([1, 2], await folder.Bytes(key));
            Assert.Equal(
                new StoreEntry(key.Split('/')[0], key.Contains('/', StringComparison.Ordinal)),
                Assert.Single(await folder.Entries("")));
        }
    }

    [TheoryWithS3]
    [MemberData(nameof(Identities))]
    public async Task What_is_not_there_is_absent(bool signed)
    {
        using var factory = s3.Factory(signed ? RunningS3.Owner : new S3Identity.Anonymous());
        var store = factory.Open("s3://images/none.zarr");
        Assert.Null(await store.Bytes("none"));
        Assert.Null(await store.Bytes("none", ByteRange.Suffix(4)));
        Assert.Null(await store.Look("none", default));
        Assert.Empty(await store.Entries(""));
        Assert.Equal(StoreRules.KeyInvalid, await Reading.RuleOf(() => store.Bytes("../y.zarr/zarr.json")));

        var missing = factory.Open("s3://no-such-bucket/x.zarr");
        Assert.Null(await missing.Bytes("zarr.json"));
        Assert.Null(await missing.Look("zarr.json", default));
        if (signed)
        {
            Assert.Equal(StoreRules.StoreMissing, await Reading.RuleOf(() => missing.Entries("")));
        }
    }

    [FactWithS3]
    public async Task A_folder_is_listed_page_by_page()
    {
        const int Count = (3 * S3Server.ListedAtOnce) + 1;
        var names = Enumerable.Range(0, Count).Select(i => $"{i:00}").ToList();
        await Parallel.ForEachAsync(names, async (name, _) =>
        {
            await s3.Server.Put($"many/{name}", []);
            await s3.Server.Put($"many/f{name}/deeper/0", []);
        });
        await s3.Server.Put("many/zz/", []);
        using var factory = s3.Factory(RunningS3.Owner);
        var store = factory.Open("s3://images/many");

        var entries = await store.Entries("");

        Assert.Equal(names, entries.Where(entry => !entry.IsFolder).Select(entry => entry.Name));
        Assert.Equal(
            [.. names.Select(name => $"f{name}"), "zz"],
            entries.Where(entry => entry.IsFolder).Select(entry => entry.Name));
        Assert.Equal([new StoreEntry("deeper", true)], await store.Entries("f07"));
        Assert.Equal([new StoreEntry("0", false)], await store.Entries("f07/deeper/"));
    }

    [FactWithS3]
    public async Task A_wrong_key_is_no_absence_and_is_in_no_message()
    {
        await s3.Server.Put("x", [1]);
        foreach (var identity in new[] { RunningS3.Impostor, RunningS3.Stranger })
        {
            using var factory = s3.Factory(identity);
            var store = factory.Open("s3://images");
            foreach (var attempt in new Func<Task>[]
            {
                () => store.Bytes("x"), () => store.Bytes("none"), () => store.Entries(""),
                async () => await store.Look("x", default),
            })
            {
                var problem = await Assert.ThrowsAsync<StoreException>(attempt);
                Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
                Assert.Equal("The S3 service answered 403 SignatureDoesNotMatch.", problem.Message);
                Assert.DoesNotContain("mistaken", $"{problem}", StringComparison.Ordinal);
                Assert.DoesNotContain("X-Amz", $"{problem}", StringComparison.Ordinal);
            }
        }
    }

    [FactWithS3]
    public async Task A_wrong_region_is_said()
    {
        await s3.Server.Put("x", [1]);
        using var factory = s3.Factory(RunningS3.Owner, region: "eu-west-1");
        var store = factory.Open("s3://images");
        foreach (var attempt in new Func<Task>[] { () => store.Bytes("x"), () => store.Entries("") })
        {
            var problem = await Assert.ThrowsAsync<StoreException>(attempt);
            Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
            Assert.Matches("^The S3 service answered 40[03] Authorization[A-Za-z]+\\.$", problem.Message);
        }
    }

    [FactWithS3]
    public async Task What_is_not_for_everybody_is_forbidden_without_keys()
    {
        await s3.Server.Put("private", [1]);
        using var factory = s3.Factory(new S3Identity.Anonymous());
        var store = factory.Open("s3://images");

        Assert.Equal(StoreRules.StoreForbidden, await Reading.RuleOf(() => store.Bytes("private")));
        Assert.Equal(
            StoreRules.StoreForbidden, await Reading.RuleOf(async () => await store.Look("private", default)));
    }

    [TheoryWithS3]
    [InlineData("x.zarr/0/c 0")]
    [InlineData("x.zarr/a+b/ä%25/(0)*!'")]
    public async Task A_presigned_address_is_for_one_method_of_a_plain_client(string key)
    {
        await s3.Server.Put(key, "0123456789"u8.ToArray());
        using var factory = s3.Factory(RunningS3.Owner);
        using var http = new HttpClient();
        var (store, rest) = ("s3://images/x.zarr/", key["x.zarr/".Length..]);
        var prefix = factory.PrefixOf(store)!;

        var get = await factory.ViewerAddress(prefix, store, rest, HttpMethod.Get);
        var head = await factory.ViewerAddress(prefix, store, rest, HttpMethod.Head);

        Assert.Equal("0123456789", await http.GetStringAsync(get));
        foreach (var (range, part) in new[] { ("bytes=2-3", "23"), ("bytes=-3", "789"), ("bytes=8-99", "89") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, get);
            request.Headers.TryAddWithoutValidation("Range", range);
            using var answer = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal(part, await answer.Content.ReadAsStringAsync());
        }

        using var looked = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, head));
        Assert.Equal((HttpStatusCode.OK, 10L), (looked.StatusCode, looked.Content.Headers.ContentLength!.Value));
        using var crossed = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, get));
        Assert.Equal(HttpStatusCode.Forbidden, crossed.StatusCode);
        using var unsigned = await http.GetAsync(get.GetLeftPart(UriPartial.Path));
        Assert.Equal(HttpStatusCode.Forbidden, unsigned.StatusCode);
        Assert.Matches("[?&]X-Amz-Expires=(599|600|601)&", get.Query);
    }

    [FactWithS3]
    public async Task Without_keys_the_address_is_the_object_s_own()
    {
        using var factory = s3.Factory(new S3Identity.Anonymous());
        var address = await factory.ViewerAddress(
            factory.PrefixOf("s3://images/")!, "s3://images/a%20b/", "ä/0", HttpMethod.Get);
        Assert.Equal($"{s3.Server.Address}/images/a%20b/%C3%A4/0", address.AbsoluteUri);
    }
}
