using OmeNgff.Ngff.AlignmentFiles;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

/// <summary>
/// Transform parameter files of elastix (manual, "Transform": T(x) = A(x − c) + t + c, and its parameter vectors).
/// </summary>
public class ElastixTests
{
    // The numbers of a test of elastix, transformparameters.3DCT_lung.affine.
    private const string Lung = "1.036712 -0.007980 -0.008800 0.021786 1.054137 -0.008197 0.004715 0.003528 1.036974 "
        + "-4.095423 -7.386937 35.655217";

    private const string LungCentre = "-75.9649967928 -43.8039956112 -1274.5000000000";

    private const string Angles = "0.2617993877991494 0.17453292519943295 0.08726646259971647";

    [Fact]
    public void An_affine_moves_its_centre_by_its_translation()
    {
        var content = Files.Elastix("AffineTransform", 3, Lung, LungCentre);

        Files.Carries(
            AlignmentFileFormat.Elastix,
            content,
            [-75.9649967928, -43.8039956112, -1274.5],
            [-80.0604197928, -51.1909326112, -1238.844783]);
        Files.Carries(
            AlignmentFileFormat.Elastix,
            content,
            [-100, 20, -1300],
            [-105.2625519227201, 15.75261683053149, -1265.1758445436055]);
    }

    [Theory]
    [InlineData("EulerTransform", Angles + " 0 0 0", "", 10.77796851333663, -4.221558034656759, -0.11765409278521677)]
    [InlineData("EulerTransform", Angles + " 0 0 0", "(ComputeZYX \"false\")", 10.77796851333663, -4.221558034656759, -0.11765409278521677)]
    [InlineData("EulerTransform", Angles + " 0 0 0", "(ComputeZYX \"true\")", 10.576622048082092, -4.702166077940367, -0.15716306019760373)]
    [InlineData("SimilarityTransform", "0.5 0.5 0.5 1 2 3 2", "", 7, 22, -7)]
    [InlineData("TranslationTransform", "1 -4 8", "", 11, -9, 11)]
    public void A_transform_of_three_axes_carries_points_as_elastix_defines_it(
        string kind, string parameters, string more, double x, double y, double z) =>
        Files.Carries(
            AlignmentFileFormat.Elastix,
            Files.Elastix(kind, 3, parameters, kind == "TranslationTransform" ? null : "0 0 0", more),
            [10, -5, 3],
            [x, y, z]);

    // The point (10, −5) about (1, 2) is (9, −7), and (7, 9) after a quarter. The translation is that of the tests of
    // elastix, Translation(1,-2).
    [Theory]
    [InlineData("EulerTransform", "1.5707963267948966 0.5 -1", 8.5, 10)]
    [InlineData("SimilarityTransform", "2 1.5707963267948966 0.5 -1", 15.5, 19)]
    [InlineData("AffineTransform", "0 -1 1 0 0.5 -1", 8.5, 10)]
    [InlineData("TranslationTransform", "1 -2", 11, -7)]
    public void A_transform_of_two_axes_carries_points_as_elastix_defines_it(
        string kind, string parameters, double x, double y) =>
        Files.Carries(
            AlignmentFileFormat.Elastix,
            Files.Elastix(kind, 2, parameters, kind == "TranslationTransform" ? null : "1 2"), [10, -5], [x, y]);

    [Theory]
    [InlineData("InitialTransformParameterFileName")]
    [InlineData("InitialTransformParametersFileName")]
    public void An_initial_transform_is_applied_before(string entry)
    {
        var content = Files.Elastix("AffineTransform", 2, "2 0 0 3 0 0", "0 0", initial: "C:\\first (1).txt")
            .Replace("InitialTransformParameterFileName", entry, StringComparison.Ordinal);
        var initial = Files.Elastix("TranslationTransform", 2, "10 20");
        var axes = Files.Axes("xy");

        var file = AlignmentFileReader.Read(
            AlignmentFileFormat.Elastix, content, new AlignmentFilePart { Initial = initial });

        Assert.Contains("first (1).txt", Assert.Single(file.Remarks), StringComparison.Ordinal);
        Assert.Equal([22, 63], file.ToTransformation(Files.Plain, axes, axes).Carry(1, 1));
        Files.Refuses("alignment-file-incomplete", "/initial", () =>
            AlignmentFileReader.Read(AlignmentFileFormat.Elastix, content, new AlignmentFilePart()));
        Files.Refuses("alignment-file-incomplete", "/initial", () =>
            AlignmentFileReader.Read(AlignmentFileFormat.Elastix, content, new AlignmentFilePart { Initial = content }));
        Files.Refuses("alignment-field-unexpected", "/initial", () =>
            AlignmentFileReader.Read(AlignmentFileFormat.Elastix, initial, new AlignmentFilePart { Initial = initial }));
        Files.Refuses("alignment-file-unsupported", "/content", () => AlignmentFileReader.Read(
            AlignmentFileFormat.Elastix,
            content.Replace("\"Compose\"", "\"Add\"", StringComparison.Ordinal),
            new AlignmentFilePart { Initial = initial }));
    }
}
