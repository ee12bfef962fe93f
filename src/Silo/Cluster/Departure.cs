namespace OmeNgff.Silo.Cluster;

/// <summary>
/// How a node leaves: first <c>/readyz</c> says so, while requests are served as before, so that a load balancer sends them
/// elsewhere; then it stops.
/// </summary>
public sealed class Departure(MembershipOptions options, TimeProvider time)
{
    private volatile bool _hasBegun;

    /// <summary>True once the node was told to stop.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>Begins, and returns when the time to be drained is over.</summary>
    /// <param name="inHaste">Ends the wait at once.</param>
    public async Task Begin(CancellationToken inHaste)
    {
        _hasBegun = true;
        await Task.Delay(options.Drain, time, inHaste).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
