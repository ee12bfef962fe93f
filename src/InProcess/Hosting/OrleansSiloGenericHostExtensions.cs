using OmeNgff.InProcess.Hosting;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Gives a host its grain runtime: here, the one that runs in one process.</summary>
/// <remarks>
/// It has the names and the semantics of the Orleans API that it covers, and differs where one process allows it:
/// arguments and results are passed by reference, so they must never change once sent, and a type without a
/// serializer goes unnoticed; the caller's activity flows into the grain; calls that wait when the host stops are
/// answered, not refused; a call that meets the end of an activation goes on to the next as often as it takes.
/// </remarks>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Runs grains in this host.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the runtime.</param>
    public static IHostApplicationBuilder UseOrleans(
        this IHostApplicationBuilder hostAppBuilder,
        Action<ISiloBuilder> configureDelegate)
    {
        configureDelegate(new SiloBuilder(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Runs grains in this host.</summary>
    /// <param name="hostBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the runtime.</param>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        hostBuilder.UseOrleans((_, silo) => configureDelegate(silo));

    /// <summary>Runs grains in this host.</summary>
    /// <param name="hostBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the runtime.</param>
    public static IHostBuilder UseOrleans(
        this IHostBuilder hostBuilder,
        Action<HostBuilderContext, ISiloBuilder> configureDelegate) => hostBuilder.ConfigureServices(
            (context, services) => configureDelegate(context, new SiloBuilder(services, context.Configuration)));
}
