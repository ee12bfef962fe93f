namespace OmeNgff.Silo.Cluster;

/// <summary>What a node knows of its cluster, of which it is all.</summary>
public sealed class ClusterStatus
{
    /// <summary>True while this node is a member in full.</summary>
    public bool IsMember => true;

    /// <summary>How many silos are members.</summary>
    public int Silos => 1;
}
