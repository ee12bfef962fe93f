using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Arrays.Consolidated;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Tests.Arrays;

public sealed class ConsolidatedWriterTests
{
    private static readonly string[] Paths = ["", "0", "1/deep", "labels", "labels/nuclei", "labels/nuclei/0", "a\u00b5"];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_copy_is_read_back_as_the_document_itself(int zarrFormat)
    {
        var hierarchies =
            from paths in Gen.SubListOf(Paths)
            from numbers in Gen.ListOf(Gen.Choose(0, 1000), Paths.Length)
            select Documents(zarrFormat, [.. paths.Append("").Distinct()], [.. numbers]);
        Prop.ForAll(hierarchies.ToArbitrary(), documents =>
        {
            var written = RawJson.Parse(ConsolidatedWriter.Write(zarrFormat, documents));
            var read = zarrFormat == 2 ? ConsolidatedMetadata.ReadV2(written) : ConsolidatedMetadata.ReadV3(written)!;

            Assert.Empty(read.Diagnostics);
            Assert.Equal(
                documents.Keys.Where(key => zarrFormat == 2 || key != "zarr.json"), read.Documents.Keys);
            Assert.All(read.Documents, copy => Assert.Equal(
                Encoding.UTF8.GetString(documents[copy.Key].Span), copy.Value.Element.GetRawText()));
            Assert.Empty(read.Compare(documents.ToDictionary(
                pair => pair.Key, pair => (RawJson?)RawJson.Parse(pair.Value))));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_group_of_Zarr_v3_keeps_its_own_members_before_the_copies()
    {
        var documents = Documents(3, ["", "0"], [7, 8]);

        var written = RawJson.Parse(ConsolidatedWriter.Write(3, documents)).Element;

        Assert.Equal(
            ["zarr_format", "node_type", "attributes", "consolidated_metadata"],
            written.EnumerateObject().Select(member => member.Name));
        var copies = written.GetProperty("consolidated_metadata");
        Assert.Equal("inline", copies.GetProperty("kind").GetString());
        Assert.False(copies.GetProperty("must_understand").GetBoolean());
        Assert.Equal(["0"], copies.GetProperty("metadata").EnumerateObject().Select(member => member.Name));
    }

    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Documents(
        int zarrFormat, string[] paths, int[] numbers)
    {
        var documents = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (path, number) in paths.Zip(numbers))
        {
            var prefix = path.Length == 0 ? "" : $"{path}/";
            (string Name, string Json)[] own = zarrFormat == 3
                ? [("zarr.json", $$$"""{"zarr_format":3,"node_type":"group","attributes":{"n":{{{number}}}.50}}""")]
                : [(".zgroup", """{"zarr_format":2}"""), (".zattrs", $$$"""{"n":{{{number}}}.50}""")];
            foreach (var (name, json) in own)
            {
                documents[prefix + name] = Encoding.UTF8.GetBytes(json);
            }
        }

        return documents.ToImmutable();
    }
}
