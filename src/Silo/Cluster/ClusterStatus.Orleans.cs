namespace OmeNgff.Silo.Cluster;

/// <summary>What a node knows of its cluster.</summary>
public sealed class ClusterStatus(ISiloStatusOracle oracle)
{
    /// <summary>True while this node is a member in full.</summary>
    public bool IsMember => oracle.CurrentStatus == SiloStatus.Active;

    /// <summary>How many silos are members, as far as this one knows.</summary>
    public int Silos => oracle.GetApproximateSiloStatuses(onlyActive: true).Count;
}
