using System.Diagnostics;
using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;
using OmeNgff.Silo.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OmeNgff.Silo.Observability;

/// <summary>
/// What a node tells those who run it: logs, metrics at <c>/metrics</c>, and, where a collector is named, metrics and traces
/// by OTLP. Without one no request begins an activity.
/// </summary>
internal static class NodeObservability
{
    /// <summary>The meters whose instruments are offered.</summary>
    private static readonly string[] Meters =
    [
        Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "Microsoft.Orleans",
        "System.Runtime",
    ];

    /// <summary>The bounds of the durations of requests, in seconds: a document from memory takes less than a millisecond.
    /// </summary>
    private static readonly double[] RequestSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>The attributes of requests that are kept: the route as a template, never the path.</summary>
    private static readonly string[] RequestTags =
        ["http.request.method", "http.route", "http.response.status_code", "error.type"];

    /// <summary>What of Orleans is offered: most of its instruments measure each message, on the way of every read.</summary>
    private static readonly string[] OfOrleans =
        ["orleans-consistent-ring-size", "orleans-catalog-activations", "orleans-app-requests-latency"];

    /// <summary>Adds logs, metrics and, where a collector is named, traces.</summary>
    /// <exception cref="StartException">A variable of OpenTelemetry cannot be used.</exception>
    internal static void AddObservability(this WebApplicationBuilder builder, SiloOptions options)
    {
        var collector = Collector.Read(builder.Configuration);
        NodeLogging.Configure(builder.Logging, options);
        builder.Services.AddSingleton(options.SlowStatements);
        builder.Services.AddSingleton<NodeMeasures>();
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(AddMetrics);
        if (collector.TakesMetrics)
        {
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (collector.TakesTraces)
        {
            telemetry.WithTracing(AddTraces);
            GrainTracing.Add(builder);
        }
    }

    /// <summary>Measures from here on: what counts itself from zero must be listened to before.</summary>
    internal static void UseObservability(this WebApplication web) => web.Services.GetRequiredService<MeterProvider>();

    private static void Describe(ResourceBuilder resource) => resource
        .AddService("omengff", serviceVersion: typeof(NodeObservability).Assembly.GetName().Version?.ToString(3))
        // What the environment says counts for more.
        .AddEnvironmentVariableDetector();

    private static void AddMetrics(MeterProviderBuilder metrics) => metrics
        .AddMeter(Meters)
        .AddView(instrument => IsLeftOut(instrument) ? MetricStreamConfiguration.Drop : null)
        .AddView("http.server.request.duration", new ExplicitBucketHistogramConfiguration
        {
            Boundaries = RequestSeconds,
            TagKeys = RequestTags,
        })
        .AddView(
            "db.client.operation.duration",
            new MetricStreamConfiguration { TagKeys = ["db.client.connection.pool.name"] })
        .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);

    private static bool IsLeftOut(Instrument instrument) =>
        instrument.Name == "http.server.active_requests"
        || (instrument.Meter.Name == "Microsoft.Orleans" && !OfOrleans.Contains(instrument.Name));

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .AddSource(Telemetry.Name, "Npgsql", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application")
        .AddAspNetCoreInstrumentation(http => http.Filter = IsTraced)
        .AddProcessor(new StatementsOfRequests())
        .AddOtlpExporter();

    /// <summary>What asks a node every few seconds how it is would hide the rest.</summary>
    private static bool IsTraced(HttpContext context) =>
        context.Request.Path.Value is not ("/healthz" or "/readyz" or "/metrics");

    /// <summary>Leaves out statements that belong to no request, import or commit: a node looks at its feed four times a
    /// second.</summary>
    private sealed class StatementsOfRequests : BaseProcessor<Activity>
    {
        public override void OnStart(Activity data)
        {
            if (data is { Source.Name: "Npgsql", Parent: null, HasRemoteParent: false })
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
