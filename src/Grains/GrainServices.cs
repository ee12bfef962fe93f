using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OmeNgff.Client.Grains;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Grains.Views;

namespace OmeNgff.Grains;

/// <summary>Registers what the grains need beside the catalog.</summary>
public static class GrainServices
{
    /// <summary>Adds notices, registration, the spaces, and the tail of the change feed.</summary>
    public static IServiceCollection AddGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(new HotViewOptions());
        return services
            .AddSingleton<Notices>()
            .AddSingleton<Registration>()
            .AddSingleton<ViewVerification>()
            .AddSingleton<HotViews>()
            .AddSingleton<ImageReads>()
            .AddSingleton(typeof(GrainsOf<>))
            .AddSingleton<CurrentSpaces>()
            .AddSingleton<PastSpaces>()
            .AddSingleton<PathResolution>()
            .AddSingleton<WaysToSpaces>()
            .AddSingleton<SpatialSearch>()
            .AddSingleton<AlignmentImpact>()
            .AddSingleton<HeldRecords>()
            .AddSingleton<FeedTail>()
            .AddHostedService(provider => provider.GetRequiredService<FeedTail>());
    }
}
