using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

public class MatrixTests
{
    [Theory]
    [InlineData("0 -1 0 10\n1 0 0 20\n0 0 2 30")]
    [InlineData("# by hand\n\n0\t-1.0\t0\t1e1\r\n1 0 0 20\r\n0 0 2 30\r\n0 0 0 1\r\n")]
    [InlineData("0, -1, 0, 10\n1,0,0,20\n0,0,2,30\n0,0,0,1")]
    [InlineData("[[0, -1, 0, 10], [1, 0, 0, 20], [0, 0, 2, 30]]")]
    [InlineData(" [[0,-1,0,10],[1,0,0,20],[0,0,2,30],[0,0,0,1.0]]")]
    public void A_matrix_is_read_in_all_its_forms(string content)
    {
        var axes = Files.Axes("xyz");

        Assert.Equal(AlignmentFileFormat.Matrix, AlignmentFileReader.Recognise(content));
        Assert.Equal(
            [8, 21, 36], Files.Import(AlignmentFileFormat.Matrix, content, Files.PlainMatrix, axes, axes).Carry(1, 2, 3));
    }

    [Fact]
    public void The_axes_are_in_the_order_that_is_said()
    {
        const string content = "0 -1 10\n1 0 20";
        var statement = Files.PlainMatrix with { Axes = ["y", "x"] };

        // y 2, x 1 goes to y 9, x 22.
        Assert.Equal([22, 9], Files.Import(
            AlignmentFileFormat.Matrix, content, statement, Files.Axes("xy"), Files.Axes("xy")).Carry(1, 2));
        Files.Refuses("file-axes-mismatch", "/axes", () => Files.Import(
            AlignmentFileFormat.Matrix, content, Files.PlainMatrix, Files.Axes("xyz"), Files.Axes("xyz")));
        Files.Refuses("file-axes-mismatch", "/axes", () => Files.Import(
            AlignmentFileFormat.Matrix,
            content, Files.PlainMatrix with { Axes = ["x", "x"] }, Files.Axes("xyz"), Files.Axes("xyz")));
    }

    [Fact]
    public void Numbers_stay_as_they_are_where_nothing_is_to_be_computed()
    {
        const string content = "1.1 0.3 0.1 0.1\n0.2 0.7 0.1 0.7\n0.3 0.1 0.9 -0.3";
        var axes = Files.Axes("xyz", "micrometer");

        var transformation = Assert.IsType<AffineTransformation>(
            Files.Import(AlignmentFileFormat.Matrix, content, Files.PlainMatrix, axes, axes));

        Assert.Equal(Matrix.OfRows([1.1, 0.3, 0.1, 100], [0.2, 0.7, 0.1, 700], [0.3, 0.1, 0.9, -300]), transformation.Affine);
        Assert.Equal(
            new TranslationTransformation([1, 0, 0]),
            Files.Import(AlignmentFileFormat.Matrix, "1 0 0 1\n0 1 0 0\n0 0 1 0", Files.PlainMatrix with
            {
                Unit = "micrometer",
            }, axes, axes));
    }

    [Fact]
    public void A_matrix_may_take_pixels_and_give_a_length()
    {
        const string content = "0.5 0 0 10\n0 0.5 0 20\n0 0 2 30";
        var statement = Files.PlainMatrix with { Unit = "micrometer", InputUnit = "index" };
        var (pixels, world) = (Files.Axes("zyx", null), Files.Axes("zyx"));

        Files.Near([0.036, 0.021, 0.0105], Files.Import(
            AlignmentFileFormat.Matrix, content, statement, pixels, world).Carry(3, 2, 1));
        Files.Near([3, 2, 1], Files.Import(
            AlignmentFileFormat.Matrix, content, statement with { From = AlignmentEnd.Target }, world, pixels)
            .Carry(0.036, 0.021, 0.0105));
        Files.Near([36, 21, 10.5], Files.Import(
            AlignmentFileFormat.Matrix, content, statement with { Unit = "index", InputUnit = null }, pixels, pixels)
            .Carry(3, 2, 1));
        Files.Refuses("unit-mismatch", "/unit", () => Files.Import(
            AlignmentFileFormat.Matrix, content, statement, world, world));
        Files.Refuses("unit-mismatch", "/unit", () => Files.Import(
            AlignmentFileFormat.Matrix, content, statement with { InputUnit = null }, pixels, world));
    }
}
