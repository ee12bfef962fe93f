using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>Where no collector is named, requests cost nothing for traces.</summary>
public sealed class WithoutCollectorTests(RunningSilo silo) : SiloTests(silo)
{
    private readonly IServiceProvider _services = silo.Silo.Services;

    [Fact]
    public void No_request_begins_an_activity()
    {
        // The three on which the web server decides.
        using var source = new ActivitySource("Microsoft.AspNetCore");
        Assert.False(source.HasListeners());
        Assert.False(_services.GetRequiredService<DiagnosticListener>().IsEnabled());
        Assert.False(_services.GetRequiredService<ILoggerFactory>()
            .CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Critical));
    }

    [Fact]
    public async Task There_are_metrics_all_the_same()
    {
        (await Api.Get("/v1/datasets")).Is(200);

        // Not parsed: other nodes of this process measure under the same names.
        Assert.Contains(
            "http_server_request_duration_seconds_count{", (await Api.Get("/metrics")).Is(200).Text, StringComparison.Ordinal);
    }
}
