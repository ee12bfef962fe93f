using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

/// <summary>
/// Transform files of ITK. Where points go was computed apart from the code under test: by hand, or from the turn about an
/// axis (Rodrigues) where a kind is defined by angles or a versor.
/// </summary>
public class ItkTransformTests
{
    // itkEuler3DTransformTest: 15, 10 and 5 degrees about x, y and z, and the point (10, −5, 3).
    private const string Angles = "0.2617993877991494 0.17453292519943295 0.08726646259971647";

    // Half a radian about (1, 2, 2) / 3, times the sine of its half.
    private const string Versor = "0.08246798641817431 0.16493597283634862 0.16493597283634862";

    [Theory]
    [InlineData("Euler3DTransform_double_3_3", Angles + " 0 0 0", "0 0 0", 10.77796851333663, -4.221558034656759, -0.11765409278521677)]
    [InlineData("Euler3DTransform_double_3_3", Angles + " 0 0 0", "0 0 0 0", 10.77796851333663, -4.221558034656759, -0.11765409278521677)]
    [InlineData("Euler3DTransform_double_3_3", Angles + " 0 0 0", "0 0 0 1", 10.576622048082092, -4.702166077940367, -0.15716306019760373)]
    [InlineData("Euler3DTransform_double_3_3", "0 0 0 1 -4 8", "7 7 7", 11, -9, 11)]
    [InlineData("CenteredEuler3DTransform_double_3_3", Angles + " 0 0 0 1 2 3", "0 0 0", 11.77796851333663, -2.221558034656759, 2.88234590721478323)]
    [InlineData("CenteredEuler3DTransform_double_3_3", "0 0 1.5707963267948966 1 2 3 0 0 1", "", 8, 11, 4)]
    [InlineData("VersorTransform_double_3_3", Versor, "1 2 3", 11.067552549327619, -1.402544077284755, -1.1312321973790542)]
    [InlineData("VersorRigid3DTransform_double_3_3", Versor + " 0.5 -1 2", "1 2 3", 11.567552549327619, -2.402544077284755, 0.8687678026209458)]
    [InlineData("Similarity3DTransform_double_3_3", Versor + " 0.5 -1 2 1.5", "1 2 3", 16.60132882399143, -4.103816115927132, -1.1968482960685813)]
    [InlineData("ScaleVersor3DTransform_double_3_3", Versor + " 0.5 -1 2 1.1 0.9 2", "1 2 3", 12.46755254932762, -1.702544077284755, 0.8687678026209458)]
    [InlineData("TranslationTransform_double_3_3", "1 -4 8", "", 11, -9, 11)]
    [InlineData("IdentityTransform_double_3_3", "", "", 10, -5, 3)]
    [InlineData("ScaleTransform_double_3_3", "2 3 4", "1 0 1", 19, -15, 9)]

    // x − c = (9, −7, 0), turned a quarter about x is (9, 0, −7); with c and t (20, 22, 26).
    [InlineData("MatrixOffsetTransformBase_double_3_3", "1 0 0 0 0 -1 0 1 0 10 20 30", "1 2 3", 20, 22, 26)]
    [InlineData("AffineTransform_float_3_3", "1 0 0 0 0 -1 0 1 0 10 20 30", "1 2 3", 20, 22, 26)]
    public void A_transform_of_three_axes_carries_points_as_ITK_defines_it(
        string kind, string parameters, string fixedParameters, double x, double y, double z) =>
        Files.Carries(AlignmentFileFormat.Itk, Files.Itk(kind, parameters, fixedParameters), [10, -5, 3], [x, y, z]);

    // The point (10, −5) about (1, 2) is (9, −7), and (7, 9) after a quarter.
    [Theory]
    [InlineData("Euler2DTransform_double_2_2", "1.5707963267948966 0.5 -1", "1 2", 8.5, 10)]
    [InlineData("Rigid2DTransform_double_2_2", "1.5707963267948966 0.5 -1", "1 2", 8.5, 10)]
    [InlineData("CenteredRigid2DTransform_double_2_2", "1.5707963267948966 1 2 0.5 -1", "", 8.5, 10)]
    [InlineData("Similarity2DTransform_double_2_2", "2 1.5707963267948966 0.5 -1", "1 2", 15.5, 19)]
    [InlineData("CenteredSimilarity2DTransform_double_2_2", "2 1.5707963267948966 1 2 0.5 -1", "", 15.5, 19)]
    [InlineData("AffineTransform_double_2_2", "0 -1 1 0 0.5 -1", "1 2", 8.5, 10)]
    [InlineData("TranslationTransform_double_2_2", "1 -2", "", 11, -7)]
    public void A_transform_of_two_axes_carries_points_as_ITK_defines_it(
        string kind, string parameters, string fixedParameters, double x, double y) =>
        Files.Carries(AlignmentFileFormat.Itk, Files.Itk(kind, parameters, fixedParameters), [10, -5], [x, y]);

    [Fact]
    public void A_third_of_a_turn_about_the_diagonal_is_exact()
    {
        // x goes to y, y to z, z to x; (2, 3, 4) less the centre is (1, 2, 3).
        var axes = Files.Axes("xyz");
        var transformation = Files.Import(
            AlignmentFileFormat.Itk,
            Files.Itk("VersorRigid3DTransform_double_3_3", "0.5 0.5 0.5 0 0 0", "1 1 1"), Files.Plain, axes, axes);

        Assert.Equal(new MapAxisTransformation([2, 0, 1]), transformation);
        Assert.Equal([4, 2, 3], transformation.Carry(2, 3, 4));
    }

    [Fact]
    public void Half_a_turn_may_be_rounded()
    {
        Files.Carries(
            AlignmentFileFormat.Itk,
            Files.Itk("VersorTransform_double_3_3", "0 0 1.0000001", "0 0 0"), [10, -5, 3], [-10, 5, 3]);
    }

    [Fact]
    public void The_last_transform_of_a_composite_is_applied_first()
    {
        const string content = """
            #Insight Transform File V1.0
            #Transform 0
            Transform: CompositeTransform_double_3_3
            #Transform 1
            Transform: ScaleTransform_double_3_3
            Parameters: 2 3 4
            FixedParameters: 0 0 0
            #Transform 2
            Transform: TranslationTransform_double_3_3
            Parameters: 10 20 30
            FixedParameters:
            """;

        // (1, 1, 1) is first moved to (11, 21, 31).
        Files.Carries(AlignmentFileFormat.Itk, content, [1, 1, 1], [22, 63, 124]);
        Files.Carries(AlignmentFileFormat.Itk, content.ReplaceLineEndings("\r\n"), [1, 1, 1], [22, 63, 124]);
    }

    [Fact]
    public void The_header_names_the_software_and_the_frame_is_LPS()
    {
        var file = AlignmentFileReader.Read(
            AlignmentFileFormat.Itk, "\uFEFF" + Files.Itk("IdentityTransform_double_3_3", ""), new AlignmentFilePart());

        Assert.Equal("ITK (Insight Transform File V1.0)", file.Software);
        Assert.Equal(AlignmentFrame.Lps, file.Frame);
        Assert.Null(file.Unit);
    }
}
