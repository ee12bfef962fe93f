using OmeNgff.Ngff.Arrays.Consolidated;
using OmeNgff.Ngff.Json;
using Kind = OmeNgff.Ngff.Arrays.Consolidated.ConsolidatedDifferenceKind;

namespace OmeNgff.Ngff.Tests.Arrays;

public class ConsolidatedComparisonTests
{
    private static ConsolidatedMetadata V2(string metadata) => ConsolidatedMetadata.ReadV2(
        RawJson.Parse($$"""{"zarr_consolidated_format": 1, "metadata": {{metadata}}}"""));

    private static ConsolidatedMetadata V3(string metadata) => ConsolidatedMetadata.ReadV3(RawJson.Parse(
        $$$"""
        {"consolidated_metadata": {"kind": "inline", "must_understand": false, "metadata": {{{metadata}}}}}
        """))!;

    private static EquatableArray<ConsolidatedDifference> Compare(
        ConsolidatedMetadata copies, params (string Key, string? Document)[] read) =>
        copies.Compare(read.ToDictionary(
            pair => pair.Key, pair => pair.Document is { } text ? RawJson.Parse(text) : null));

    [Fact]
    public void Stale_lost_and_hidden_documents_are_found_in_the_order_of_their_keys()
    {
        var found = Compare(
            V2("""{".zgroup": {"zarr_format": 2}, "0/.zarray": {"shape": [1]}, "1/.zarray": {}, "2/.zarray": {}}"""),
            ("3/.zarray", "{}"),
            ("1/.zarray", null),
            ("0/.zarray", """{"shape": [2]}"""),
            (".zgroup", """{"zarr_format": 2}"""));

        Assert.Equal(
            [
                new ConsolidatedDifference(
                    "0/.zarray",
                    Kind.Differs,
                    "The copy of '0/.zarray' in the Zarr-consolidated metadata differs from it in \"shape\"."),
                new ConsolidatedDifference(
                    "1/.zarray", Kind.Missing, "The Zarr-consolidated metadata has '1/.zarray', which is gone."),
                new ConsolidatedDifference(
                    "3/.zarray", Kind.Hidden, "The Zarr-consolidated metadata has no copy of '3/.zarray'."),
            ],
            found);
    }

    [Fact]
    public void What_was_not_looked_for_is_not_compared() =>
        Assert.Empty(Compare(V2("""{"0/.zarray": {}}"""), ("1/.zarray", null)));

    [Fact]
    public void The_documents_of_the_other_format_and_other_objects_are_not_compared()
    {
        Assert.Empty(Compare(V2("{}"), ("zarr.json", "{}"), ("0/zarr.json", "{}"), (".zmetadata", "{}"), ("0/0", "1")));
        Assert.Empty(Compare(V3("{}"), (".zgroup", "{}"), ("0/.zarray", "{}")));
    }

    [Fact]
    public void A_v3_group_does_not_hide_itself() => Assert.Empty(Compare(V3("{}"), ("zarr.json", "{}")));

    [Theory]
    [InlineData("""{"b": [1.0, 100], "a": "x"}""", """{"a": "\u0078", "b": [1, 1e2]}""")]
    [InlineData("""{"attributes": {}, "storage_transformers": [], "dimension_names": null}""", "{}")]
    [InlineData("{}", """{"consolidated_metadata": {"kind": "inline"}}""")]
    public void Documents_that_mean_the_same_are_the_same(string one, string other)
    {
        Assert.Empty(Compare(V3($$"""{"0": {{one}}}"""), ("0/zarr.json", other)));
        Assert.Empty(Compare(V3($$"""{"0": {{other}}}"""), ("0/zarr.json", one)));
    }

    [Theory]
    [InlineData(""".zarray": {"dimension_separator": "."}""", "{}")]
    [InlineData(""".zattrs": {}""", null)]
    [InlineData(""".zattrs": {}""", "{}")]
    public void Defaults_of_v2_are_the_same_as_nothing(string copy, string? document)
    {
        var key = copy[..copy.IndexOf('"', StringComparison.Ordinal)];
        Assert.Empty(Compare(V2($$"""{"0/{{copy}}}"""), ("0/" + key, document)));
    }

    [Theory]
    [InlineData(".zarray", """{"dimension_separator": "/"}""", "{}")]
    [InlineData(".zarray", """{"fill_value": null}""", "{}")]
    [InlineData(".zattrs", """{"attributes": {}}""", "{}")]
    [InlineData(".zattrs", """{"consolidated_metadata": 1}""", "{}")]
    [InlineData(".zattrs", "{}", """{"a": 1}""")]
    public void What_only_one_says_is_a_difference(string name, string one, string other)
    {
        Assert.Equal(Kind.Differs, Assert.Single(Compare(V2($$"""{"{{name}}": {{one}}}"""), (name, other))).Kind);
        Assert.Equal(Kind.Differs, Assert.Single(Compare(V2($$"""{"{{name}}": {{other}}}"""), (name, one))).Kind);
    }

    [Fact]
    public void Attributes_that_are_not_copied_are_hidden_and_absent_ones_are_missing()
    {
        Assert.Equal(Kind.Hidden, Assert.Single(Compare(V2("{}"), (".zattrs", """{"a": 1}"""))).Kind);
        Assert.Equal(Kind.Missing, Assert.Single(Compare(V2("""{".zattrs": {"a": 1}}"""), (".zattrs", null))).Kind);
        Assert.Empty(Compare(V2("{}"), (".zattrs", "{}")));
    }

    [Fact]
    public void Not_all_members_that_differ_are_named() => Assert.EndsWith(
        " in \"a\", \"b\", \"c\" and 2 more.",
        Assert.Single(Compare(
            V2("""{".zattrs": {"e": 1, "d": 1, "c": 1, "b": 1, "a": 1}}"""), (".zattrs", """{"a": 2}"""))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"a": "\ud800"}""")]
    [InlineData("""{"\ud800": 1}""")]
    public void A_document_that_nobody_can_read_differs(string document) => Assert.Equal(
        Kind.Differs, Assert.Single(Compare(V2("""{".zattrs": {"a": "x"}}"""), (".zattrs", document))).Kind);

    [Fact]
    public void A_changed_array_of_a_real_hierarchy_is_found()
    {
        const string Folder = "zarrita-fixtures/fixtures/v3/data.zarr/consolidated";
        var copies = ConsolidatedMetadata.ReadV3(Conformance.Read(Folder + "/zarr.json"))!;
        var read = copies.Documents.Keys.ToDictionary(key => key, key => (RawJson?)Conformance.Read($"{Folder}/{key}"));
        read["nested/2d.i2/zarr.json"] = read["nested/1d.i2/zarr.json"];
        read["nested/1d.i2/zarr.json"] = read["2d.contiguous.i2/zarr.json"];
        read["1d.chunked.i2/zarr.json"] = null;

        Assert.Equal(
            [
                ("1d.chunked.i2/zarr.json", Kind.Missing), ("nested/1d.i2/zarr.json", Kind.Differs),
                ("nested/2d.i2/zarr.json", Kind.Hidden),
            ],
            copies.Compare(read).Select(difference => (difference.Key, difference.Kind)));
    }
}
