using System.Net;
using System.Net.Sockets;
using OmeNgff.Grains.Records;
using Orleans.Configuration;

namespace OmeNgff.Silo.Cluster;

/// <summary>The grain runtime of a node: a silo alone, or one of a cluster whose silos find each other by the database.</summary>
internal static class ClusterHosting
{
    /// <summary>One database is one catalog, and has one cluster.</summary>
    private const string Name = "omengff";

    /// <summary>Adds the silo: ARCHITECTURE, section 7, "Shipped settings".</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">How the node takes part.</param>
    /// <param name="database">The connection string of the catalog.</param>
    public static void AddSilo(this WebApplicationBuilder builder, MembershipOptions options, string database)
    {
        builder.Services.AddSingleton<ClusterStatus>();
        builder.UseOrleans(silo =>
        {
            if (options.Address is { } address)
            {
                Join(silo, address, options, database);
            }
            else
            {
                var (siloPort, gatewayPort) = FreePorts();
                silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: Name, clusterId: Guid.NewGuid().ToString("N"));
            }

            silo.AddIncomingGrainCallFilter<UnavailableDatabase>();
            silo.Configure<SiloMessagingOptions>(messaging =>
            {
                messaging.ResponseTimeout = TimeSpan.FromSeconds(5);
                messaging.CancelRequestOnTimeout = true;
            });
        });
    }

    private static void Join(ISiloBuilder silo, SiloEndpoint endpoint, MembershipOptions options, string database)
    {
        silo.Services.AddSingleton<IMembershipTable>(provider =>
            new SiloTable(database, provider.GetRequiredService<TimeProvider>()));
        silo.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = Name);
        var address = endpoint.Resolve();
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = address;
            endpoints.SiloPort = endpoint.Port;

            // Those who ask speak HTTP; nobody connects as a client of Orleans.
            endpoints.GatewayPort = 0;
            endpoints.SiloListeningEndpoint = new IPEndPoint(
                IPAddress.IsLoopback(address) ? address
                    : address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any,
                endpoint.Port);
        });
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = options.ProbeTimeout;
            membership.NumMissedProbesLimit = options.MaxMissedProbes;

            // Orleans asks for no more votes than half of the silos, so of two, one decides.
            membership.NumVotesForDeathDeclaration = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
