using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

public class NgffDocumentTests
{
    private const string One = """{"type":"scale","scale":[2,3],"name":"a","input":{"name":"i"},"output":{"name":"o"},"x":1}""";
    private const string Other = """{"type":"translation","translation":[10,20],"name":"b"}""";

    [Theory]
    [InlineData(One, null)]
    [InlineData($"[{One}]", null)]
    [InlineData($"[{One},{Other}]", "a")]
    [InlineData($$"""{"a":{{One}},"b":{{Other}}}""", "a")]
    [InlineData($$"""{"coordinateTransformations":[{{One}},{{Other}}]}""", "a")]
    [InlineData($$"""{"attributes":{"ome":{"version":"0.6","scene":{"coordinateTransformations":[{{One}}] } } } }""", null)]
    public void A_transformation_is_taken_as_it_is(string content, string? name)
    {
        var axes = Files.Axes("yx");
        var part = new AlignmentFilePart { Name = name };

        var file = AlignmentFileReader.Read(AlignmentFileFormat.Ngff, content, part);

        Assert.Equal(AlignmentFileFormat.Ngff, AlignmentFileReader.Recognise(content));
        Assert.Equal(
            new ScaleTransformation([2, 3]) { Name = "a" }, file.ToTransformation(new(), axes, axes));
        Files.Near([1, 1], file.ToTransformation(new() { From = AlignmentEnd.Target }, axes, axes).Carry(2, 3));
        Assert.Contains("\"i\" to \"o\"", Assert.Single(file.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_one_is_named()
    {
        const string content = $"[{One},{Other}]";

        var refusal = Files.Refuses("alignment-file-ambiguous", "/name", () => Read(content, null));
        Assert.Contains("the names are a, b", refusal.Message, StringComparison.Ordinal);
        Files.Refuses("alignment-file-part-missing", "/name", () => Read(content, "c"));
        Files.Refuses("alignment-file-ambiguous", "/name", () => Read($"[{One},{One}]", "a"));
        Files.Refuses("alignment-file-invalid", "/content", () => Read("[]", null));
        Files.Refuses("alignment-file-invalid", "/content", () => Read("7", null));
    }

    [Fact]
    public void What_does_not_fit_the_ends_is_refused()
    {
        var file = Read(One, null);

        Files.Refuses("transformation-rank-mismatch", "/content", () =>
            file.ToTransformation(new(), Files.Axes("zyx"), Files.Axes("zyx")));
        Files.Refuses("transformation-parameters-missing", "/content", () => Read("""{"type":"scale"}""", null));
        Files.Refuses("transformation-not-finite", "/content", () => Read("""{"type":"scale","scale":[1e999]}""", null));
        Files.Refuses("json-invalid", "/content", () => Read("{,}", null));
        Files.Refuses("alignment-not-invertible", "/content", () => Read(
            """{"type":"affine","affine":[[1,1,0],[1,1,0]]}""", null)
            .ToTransformation(new() { From = AlignmentEnd.Target }, Files.Axes("yx"), Files.Axes("yx")));
        foreach (var (statement, pointer) in new[]
        {
            (new AlignmentStatement { Unit = "millimeter" }, "/unit"),
            (new AlignmentStatement { Axes = ["y", "x"] }, "/axes"),
            (new AlignmentStatement { SourceFrame = AlignmentFrame.Ras }, "/sourceFrame"),
            (new AlignmentStatement { Fixed = AlignmentEnd.Source }, "/fixed"),
        })
        {
            Files.Refuses("alignment-field-unexpected", pointer, () =>
                file.ToTransformation(statement, Files.Axes("yx"), Files.Axes("yx")));
        }
    }

    private static AlignmentFile Read(string content, string? name) => AlignmentFileReader.Read(
        AlignmentFileFormat.Ngff, content, new AlignmentFilePart { Name = name });
}
