namespace OmeNgff.Silo.Hosting;

/// <summary>Leaves the signals to the program. The framework's own lifetime stops the host at the first of them, and there would
/// be nobody left to serve while load balancers learn of it.</summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
