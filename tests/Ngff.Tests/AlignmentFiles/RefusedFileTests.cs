using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

public class RefusedFileTests
{
    private const string Header = "#Insight Transform File V1.0\n";
    private const string Affine2 = "Transform: AffineTransform_double_2_2\n";

    public static TheoryData<AlignmentFileFormat, string, string> Bad()
    {
        var data = new TheoryData<AlignmentFileFormat, string, string>();
        void Itk(string content, string rule) => data.Add(AlignmentFileFormat.Itk, Header + content, rule);
        Itk("", "alignment-file-invalid");
        Itk("Parameters: 1 2\n", "alignment-file-invalid");
        Itk("hello\n", "alignment-file-invalid");
        Itk("Transform: BSplineTransform_double_3_3\nParameters: 0\nFixedParameters: 0\n", "alignment-file-unsupported");
        Itk("Transform: DisplacementFieldTransform_double_3_3\n", "alignment-file-unsupported");
        Itk("Transform: AffineTransform\nParameters: 1 0 0 1 0 0\nFixedParameters: 0 0\n", "alignment-file-unsupported");
        Itk("Transform: AffineTransform_double_4_4\n", "alignment-file-unsupported");
        Itk("Transform: AffineTransform_double_2_3\n", "alignment-file-unsupported");
        Itk("Transform: Euler3DTransform_double_2_2\n", "alignment-file-unsupported");
        Itk(Affine2 + "Parameters: 1 0 0 1 0\nFixedParameters: 0 0\n", "alignment-file-invalid");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 0\n", "alignment-file-invalid");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 0\nFixedParameters: \n", "alignment-file-invalid");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 0\nFixedParameters: 0 0 0\n", "alignment-file-invalid");
        Itk(Affine2 + "FixedParameters: 0 0\n", "alignment-file-invalid");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 0\nParameters: 1 0 0 1 0 0\nFixedParameters: 0 0\n", "alignment-file-invalid");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 one\nFixedParameters: 0 0\n", "alignment-file-invalid");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 1,5\nFixedParameters: 0 0\n", "alignment-file-invalid");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 NaN\nFixedParameters: 0 0\n", "transformation-not-finite");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 -Infinity\nFixedParameters: 0 0\n", "transformation-not-finite");
        Itk(Affine2 + "Parameters: 1 0 0 1 0 1e999\nFixedParameters: 0 0\n", "transformation-not-finite");
        Itk(Affine2 + "Parameters: 1e308 1e308 0 1 0 0\nFixedParameters: 1e9 1e9\n", "transformation-overflow");
        Itk(
            Affine2 + $"Parameters: {string.Join(' ', Enumerable.Repeat("0", 257))}\nFixedParameters: 0 0\n",
            "alignment-file-too-long");
        var one = "Transform: TranslationTransform_double_2_2\nParameters: 1 2\nFixedParameters: \n";
        Itk(one + one, "alignment-file-ambiguous");
        Itk("Transform: CompositeTransform_double_2_2\n", "alignment-file-invalid");
        Itk(one + "Transform: CompositeTransform_double_2_2\n" + one, "alignment-file-ambiguous");
        Itk(
            "Transform: CompositeTransform_double_2_2\nTransform: CompositeTransform_double_2_2\n" + one,
            "alignment-file-unsupported");
        Itk(
            "Transform: CompositeTransform_double_2_2\n" + one + one.Replace("2_2", "3_3", StringComparison.Ordinal)
                .Replace("1 2", "1 2 3", StringComparison.Ordinal),
            "alignment-file-invalid");
        Itk(
            "Transform: CompositeTransform_double_2_2\n" + string.Concat(Enumerable.Repeat(one, 65)),
            "alignment-file-too-long");
        Itk("Transform: CompositeTransform_double_2_2\nComponentTransformFile: a.txt\n", "alignment-file-incomplete");
        Itk("Transform: VersorTransform_double_3_3\nParameters: 1 1 0\nFixedParameters: 0 0 0\n", "alignment-file-invalid");
        Itk("\u0000\u0000mat", "alignment-file-binary");
        data.Add(AlignmentFileFormat.Itk, "\u0089HDF\r\n\u001a\n", "alignment-file-binary");
        data.Add(AlignmentFileFormat.Itk, "\uFFFDHDF\r\n\uFFFD\n", "alignment-file-binary");

        void Elastix(string content, string rule) => data.Add(AlignmentFileFormat.Elastix, content, rule);
        Elastix("", "alignment-file-invalid");
        Elastix("(Transform \"AffineTransform\"", "alignment-file-invalid");
        Elastix("Transform AffineTransform", "alignment-file-invalid");
        Elastix("()", "alignment-file-invalid");
        Elastix("(Transform \"AffineTransform\")", "alignment-file-unsupported");
        Elastix(Files.Elastix("BSplineTransform", 2, "1 2"), "alignment-file-unsupported");
        Elastix(Files.Elastix("AffineTransform", 4, "1 2"), "alignment-file-unsupported");
        Elastix(Files.Elastix("AffineTransform", 2, "1 0 0 1 0 0"), "alignment-file-invalid");
        Elastix(Files.Elastix("AffineTransform", 2, "1 0 0 1 0 0", "0 0 0"), "alignment-file-invalid");
        Elastix(Files.Elastix("AffineTransform", 2, "1 0 0 1 0", "0 0"), "alignment-file-invalid");
        Elastix(Files.Elastix("AffineTransform", 2, "1 0 0 1 0 inf", "0 0"), "alignment-file-invalid");
        Elastix(Files.Elastix("AffineTransform", 2, "1 0 0 1 0 NaN", "0 0"), "transformation-not-finite");
        Elastix(
            Files.Elastix("TranslationTransform", 2, "1 2").Replace("NumberOfParameters 2", "NumberOfParameters 3", StringComparison.Ordinal),
            "alignment-file-invalid");
        Elastix(Files.Elastix("TranslationTransform", 2, "1 2", more: "(Transform \"a\")"), "alignment-file-invalid");
        Elastix(
            Files.Elastix("TranslationTransform", 2, "1 2", more: "(UseBinaryFormatForTransformationParameters \"true\")"),
            "alignment-file-incomplete");
        Elastix(
            Files.Elastix("TranslationTransform", 2, "1 2", more: "(UseDirectionCosines \"false\")\n(Direction 0 1 1 0)"),
            "alignment-file-unsupported");
        Elastix(
            Files.Elastix("EulerTransform", 3, "0 0 0 1 2 3", "0 0 0", "(ComputeZYX \"maybe\")"), "alignment-file-invalid");
        Elastix(Files.Elastix("AffineTransform", 2, "1 0 0 1 0 0", "0 0", initial: "0.txt"), "alignment-file-incomplete");

        Elastix(
            Files.Elastix("TranslationTransform", 2, "1 2", more: "(UseDirectionCosines \"true\" \"false\")"),
            "alignment-file-invalid");
        Elastix(string.Concat(Enumerable.Range(0, 1001).Select(entry => $"(e{entry} 1)\n")), "alignment-file-too-long");
        Elastix(
            Files.Elastix("AffineTransform", 2, string.Join(' ', Enumerable.Repeat("0", 257)), "0 0"),
            "alignment-file-too-long");

        void Xml(string content, string rule) => data.Add(AlignmentFileFormat.Bigdataviewer, content, rule);
        Xml("", "alignment-file-invalid");
        Xml("<SpimData>", "alignment-file-invalid");
        Xml("<SpimData/>", "alignment-file-invalid");
        Xml("<html></html>", "alignment-file-unsupported");
        Xml("<!DOCTYPE SpimData [<!ENTITY a \"aaaa\">]><SpimData>&a;</SpimData>", "alignment-file-invalid");
        Xml("<!DOCTYPE SpimData SYSTEM \"file:///etc/passwd\"><SpimData/>", "alignment-file-invalid");
        Xml(string.Concat(Enumerable.Repeat("<SpimData>", 100)), "alignment-file-too-long");
        Xml($"<SpimData a=\"{new string('b', 1 << 16)}\"/>", "alignment-file-too-long");
        Xml(
            $"<SpimData><ViewSetup>{string.Concat(Enumerable.Repeat("<a/>", 10_000))}</ViewSetup></SpimData>",
            "alignment-file-too-long");
        Xml(Files.BigDataViewer(), "alignment-file-invalid");
        Xml(Files.BigDataViewer("1 0 0 0 0 1 0 0 0 0 1"), "alignment-file-invalid");
        Xml(Files.BigDataViewer("1 0 0 0 0 1 0 0 0 0 1 NaN"), "transformation-not-finite");
        Xml(Files.BigDataViewer("1 0 0 0, 0 1 0 0, 0 0 1 0"), "alignment-file-invalid");
        Xml(
            Files.BigDataViewer("1 0 0 0 0 1 0 0 0 0 1 0").Replace("\"affine\"", "\"spline\"", StringComparison.Ordinal),
            "alignment-file-unsupported");
        Xml(Files.BigDataViewer([.. Enumerable.Repeat("1 0 0 0 0 1 0 0 0 0 1 0", 65)]), "alignment-file-too-long");
        Xml(Files.BigDataViewer([.. Enumerable.Repeat("1e300 0 0 0 0 1 0 0 0 0 1 0", 2)]), "transformation-overflow");
        Xml(
            Files.BigDataViewer("1 0 0 0 0 1 0 0 0 0 1 0").Replace("setup=\"0\"", "setup=\"-1\"", StringComparison.Ordinal),
            "alignment-file-invalid");

        void Matrix(string content, string rule) => data.Add(AlignmentFileFormat.Matrix, content, rule);
        Matrix("", "alignment-file-invalid");
        Matrix("# nothing", "alignment-file-invalid");
        Matrix("1 0 0\n0 1", "alignment-file-invalid");
        Matrix("1 0\n0 1\n0 0", "alignment-file-invalid");
        Matrix("1 0 0\n0 1 0\n0 0.5 1", "alignment-file-invalid");
        Matrix("1;0;0\n0;1;0", "alignment-file-invalid");
        Matrix("1,5 0,5\n0,0 1,0", "alignment-file-invalid");
        Matrix("1 0 nan\n0 1 0", "transformation-not-finite");
        Matrix("[[1, 0, 0], [0, 1, \"0\"]]", "alignment-file-invalid");
        Matrix("[1, 0, 0]", "alignment-file-invalid");
        Matrix("[[1, 0, 0], [0, 1, 1e999]]", "transformation-not-finite");
        Matrix("[[1, 0, 0], [0, 1", "json-truncated");
        Matrix(string.Join('\n', Enumerable.Repeat("1 2", 12)), "alignment-file-too-long");
        Matrix(string.Join(' ', Enumerable.Repeat("1", 300)), "alignment-file-too-long");
        Matrix("1 0 0\n0 1 0\n" + new string(' ', 1 << 16), "alignment-file-too-long");
        data.Add(
            AlignmentFileFormat.Ngff, $"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]", "alignment-file-too-long");
        return data;
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_file_that_cannot_be_taken_over_is_refused_with_a_rule(
        AlignmentFileFormat format, string content, string rule)
    {
        var axes = Files.Axes("xyz");
        var refusal = Assert.Throws<NgffException>(() => Files.Import(
            format, content, format == AlignmentFileFormat.Matrix ? Files.PlainMatrix : Files.Plain, axes, axes));

        var fault = Assert.Single(refusal.Diagnostics);
        Assert.Equal(rule, fault.Rule);
        Assert.Equal(rule == "alignment-file-incomplete" && content.Contains("0.txt", StringComparison.Ordinal) ? "/initial" : "/content", fault.Pointer);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.Message.Length, 10, 500);
    }

    [Theory]
    [InlineData("#Insight Transform File V1.0\n", AlignmentFileFormat.Itk)]
    [InlineData("\uFEFF(Transform \"EulerTransform\")", AlignmentFileFormat.Elastix)]
    [InlineData("// comment\n(Transform \"EulerTransform\")", AlignmentFileFormat.Elastix)]
    [InlineData("<?xml version=\"1.0\"?><SpimData/>", AlignmentFileFormat.Bigdataviewer)]
    [InlineData("  {}", AlignmentFileFormat.Ngff)]
    [InlineData("[ {", AlignmentFileFormat.Ngff)]
    [InlineData("[[1", AlignmentFileFormat.Matrix)]
    [InlineData("-1 2", AlignmentFileFormat.Matrix)]
    [InlineData("hello", null)]
    [InlineData("<html>", null)]
    [InlineData("", null)]
    public void A_format_is_known_by_how_it_begins(string content, AlignmentFileFormat? format) =>
        Assert.Equal(format, AlignmentFileReader.Recognise(content));

    [Fact]
    public void A_binary_file_is_refused_with_how_to_convert_it() => Assert.Contains(
        "ConvertTransformFile",
        Files.Refuses("alignment-file-binary", "/content", () => AlignmentFileReader.Recognise("\0\0\0\0mat")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void What_a_format_has_not_is_refused()
    {
        var matrix = "1 0 0\n0 1 0";

        Refuses("/name", new AlignmentFilePart { Name = "a" });
        Refuses("/initial", new AlignmentFilePart { Initial = "a" });
        Refuses("/view", new AlignmentFilePart { Timepoint = 1 });
        var all = Assert.Throws<NgffException>(() => Files.Import(
            AlignmentFileFormat.Matrix, matrix, new AlignmentStatement(), Files.Axes("yx"), Files.Axes("yx"))).Diagnostics;
        Assert.Equal(["/from", "/axes", "/unit"], all.Select(fault => fault.Pointer));

        void Refuses(string pointer, AlignmentFilePart part) => Files.Refuses(
            "alignment-field-unexpected", pointer, () => AlignmentFileReader.Read(AlignmentFileFormat.Matrix, matrix, part));
    }
}
