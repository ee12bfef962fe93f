using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>Takes what is sent to an OpenTelemetry collector by HTTP.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<SentSpan> _spans = new();
    private readonly ConcurrentDictionary<string, string> _metrics = new(StringComparer.Ordinal);

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapPost("/v1/traces", context => Take(context, TakeTraces));
        _application.MapPost("/v1/metrics", context => Take(context, TakeMetrics));
    }

    public string Address => _application.Urls.Single();

    /// <summary>All spans so far.</summary>
    public IReadOnlyCollection<SentSpan> Spans => _spans;

    /// <summary>The names of all metrics so far, with the service that sent them.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _metrics;

    public static async Task<OtlpReceiver> Start()
    {
        var receiver = new OtlpReceiver();
        await receiver._application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task Take(HttpContext context, Action<ProtobufMessage> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        take(ProtobufMessage.Parse(body.GetBuffer().AsSpan(0, (int)body.Length)));
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <summary><c>ExportTraceServiceRequest</c></summary>
    private void TakeTraces(ProtobufMessage request)
    {
        foreach (var resource in request.Messages(1))
        {
            var attributes = Resource(resource);
            foreach (var scope in resource.Messages(2))
            {
                var source = scope.Messages(1).Single().Text(1);
                foreach (var span in scope.Messages(2))
                {
                    _spans.Enqueue(new SentSpan(
                        span.Hex(1), span.Hex(2), span.Hex(4), source, span.Text(5), span.Attributes(9), attributes));
                }
            }
        }
    }

    /// <summary><c>ExportMetricsServiceRequest</c></summary>
    private void TakeMetrics(ProtobufMessage request)
    {
        foreach (var resource in request.Messages(1))
        {
            var service = Resource(resource)["service.name"];
            foreach (var metric in resource.Messages(2).SelectMany(scope => scope.Messages(2)))
            {
                _metrics[metric.Text(1)] = service;
            }
        }
    }

    private static Dictionary<string, string> Resource(ProtobufMessage resource) =>
        resource.Messages(1).Single().Attributes(1);
}

/// <summary>A span as it was sent.</summary>
internal sealed record SentSpan(
    string Trace,
    string Id,
    string Parent,
    string Source,
    string Name,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyDictionary<string, string> Resource);
