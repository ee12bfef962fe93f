using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Arrays.Consolidated;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Tests.Arrays;

public class ConsolidatedMetadataTests
{
    private const string V2 = "zarrita-fixtures/fixtures/v2/data.zarr/.zmetadata";
    private const string V3 = "zarrita-fixtures/fixtures/v3/data.zarr/consolidated";

    private static ConsolidatedMetadata ReadV2(string metadata) => ConsolidatedMetadata.ReadV2(
        RawJson.Parse($$"""{"zarr_consolidated_format": 1, "metadata": {{metadata}}}"""));

    private static ConsolidatedMetadata ReadV3(string metadata) => ConsolidatedMetadata.ReadV3(RawJson.Parse(
        $$$"""
        {"consolidated_metadata": {"kind": "inline", "must_understand": false, "metadata": {{{metadata}}}}}
        """))!;

    /// <summary>The one diagnostic, as pointer and message.</summary>
    private static (string Pointer, string Message) Single(ConsolidatedMetadata read)
    {
        var diagnostic = Assert.Single(read.Diagnostics);
        Assert.Equal(("consolidated-invalid", Severity.Warning), (diagnostic.Rule, diagnostic.Severity));
        Assert.Equal(read.ZarrFormat == 2 ? ".zmetadata" : "zarr.json", diagnostic.Path);
        Assert.False(diagnostic.Refuses);
        return (diagnostic.Pointer, diagnostic.Message);
    }

    [Fact]
    public void A_v2_document_is_read()
    {
        var read = ConsolidatedMetadata.ReadV2(Conformance.Read(V2));

        Assert.Equal((2, true), (read.ZarrFormat, read.Usable));
        Assert.Empty(read.Diagnostics);
        Assert.Equal(36, read.Documents.Count);
        Assert.Equal(RawJson.Parse("""{"answer": 42}"""), read.Documents[".zattrs"]);
        Assert.Equal(RawJson.Parse("""{"zarr_format": 2}"""), read.Documents["my group with spaces/.zgroup"]);
        Assert.Equal(read.Documents.Keys.Order(StringComparer.Ordinal), read.Documents.Keys);
    }

    [Fact]
    public void A_v3_group_is_read_and_agrees_with_the_documents_below_it()
    {
        var read = ConsolidatedMetadata.ReadV3(Conformance.Read(V3 + "/zarr.json"));

        Assert.Equal((3, true), (read!.ZarrFormat, read.Usable));
        Assert.Empty(read.Diagnostics);
        string[] keys =
            ["1d.chunked.i2/zarr.json", "2d.contiguous.i2/zarr.json", "nested/1d.i2/zarr.json", "nested/zarr.json"];
        Assert.Equal(keys, read.Documents.Keys);
        Assert.Empty(read.Compare(keys.Append("zarr.json").ToDictionary(
            key => key, key => (RawJson?)Conformance.Read($"{V3}/{key}"))));
    }

