using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OmeNgff.InProcess.Activations;
using OmeNgff.InProcess.Grains;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OmeNgff.InProcess.Hosting;

/// <summary>Adds the runtime to the services of a host.</summary>
internal sealed class SiloBuilder : ISiloBuilder
{
    public SiloBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
        services.AddOptions<SiloMessagingOptions>();
        services.AddOptions<GrainCollectionOptions>()
            .Validate(
                each => each.CollectionQuantum > TimeSpan.Zero && each.CollectionAge > each.CollectionQuantum,
                "GrainCollectionOptions.CollectionAge must be greater than CollectionQuantum, and that greater than 0.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GrainClasses>();
        services.TryAddSingleton<ActivationDirectory>();
        services.TryAddSingleton<IGrainFactory, GrainFactory>();
        services.AddHostedService<GrainHost>();
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }
}
