namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>
/// Three silos, each in a network namespace of its own: the third loses sight of the others, while everybody still reaches the
/// database and is reached by clients.
/// </summary>
public sealed class PartitionTests
{
    [FactWithNetworks]
    public async Task A_silo_that_the_others_cannot_reach_is_given_up_and_splits_nothing()
    {
        using var networks = SiloNetworks.Make(3);
        await using var cluster = new SiloCluster(3, SiloNetworks.AddressOf, SiloNetworks.Wrap);
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, 5);
        await load.Begin();

        networks.Isolate(2);
        await cluster.UntilIsGivenUp(2);
        await load.GoesOn();
        networks.Rejoin(2);

        // It learns from the database that it was given up, and ends; who runs it starts it again.
        Assert.NotEqual(0, await cluster.Silo(2).Ended());
        await cluster.KillSilo(2);
        await cluster.StartSilo(2);
        await cluster.UntilAllAreMembers();
        await load.End();
    }
}

/// <summary>A fact that needs network namespaces.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithNetworksAttribute : FactAttribute
{
    public FactWithNetworksAttribute()
    {
        Skip = LongFactAttribute.Reason ?? (SiloNetworks.CanMake ? null : "network namespaces cannot be made here");
    }
}

/// <summary>A namespace for each silo, on one bridge with this machine.</summary>
internal sealed class SiloNetworks : IDisposable
{
    private const string Bridge = "ngff-br";

    private readonly int _size;

    private SiloNetworks(int size) => _size = size;

    /// <summary>Whether this process may make them.</summary>
    public static bool CanMake { get; } = Try("netns", "add", "ngff-try") && Try("netns", "delete", "ngff-try");

    public static SiloNetworks Make(int size)
    {
        var networks = new SiloNetworks(size);
        networks.Dispose();
        Run("link", "add", Bridge, "type", "bridge");
        Run("address", "add", "10.213.77.254/24", "dev", Bridge);
        Run("link", "set", Bridge, "up");
        for (var number = 0; number < size; number++)
        {
            Run("netns", "add", Name(number));
            Run("link", "add", Name(number), "type", "veth", "peer", "name", "eth0", "netns", Name(number));
            Run("link", "set", Name(number), "master", Bridge, "up");
            In(number, "address", "add", $"{AddressOf(number)}/24", "dev", "eth0");
            In(number, "link", "set", "eth0", "up");
            In(number, "link", "set", "lo", "up");
        }

        return networks;
    }

    /// <summary>The address of a silo.</summary>
    public static string AddressOf(int number) => $"10.213.77.{number + 1}";

    /// <summary>What runs a program in the namespace of a silo.</summary>
    public static string[] Wrap(int number) => ["ip", "netns", "exec", Name(number)];

    /// <summary>Lets nothing pass between a silo and the others, either way.</summary>
    public void Isolate(int number)
    {
        foreach (var other in Enumerable.Range(0, _size).Where(other => other != number))
        {
            In(number, "route", "add", "blackhole", $"{AddressOf(other)}/32");
        }
    }

    /// <summary>Lets it pass again.</summary>
    public void Rejoin(int number)
    {
        foreach (var other in Enumerable.Range(0, _size).Where(other => other != number))
        {
            In(number, "route", "delete", "blackhole", $"{AddressOf(other)}/32");
        }
    }

    public void Dispose()
    {
        for (var number = 0; number < _size; number++)
        {
            Try("netns", "delete", Name(number));
        }

        Try("link", "delete", Bridge);
    }

    private static string Name(int number) => $"ngff-{number}";

    private static void In(int number, params string[] arguments) => Run(["-n", Name(number), .. arguments]);

    private static void Run(params string[] arguments) =>
        Assert.True(Try(arguments), $"ip {string.Join(' ', arguments)} failed.");

    private static bool Try(params string[] arguments) => Programs.Try("ip", arguments);
}