    [Fact]
    public void A_v3_group_may_consolidate_nothing()
    {
        Assert.Null(ConsolidatedMetadata.ReadV3(Conformance.Read(V3 + "/nested/zarr.json")));
        Assert.Null(ConsolidatedMetadata.ReadV3(RawJson.EmptyObject));
        Assert.Null(ConsolidatedMetadata.ReadV3(RawJson.Parse("[]")));
        Assert.Empty(ReadV3("{}").Documents);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "/zarr_consolidated_format")]
    [InlineData("""{"zarr_consolidated_format": "1", "metadata": {}}""", "/zarr_consolidated_format")]
    [InlineData("""{"zarr_consolidated_format": 2, "metadata": {}}""", "/zarr_consolidated_format")]
    [InlineData("""{"zarr_consolidated_format": 1}""", "/metadata")]
    [InlineData("""{"zarr_consolidated_format": 1, "metadata": []}""", "/metadata")]
    public void An_unknown_v2_form_is_of_no_use(string document, string pointer)
    {
        var read = ConsolidatedMetadata.ReadV2(RawJson.Parse(document));

        Assert.Equal(pointer, Single(read).Pointer);
        Assert.False(read.Usable);
        Assert.Empty(read.Documents);
        Assert.Empty(read.Compare(new Dictionary<string, RawJson?> { [".zgroup"] = RawJson.EmptyObject }));
    }

    [Theory]
    [InlineData("1", "")]
    [InlineData("""{"metadata": {}, "must_understand": false}""", "/kind")]
    [InlineData("""{"kind": "linked", "metadata": {}, "must_understand": false}""", "/kind")]
    [InlineData("""{"kind": "inline", "must_understand": false}""", "/metadata")]
    [InlineData("""{"kind": "inline", "must_understand": false, "metadata": null}""", "/metadata")]
    public void An_unknown_v3_form_is_of_no_use(string member, string pointer)
    {
        var read = ConsolidatedMetadata.ReadV3(RawJson.Parse($$"""{"consolidated_metadata": {{member}} }"""));

        Assert.Equal("/consolidated_metadata" + pointer, Single(read!).Pointer);
        Assert.False(read!.Usable);
    }

    [Theory]
    [InlineData("""{"kind": "inline", "metadata": {"0": {}}}""")]
    [InlineData("""{"kind": "inline", "metadata": {"0": {}}, "must_understand": true}""")]
    public void A_member_that_must_be_understood_is_noted_and_read(string member)
    {
        var read = ConsolidatedMetadata.ReadV3(RawJson.Parse($$"""{"consolidated_metadata": {{member}} }"""));

        Assert.Equal("/consolidated_metadata/must_understand", Single(read!).Pointer);
        Assert.Equal(["0/zarr.json"], read!.Documents.Keys);
    }

    [Theory]
    [InlineData("/0/.zarray", "/metadata/~10~1.zarray")]
    [InlineData("../0/.zarray", "/metadata/..~10~1.zarray")]
    [InlineData("0/../.zarray", "/metadata/0~1..~1.zarray")]
    [InlineData("./.zarray", "/metadata/.~1.zarray")]
    [InlineData("0//.zarray", "/metadata/0~1~1.zarray")]
    [InlineData("0\\\\1/.zarray", "/metadata/0\\1~1.zarray")]
    [InlineData("0\\u0000/.zarray", "/metadata/0\0~1.zarray")]
    [InlineData("0/0.0", "/metadata/0~10.0")]
    [InlineData("0/zarr.json", "/metadata/0~1zarr.json")]
    [InlineData(".zmetadata", "/metadata/.zmetadata")]
    [InlineData("", "/metadata/")]
    public void A_v2_key_that_leads_elsewhere_is_left_out(string key, string pointer)
    {
        var read = ReadV2($$"""{"{{key}}": {}, "1/.zarray": {} }""");

        Assert.Equal(pointer, Single(read).Pointer);
        Assert.Equal(["1/.zarray"], read.Documents.Keys);
        Assert.True(read.Usable);
    }

    [Theory]
    [InlineData("/0")]
    [InlineData("0/")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData(".")]
    [InlineData("")]
    public void A_v3_path_that_leads_elsewhere_is_left_out(string path)
    {
        var read = ReadV3($$"""{"{{path}}": {}, "1": {} }""");

        Assert.Equal(
            $"/consolidated_metadata/metadata/{path.Replace("/", "~1", StringComparison.Ordinal)}",
            Single(read).Pointer);
        Assert.Equal(["1/zarr.json"], read.Documents.Keys);
    }

    [Fact]
    public void What_is_no_object_is_left_out()
    {
        var read = ReadV2("""{"0/.zarray": [], "1/.zarray": {}}""");

        Assert.Equal(
            ("/metadata/0~1.zarray", "The copy of a document is an object, not a list; it is left out."), Single(read));
        Assert.Equal(["1/.zarray"], read.Documents.Keys);
    }

    [Fact]
    public void Of_two_copies_of_one_document_the_first_counts()
    {
        var read = ReadV2("""{".zattrs": {"a": 1}, ".zattrs": {"a": 2}}""");

        Assert.Equal("/metadata/.zattrs", Single(read).Pointer);
        Assert.Equal(RawJson.Parse("""{"a": 1}"""), read.Documents[".zattrs"]);
    }

    [Theory]
    [InlineData("""{"\ud800": {}}""")]
    [InlineData("""{".zattrs": {"a": ["\udc00"]}}""")]
    public void What_is_no_Unicode_text_makes_it_useless_and_does_not_fail(string metadata)
    {
        Assert.False(ReadV2(metadata).Usable);
        Single(ReadV2(metadata));
        Assert.False(ReadV3(metadata).Usable);
    }

    [Fact]
    public void Many_faults_are_counted_and_not_listed()
    {
        var faults = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"\"../{i}\": {{}}"));
        var read = ReadV2($"{{{faults}}}");

        Assert.Equal(ConsolidatedMetadata.DefaultMaxDiagnostics + 1, read.Diagnostics.Count);
        Assert.Equal("900 more faults are not listed.", read.Diagnostics[^1].Message);
    }

    [Fact]
    public void Any_key_is_either_taken_or_noted() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        var key = new string([.. text.Get.Where(character => !char.IsSurrogate(character))]);
        var read = ReadV3($$"""{ {{System.Text.Json.JsonSerializer.Serialize(key)}}: {} }""");
        return read.Documents.Count + read.Diagnostics.Count == 1
            && read.Documents.Keys.All(taken => taken == key + "/zarr.json");
    }).QuickCheckThrowOnFailure();
}
