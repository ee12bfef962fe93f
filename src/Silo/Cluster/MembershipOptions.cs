namespace OmeNgff.Silo.Cluster;

/// <summary>How a node takes part in a cluster. Without an address it runs alone.</summary>
public sealed record MembershipOptions
{
    /// <summary>Where the other nodes reach this one, or null for a node that runs alone. <c>--silo-address</c>,
    /// <c>OMENGFF_SILO_ADDRESS</c>.</summary>
    public SiloEndpoint? Address { get; init; }

    /// <summary>How long a silo that probes another waits for its answer (limit <c>ProbeTimeout</c>). Default 1 s.
    /// <c>OMENGFF_PROBE_TIMEOUT</c>, in seconds.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many probes a silo may miss before another votes that it is gone (limit <c>MaxMissedProbes</c>). Default 2.
    /// <c>OMENGFF_MAX_MISSED_PROBES</c>.</summary>
    public int MaxMissedProbes { get; init; } = 2;

    /// <summary>How long after the order to stop a node still serves, while <c>/readyz</c> sends requests elsewhere (limit
    /// <c>Drain</c>). Default 0. <c>--drain</c>, <c>OMENGFF_DRAIN</c>, in seconds.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.Zero;
}
