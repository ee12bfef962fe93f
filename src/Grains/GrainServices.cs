using Microsoft.Extensions.DependencyInjection;
using OmeNgff.Grains.Records;
using OmeNgff.Grains.Views;

namespace OmeNgff.Grains;

/// <summary>Registers what the grains need beside the catalog.</summary>
public static class GrainServices
{
    /// <summary>Adds notices and registration.</summary>
    public static IServiceCollection AddGrains(this IServiceCollection services) => services
        .AddSingleton<Notices>()
        .AddSingleton<Registration>()
        .AddSingleton<ViewVerification>();
}
