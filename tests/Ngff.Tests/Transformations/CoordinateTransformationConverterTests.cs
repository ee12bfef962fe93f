using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Transformations;

public class CoordinateTransformationConverterTests
{
    [Theory]
    [InlineData("""{"type":"identity"}""")]
    [InlineData("""{"type":"scale","scale":[1.0,0.5002025531914894,0.3603981534640209]}""")]
    [InlineData(
        """{"type":"translation","name":"shift","input":{"name":"a","path":"0"},"output":{"name":"b"},"translation":[0.0,-1.5]}""")]
    [InlineData("""{"type":"mapAxis","mapAxis":[1,0,2]}""")]
    [InlineData("""{"type":"projectAxis","droppedInputs":[0],"createdOutputs":[0,3]}""")]
    [InlineData("""{"type":"projectAxis","createdOutputs":[1]}""")]
    [InlineData("""{"type":"affine","affine":[[1.0,2.0,3.0],[4.0,5.0,6.0]]}""")]
    [InlineData("""{"type":"affine","path":"matrix"}""")]
    [InlineData("""{"type":"rotation","rotation":[[0.0,-1.0],[1.0,0.0]]}""")]
    [InlineData("""{"type":"rotation","path":"matrix"}""")]
    [InlineData(
        """{"type":"byDimension","transformations":[{"transformation":{"type":"scale","scale":[2.0]},"inputAxes":[1],"outputAxes":[0]}]}""")]
    [InlineData(
        """{"type":"bijection","forward":{"type":"displacements","path":"f"},"inverse":{"type":"displacements","path":"i","interpolation":"linear"}}""")]
    [InlineData("""{"type":"coordinates","path":"c","interpolation":"nearest"}""")]
    [InlineData("""{"type":"scale","scale":[2.0],"attributes":{"made by":"hand"}}""")]
    [InlineData(
        """{"type":"sequence","transformations":[{"type":"scale","scale":[2.0]},{"type":"translation","translation":[1E-07]}]}""")]
    public void Text_is_read_and_written_the_same(string text)
    {
        var transformation = JsonSerializer.Deserialize<CoordinateTransformation>(text)!;

        Assert.Equal(text, JsonSerializer.Serialize(transformation));
    }

    [Fact]
    public void Derived_types_are_written_in_the_same_form()
    {
        Assert.Equal(
            """{"type":"scale","scale":[2.0]}""", JsonSerializer.Serialize(new ScaleTransformation([2])));
    }

    [Theory]
    [InlineData("""[]""", "json-type")]
    [InlineData("""{"scale":[1]}""", "json-type")]
    [InlineData("""{"type":"scale"}""", "transformation-parameters-missing")]
    [InlineData("""{"type":"bijection","forward":{"type":"identity"}}""", "transformation-parameters-missing")]
    [InlineData("""{"type":"projectAxis"}""", "transformation-parameters-missing")]
    [InlineData("""{"type":"byDimension","transformations":[{"type":"scale","scale":[2]}]}""", "transformation-parameters-missing")]
    [InlineData("""{"type":"affine","affine":[[1,2],[3]]}""", "transformation-rank-mismatch")]
    [InlineData("""{"type":"affine","affine":[1,2]}""", "json-type")]
    [InlineData("""{"type":"affine","affine":[[1,2]],"path":"a"}""", "transformation-parameters-ambiguous")]
    [InlineData("""{"type":"mapAxis","mapAxis":[0,-1]}""", "axis-index-invalid")]
    [InlineData("""{"type":"mapAxis","mapAxis":[0.5]}""", "axis-index-invalid")]
    [InlineData("""{"type":"scale","scale":[1],"input":"physical"}""", "json-type")]
    [InlineData("""{"type":"scale","scale":[1],"input":{}}""", "reference-empty")]
    [InlineData("""{"type":"scale","scale":1}""", "json-type")]
    [InlineData("""{"type":"scale","scale":["1"]}""", "json-type")]
    [InlineData("""{"type":"scale","scale":[1],"translation":[1]}""", "json-type")]
    [InlineData("""{"type":"scale","path":"field"}""", "transformation-parameters-missing")]
    [InlineData("""{"type":"identity","identity":[1]}""", "json-type")]
    [InlineData("""{"type":"scale","scale":[]}""", "transformation-empty")]
    [InlineData("""{"type":"sequence","transformations":[]}""", "transformation-empty")]
    [InlineData("""{"type":"scale","scale":[1e999]}""", "transformation-not-finite")]
    [InlineData("""{"type":"warp"}""", "transformation-type-unknown")]
    public void What_is_no_transformation_is_refused_with_its_rule(string text, string rule)
    {
        var refusal = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CoordinateTransformation>(text));

        Assert.StartsWith(rule + ":", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize<CoordinateTransformation>("""{"type":"identity","name":"\ud800"}"""));

    [Fact]
    public void Lists_that_are_too_long_and_sequences_that_are_too_deep_are_refused()
    {
        var longList = $$"""{"type":"scale","scale":[{{string.Join(',', Enumerable.Repeat("1", 65))}}]}""";
        var deep = """{"type":"identity"}""";
        for (var depth = 0; depth < 10; depth++)
        {
            deep = $$"""{"type":"sequence","transformations":[{{deep}}]}""";
        }

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CoordinateTransformation>(longList));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CoordinateTransformation>(deep));
    }

    [Fact]
    public void Every_double_reads_back_with_the_same_bits() =>
        Prop.ForAll<NormalFloat[]>(numbers =>
        {
            double[] values = [1, .. numbers.Select(number => number.Item), -0.0, double.Epsilon, double.MaxValue];
            var scale = new ScaleTransformation([.. values.Take(60)]);
            var read = (ScaleTransformation)JsonSerializer.Deserialize<CoordinateTransformation>(
                JsonSerializer.Serialize<CoordinateTransformation>(scale))!;
            return scale.Scale.Select(BitConverter.DoubleToInt64Bits)
                .SequenceEqual(read.Scale.Select(BitConverter.DoubleToInt64Bits));
        }).QuickCheckThrowOnFailure();
}
