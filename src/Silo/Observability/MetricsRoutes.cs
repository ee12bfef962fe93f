namespace OmeNgff.Silo.Observability;

/// <summary>Where a node is asked for its metrics.</summary>
internal static class MetricsRoutes
{
    /// <summary>Maps <c>/metrics</c>.</summary>
    internal static void MapMetrics(this IEndpointRouteBuilder app)
    {
        // Gauges are read from here on.
        app.ServiceProvider.GetRequiredService<NodeMeasures>();
        var scrape = app.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        app.MapGet("/metrics", (HttpContext context, CancellationToken _) => (IResult)new Scrape(scrape))
            .WithTags("operations")
            .WithSummary("The metrics of this node, as Prometheus reads them.")
            .Produces<string>(200, "text/plain");
    }

    private sealed class Scrape(RequestDelegate scrape) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => scrape(httpContext);
    }
}
