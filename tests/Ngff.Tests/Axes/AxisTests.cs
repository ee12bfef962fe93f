using System.Text.Json;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Ngff.Tests.Axes;

public class AxisTests
{
    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","type":"space","unit":"micrometer"}""")]
    [InlineData("""{"name":"x","type":"space","orientation":{"type":"anatomical","value":"left-to-right"},"discrete":false}""")]
    public void Text_is_read_and_written_the_same(string text) =>
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize<Axis>(text)));

    [Fact]
    public void Null_members_become_absent() =>
        Assert.Equal(
            """{"name":"x"}""",
            JsonSerializer.Serialize(JsonSerializer.Deserialize<Axis>("""{"unit":null,"type":null,"name":"x"}""")));

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":"x","unit":1}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"name":"x","other":"\ud800"}""")]
    public void What_is_no_axis_is_refused(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Axis>(text));

    [Theory]
    [InlineData(0.36, "micrometer", "nanometer", 360)]
    [InlineData(30, "micrometer", "millimeter", 0.03)]
    [InlineData(4, "nanometer", "meter", 4e-9)]
    [InlineData(0.1, "angstrom", "nanometer", 0.01)]
    [InlineData(2, "inch", "centimeter", 5.08)]
    [InlineData(3, "foot", "yard", 1)]
    [InlineData(1.5, "minute", "second", 90)]
    [InlineData(7, "millisecond", "second", 0.007)]
    public void Units_convert_to_the_nearest_double(double value, string from, string to, double expected)
    {
        Assert.True(Units.TryConvert(value, from, to, out var converted));
        Assert.Equal(expected, converted);
    }

    [Theory]
    [InlineData("micrometer", "second")]
    [InlineData("micrometer", "um")]
    [InlineData(null, "second")]
    public void Units_of_different_kinds_do_not_convert(string? from, string to) =>
        Assert.False(Units.TryConvert(1, from, to, out _));

    [Theory]
    [InlineData("um", "micrometer")]
    [InlineData("\u00b5m", "micrometer")]
    [InlineData("\u03bcm", "micrometer")]
    [InlineData("micron", "micrometer")]
    [InlineData("Micrometres", "micrometer")]
    [InlineData("nm", "nanometer")]
    [InlineData("\u00c5", "angstrom")]
    [InlineData("inches", "inch")]
    [InlineData("ms", "millisecond")]
    [InlineData("seconds", "second")]
    [InlineData("pixel", null)]
    [InlineData("", null)]
    public void Usual_spellings_are_understood(string text, string? unit) => Assert.Equal(unit, Units.Propose(text));

    [Fact]
    public void The_units_of_the_schema_are_known()
    {
        // The schema of 0.6 lists what the text of 0.4 and 0.5 lists.
        string[] names =
        [
            "angstrom", "attometer", "centimeter", "decimeter", "exameter", "femtometer", "foot", "gigameter",
            "hectometer", "inch", "kilometer", "megameter", "meter", "micrometer", "mile", "millimeter", "nanometer",
            "parsec", "petameter", "picometer", "terameter", "yard", "yoctometer", "yottameter", "zeptometer",
            "zettameter", "attosecond", "centisecond", "day", "decisecond", "exasecond", "femtosecond", "gigasecond",
            "hectosecond", "hour", "kilosecond", "megasecond", "microsecond", "millisecond", "minute", "nanosecond",
            "petasecond", "picosecond", "second", "terasecond", "yoctosecond", "yottasecond", "zeptosecond",
            "zettasecond",
        ];

        Assert.Equal(49, names.Length);
        Assert.All(names, name => Assert.True(Units.TryGetKind(name, out _), name));
    }
}
