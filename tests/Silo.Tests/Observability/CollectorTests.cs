using Microsoft.Extensions.Configuration;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Observability;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>The variables of OpenTelemetry that a node reads itself.</summary>
public sealed class CollectorTests
{
    private const string Address = "http://collector.example.org:4317";

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData(true, true, "OTEL_EXPORTER_OTLP_ENDPOINT=" + Address)]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=" + Address)]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=" + Address)]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_ENDPOINT=" + Address, "OTEL_TRACES_EXPORTER=none")]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_ENDPOINT=" + Address, "OTEL_METRICS_EXPORTER=none")]
    public void A_collector_gets_what_it_is_named_for(bool metrics, bool traces, params string[] variables) =>
        Assert.Equal(new Collector(metrics, traces), Collector.Read(Configuration(variables)));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector.example.org")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes")]
    public void A_variable_that_cannot_be_is_named(string name, string value)
    {
        var refusal = Assert.Throws<StartException>(() => Collector.Read(Configuration([$"{name}={value}"])));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(value, refusal.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string[] variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Select(variable => variable.Split('=', 2))
            .Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1])))
        .Build();
}
