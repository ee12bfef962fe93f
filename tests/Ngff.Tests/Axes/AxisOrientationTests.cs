using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Axes;

/// <summary>The orientation of axes (RFC-4, 0.9.dev), which every version carries.</summary>
public class AxisOrientationTests
{
    [Fact]
    public void The_values_are_those_of_the_specification()
    {
        var schema = Conformance.Read("ngff-spec/0.9.dev2-partial/schemas/axis_orientation.schema");

        var values = schema.Member("properties")!.Value.GetProperty("value").GetProperty("enum").EnumerateArray()
            .Select(value => value.GetString()!);

        Assert.Equal(values.Order(StringComparer.Ordinal), AxisOrientation.Values);
        Assert.Equal(24, AxisOrientation.Values.Count);
        Assert.Equal(12, AxisOrientation.Values.Select(value => new AxisOrientation(value).Pair).Distinct().Count());
    }

    [Theory]
    [InlineData("space", "right-to-left", "space", "inferior-to-superior", null)]
    [InlineData("space", "right-to-left", "space", "left-to-right", "orientation-repeated")]
    [InlineData("space", "right-to-left", "space", "upwards", "orientation-invalid")]
    [InlineData("time", "right-to-left", "space", "inferior-to-superior", "orientation-not-space")]
    public void Orientations_are_read_in_every_version_and_checked(
        string type, string first, string otherType, string second, string? rule)
    {
        var axes =
            $$"""
            [{"name":"a","type":"{{type}}","orientation":{"type":"anatomical","value":"{{first}}"} },
             {"name":"y","type":"{{otherType}}","orientation":{"type":"anatomical","value":"{{second}}"} },
             {"name":"x","type":"space","orientation":null}]
            """;
        var attributes = RawJson.Parse(
            $$"""
            {"multiscales":[{"version":"0.4","axes":{{axes}},"datasets":[
              {"path":"0","coordinateTransformations":[{"type":"scale","scale":[1,1,1]}]}]}]}
            """);

        var reading = OmeReader.Read(2, attributes);
        var group = reading.Group!;

        Assert.Equal(first, AxisOrientation.Of(group.Multiscales[0].Axes!.Value[0])!.Value);
        Assert.Null(AxisOrientation.Of(group.Multiscales[0].Axes!.Value[2]));
        Assert.Equal(
            rule is null ? [] : [rule],
            reading.Diagnostics.Select(found => found.Rule).Where(id => id.StartsWith("orientation", StringComparison.Ordinal)));
        Assert.Equal(
            group.Multiscales[0].Axes,
            OmeReader.Read(3, OmeWriter.Write(group, OmeVersion.V06)).Group!.Multiscales[0].Axes);
    }
}
