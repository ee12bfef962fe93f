using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmeNgff.InProcess.Tests.Calls;
using OmeNgff.InProcess.Tests.Grains;
using Orleans.Configuration;

namespace OmeNgff.InProcess.Tests;

/// <summary>A host with the test grains, on whichever runtime the solution was built for.</summary>
public sealed class TestSilo : IAsyncLifetime, IAsyncDisposable
{
    private readonly IHost _host;

    /// <summary>The silo that most tests share.</summary>
    public TestSilo()
        : this(_ => { })
    {
    }

    private TestSilo(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Signals>();
        builder.Services.AddSingleton<Barriers>();
        builder.UseOrleans(silo =>
        {
            var (siloPort, gatewayPort) = FreePorts();
            silo.UseLocalhostClustering(siloPort, gatewayPort);
            silo.Configure<SiloMessagingOptions>(options => options.CancelRequestOnTimeout = true);
            silo.AddIncomingGrainCallFilter<TestFilter>();
            configure(silo);
        });
        _host = builder.Build();
    }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public Signals Signals => _host.Services.GetRequiredService<Signals>();

    public static async Task<TestSilo> Start(Action<ISiloBuilder> configure)
    {
        var silo = new TestSilo(configure);
        await silo.InitializeAsync();
        return silo;
    }

    public Task InitializeAsync() => _host.StartAsync();

    public Task Stop() => _host.StopAsync();

    public async Task DisposeAsync()
    {
        await Stop();
        _host.Dispose();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    private static (int Silo, int Gateway) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
