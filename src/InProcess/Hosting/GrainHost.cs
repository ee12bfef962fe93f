using Microsoft.Extensions.Hosting;
using OmeNgff.InProcess.Activations;

namespace OmeNgff.InProcess.Hosting;

/// <summary>Ends idle activations while the host runs, and all of them when it stops.</summary>
internal sealed class GrainHost(ActivationDirectory directory) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Start();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await directory.Stop(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Log.StoppedEarly(directory.Logger);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(directory.Collection.CollectionQuantum, directory.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            directory.DeactivateIdle();
        }
    }
}
