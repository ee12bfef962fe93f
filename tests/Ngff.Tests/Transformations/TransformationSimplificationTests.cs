using System.Text.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Transformations;

public class TransformationSimplificationTests
{
    [Theory]
    [InlineData("""{"type":"affine","affine":[[1,0,0],[0,1,0]]}""", """{"type":"identity"}""")]
    [InlineData("""{"type":"affine","affine":[[2,0,0],[0,-3,0]]}""", """{"type":"scale","scale":[2,-3]}""")]
    [InlineData("""{"type":"affine","affine":[[1,0,5],[0,1,-0.5]]}""", """{"type":"translation","translation":[5,-0.5]}""")]
    [InlineData(
        """{"type":"affine","affine":[[2,0,5],[0,3,0]]}""",
        """{"type":"sequence","transformations":[{"type":"scale","scale":[2,3]},{"type":"translation","translation":[5,0]}]}""")]
    [InlineData("""{"type":"affine","affine":[[0,1,0],[1,0,0]]}""", """{"type":"mapAxis","mapAxis":[1,0]}""")]
    [InlineData("""{"type":"affine","affine":[[0,-1,0],[1,0,0]]}""", """{"type":"rotation","rotation":[[0,-1],[1,0]]}""")]
    [InlineData(
        """{"type":"affine","affine":[[0.6,-0.8,1],[0.8,0.6,2]]}""",
        """{"type":"sequence","transformations":[{"type":"rotation","rotation":[[0.6,-0.8],[0.8,0.6]]},{"type":"translation","translation":[1,2]}]}""")]
    [InlineData(
        """{"type":"affine","affine":[[0,2,1],[3,0,0]]}""",
        """{"type":"sequence","transformations":[{"type":"mapAxis","mapAxis":[1,0]},{"type":"scale","scale":[2,3]},{"type":"translation","translation":[1,0]}]}""")]
    [InlineData("""{"type":"affine","affine":[[0,0,0],[1,0,0],[0,1,0]]}""", """{"type":"projectAxis","createdOutputs":[0]}""")]
    [InlineData("""{"type":"affine","affine":[[0,1,0]]}""", """{"type":"projectAxis","droppedInputs":[0]}""")]
    [InlineData("""{"type":"affine","affine":[[1,2,3],[4,5,6]]}""", """{"type":"affine","affine":[[1,2,3],[4,5,6]]}""")]
    [InlineData(
        """{"type":"sequence","transformations":[{"type":"scale","scale":[2,2]},{"type":"sequence","transformations":[{"type":"scale","scale":[0.5,0.5]}]}]}""",
        """{"type":"identity"}""")]
    [InlineData(
        """{"type":"sequence","transformations":[{"type":"scale","scale":[2,2]},{"type":"identity"},{"type":"displacements","path":"f"},{"type":"translation","translation":[1,1]},{"type":"translation","translation":[1,2]}]}""",
        """{"type":"sequence","transformations":[{"type":"scale","scale":[2,2]},{"type":"displacements","path":"f"},{"type":"translation","translation":[2,3]}]}""")]
    [InlineData(
        """{"type":"bijection","forward":{"type":"scale","scale":[1,1]},"inverse":{"type":"identity"}}""", """{"type":"identity"}""")]
    [InlineData(
        """{"type":"byDimension","transformations":[{"transformation":{"type":"scale","scale":[2]},"inputAxes":[0],"outputAxes":[0]},{"transformation":{"type":"translation","translation":[3]},"inputAxes":[1],"outputAxes":[1]}]}""",
        """{"type":"sequence","transformations":[{"type":"scale","scale":[2,1]},{"type":"translation","translation":[0,3]}]}""")]
    public void A_transformation_takes_its_smallest_form(string text, string expected)
    {
        var simple = Read(text).Simplify(2);

        Assert.Equal(Read(expected), simple);
    }

    [Theory]
    [InlineData("""{"type":"scale","scale":[0,1]}""")]
    [InlineData("""{"type":"affine","affine":[[1,2,0],[2,4,0]]}""")]
    [InlineData("""{"type":"affine","affine":[[1,2,3]]}""")]
    [InlineData("""{"type":"affine","path":"a"}""")]
    [InlineData("""{"type":"projectAxis","droppedInputs":[0]}""")]
    [InlineData("""{"type":"displacements","path":"f"}""")]
    [InlineData("""{"type":"coordinates","path":"f"}""")]
    [InlineData("""{"type":"sequence","transformations":[{"type":"identity"},{"type":"displacements","path":"f"}]}""")]
    public void What_has_no_inverse_in_closed_form_says_so(string text) => Assert.False(Read(text).TryInvert(out _));

    [Fact]
    public void The_inverse_of_a_bijection_of_fields_is_the_fields_exchanged()
    {
        var pair = Read(
            """
            {"type":"bijection","input":{"name":"a"},"output":{"name":"b"},
             "forward":{"type":"displacements","path":"f"},"inverse":{"type":"displacements","path":"i"}}
            """);

        Assert.True(pair.TryInvert(out var inverse));

        Assert.Equal(
            Read(
                """
                {"type":"bijection","input":{"name":"b"},"output":{"name":"a"},
                 "forward":{"type":"displacements","path":"i"},"inverse":{"type":"displacements","path":"f"}}
                """),
            inverse);
    }

    [Fact]
    public void Boxes_may_be_open_and_axes_may_be_flipped()
    {
        var flip = new SequenceTransformation([new ScaleTransformation([-2, 3]), new TranslationTransformation([1, 0])]);

        var (min, max) = flip.TransformBox([0, double.NegativeInfinity], [5, double.PositiveInfinity]);

        Assert.Equal<EquatableArray<double>>([-9, double.NegativeInfinity], min);
        Assert.Equal<EquatableArray<double>>([1, double.PositiveInfinity], max);
    }

    private static CoordinateTransformation Read(string text) => JsonSerializer.Deserialize<CoordinateTransformation>(text)!;
}
