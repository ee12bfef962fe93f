using System.Globalization;
using System.Text.RegularExpressions;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>What <c>/metrics</c> says, line by line as Prometheus reads it.</summary>
internal sealed partial record MetricsText(string Text, IReadOnlyDictionary<string, double> Series)
{
    /// <summary>The names of all samples.</summary>
    public IReadOnlySet<string> Names => Series.Keys.Select(NameOf).ToHashSet(StringComparer.Ordinal);

    public static MetricsText Parse(string text)
    {
        var series = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var sample = Sample().Match(line);
            Assert.True(sample.Success, $"This is no sample: {line}");
            var value = sample.Groups["value"].Value switch
            {
                "+Inf" => double.PositiveInfinity,
                "-Inf" => double.NegativeInfinity,
                "NaN" => double.NaN,
                var number => double.Parse(number, CultureInfo.InvariantCulture),
            };
            Assert.True(series.TryAdd(sample.Groups["series"].Value, value), $"There twice: {line}");
        }

        return new MetricsText(text, series);
    }

    /// <summary>The sum of all series of a name whose labels contain these texts.</summary>
    public double Sum(string name, params string[] labels) => Series
        .Where(pair => NameOf(pair.Key) == name
            && labels.All(label => pair.Key.Contains(label, StringComparison.Ordinal)))
        .Sum(pair => pair.Value);

    private static string NameOf(string series) => series.Split('{')[0];

    [GeneratedRegex(
        """^(?<series>[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?) (?<value>[^ ]+)(?: \d+)?$""",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
