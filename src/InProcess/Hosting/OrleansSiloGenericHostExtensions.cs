using OmeNgff.InProcess.Hosting;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Gives a host its grain runtime: here, the one that runs in one process.</summary>
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
