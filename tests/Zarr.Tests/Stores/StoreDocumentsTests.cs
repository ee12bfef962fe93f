using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Json;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class StoreDocumentsTests : IDisposable
{
    private static readonly StoreLimits Limits = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<RawJson?> Read(StoreLimits? limits = null) =>
        _folder.Store().ReadDocument("zarr.json", limits ?? Limits, default);

    private async Task<StoreException> Refusal(string text, StoreLimits? limits = null)
    {
        _folder.Write("zarr.json", text);
        var problem = await Assert.ThrowsAsync<StoreException>(() => Read(limits));
        Assert.Equal($"file://{_folder.Root}/zarr.json", problem.Path);
        return problem;
    }

    [Fact]
    public async Task A_document_is_read_as_it_is_written()
    {
        const string Text = "{\"b\": 1.50, \"a\": [1e400, -0, \"\\u00b5m \U0001F600\"]}";
        _folder.Write("zarr.json", Text);
        Assert.Equal(Text, (await Read())!.ToString());
    }

    [Fact]
    public async Task No_file_is_no_document() => Assert.Null(await Read());

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "zarr.json"), "{\"a\": 1}", new UTF8Encoding(true));
        Assert.Equal(0xef, (await File.ReadAllBytesAsync(Path.Combine(_folder.Root, "zarr.json")))[0]);
        Assert.Equal("{\"a\": 1}", (await Read())!.ToString());
    }

    [Fact]
    public void Every_beginning_of_a_document_is_truncated()
    {
        var whole = Encoding.UTF8.GetBytes("{\"a\": [1, -2.5e3, true, null, \"\\u00e9\"], \"b\": {\"c\": {}}}");
        Prop.ForAll(Gen.Choose(0, whole.Length - 1).ToArbitrary(), length => string.Equals(
            StoreRules.JsonTruncated,
            Assert.Throws<StoreException>(() => JsonDocuments.Parse("x", whole.AsMemory(0, length), Limits)).Rule,
            StringComparison.Ordinal)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_are_either_read_or_refused_with_a_rule() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            JsonDocuments.Parse("x", bytes, Limits);
            return true;
        }
        catch (StoreException problem)
        {
            return problem.Rule.StartsWith("json-", StringComparison.Ordinal);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("{\n \"fill_value\": NaN}", "Line 2, byte 16: NaN")]
    [InlineData("{\"a\": 1,\n\"fill_value\": Infinity}", "Line 2, byte 15: NaN, Infinity")]
    [InlineData("{\"fill_value\": -Infinity}", "Line 1, byte 17: NaN, Infinity")]
    [InlineData("{\"a\": 1,}", "Line 1, byte 9: This is not JSON")]
    [InlineData("{} {}", "Line 1, byte 4")]
    [InlineData("// {}", "Line 1, byte 1")]
    [InlineData("<html>", "Line 1, byte 1")]
    [InlineData("{\"a\": 1, \"b\": {\"a\": 1},\n \"a\": 2}", "Line 2, byte 2: The object has the member 'a' twice")]
    [InlineData("{\"a\": 1, \"\\u0061\": 2}", "Line 1, byte 10: The object has the member 'a' twice")]
    [InlineData("{\"a\": [\"x\\u0000\"]}", "Line 1, byte 8: A string has a NUL")]
    [InlineData("{\"a\\u0000\": 1}", "Line 1, byte 2: A string has a NUL")]
    [InlineData("[\"\\ud800\"]", "Line 1, byte 2: A string has half")]
    [InlineData("[\"\0\"]", "Line 1, byte 3")]
    public async Task What_is_not_JSON_or_means_two_things_is_refused_with_its_place(string text, string message)
    {
        var problem = await Refusal(text);
        Assert.Equal(StoreRules.JsonInvalid, problem.Rule);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_with_their_place()
    {
        byte[] latin = [.. "{\n\"unit\": \""u8, 0xb5, .. "m\"}"u8];
        var problem = Assert.Throws<StoreException>(() => JsonDocuments.Parse("x", latin, Limits));
        Assert.Equal(("json-invalid", "Line 2, byte 10: The bytes are not UTF-8."), (problem.Rule, problem.Message));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task A_document_may_be_nested_64_deep_and_no_deeper(string open, string close)
    {
        _folder.Write("zarr.json", Nested(64));
        Assert.NotNull(await Read());
        Assert.Equal(StoreRules.JsonTooDeep, (await Refusal(Nested(65))).Rule);

        var problem = await Refusal(Nested(10_000));
        Assert.Equal(StoreRules.JsonTooDeep, problem.Rule);
        Assert.Contains("MaxDocumentDepth", problem.Message, StringComparison.Ordinal);

        string Nested(int depth) => string.Concat(
            [.. Enumerable.Repeat(open, depth), open == "[" ? "" : "0", .. Enumerable.Repeat(close, depth)]);
    }

    [Fact]
    public async Task A_hundred_megabytes_are_refused_without_being_read()
    {
        using (var file = File.Create(Path.Combine(_folder.Root, "zarr.json")))
        {
            file.SetLength(100_000_000);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var problem = await Assert.ThrowsAsync<StoreException>(() => Read());
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 20_000_000);
        Assert.Equal(StoreRules.DocumentTooLarge, problem.Rule);
        Assert.Contains("MaxDocumentBytes is 67108864", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_may_be_just_as_large_as_the_limit()
    {
        _folder.Write("zarr.json", "{\"a\": 1}");
        Assert.NotNull(await Read(new StoreLimits { MaxDocumentBytes = 8 }));
        var problem = await Refusal("{\"a\": 10}", new StoreLimits { MaxDocumentBytes = 8 });
        Assert.Equal(StoreRules.DocumentTooLarge, problem.Rule);
    }
}
