using OmeNgff.Silo.Hosting;

namespace OmeNgff.Silo.Observability;

/// <summary>Whether an OpenTelemetry collector is named, by the variables of the OpenTelemetry specification.</summary>
/// <param name="TakesMetrics">Metrics are sent there.</param>
/// <param name="TakesTraces">Traces are.</param>
internal sealed record Collector(bool TakesMetrics, bool TakesTraces)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    private static readonly string[] Samplers =
    [
        "always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off",
        "parentbased_traceidratio",
    ];

    /// <summary>Reads the variables.</summary>
    /// <exception cref="StartException">One says what cannot be done; the exporters would go on with something else.
    /// </exception>
    internal static Collector Read(IConfiguration configuration)
    {
        var (all, metrics, traces) = (Has(Endpoint), Has(MetricsEndpoint), Has(TracesEndpoint));
        OneOf("OTEL_EXPORTER_OTLP_PROTOCOL", Protocols);
        OneOf("OTEL_TRACES_SAMPLER", Samplers);
        return new Collector(
            (all || metrics) && configuration["OTEL_METRICS_EXPORTER"] is not "none",
            (all || traces) && configuration["OTEL_TRACES_EXPORTER"] is not "none");

        bool Has(string name) => configuration[name] is { Length: > 0 } text
            && (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? true
                : throw new StartException($"{name} is '{text}', and must be an http or https address."));

        void OneOf(string name, string[] known)
        {
            if (configuration[name] is { Length: > 0 } text && !known.Contains(text, StringComparer.Ordinal))
            {
                throw new StartException($"{name} is '{text}', and must be one of {string.Join(", ", known)}.");
            }
        }
    }
}
