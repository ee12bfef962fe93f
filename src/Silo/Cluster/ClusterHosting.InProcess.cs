using OmeNgff.Silo.Hosting;
using Orleans.Configuration;

namespace OmeNgff.Silo.Cluster;

/// <summary>The grain runtime of a node that is one by construction.</summary>
internal static class ClusterHosting
{
    /// <summary>Adds it.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">How the node takes part: alone.</param>
    /// <param name="database">Not used.</param>
    /// <exception cref="StartException">The node is told to join a cluster.</exception>
    public static void AddSilo(this WebApplicationBuilder builder, MembershipOptions options, string database)
    {
        if (options.Address is not null)
        {
            throw new StartException(
                "This build of OmeNgff runs grains in one process and cannot join a cluster; use one that was built with Orleans, "
                + "or leave out the silo address (--silo-address, OMENGFF_SILO_ADDRESS).");
        }

        builder.Services.AddSingleton<ClusterStatus>();
        builder.UseOrleans(silo => silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = TimeSpan.FromSeconds(5);
            messaging.CancelRequestOnTimeout = true;
        }));
    }
}
