using OmeNgff.Silo.Hosting;

namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>
/// Nodes of the previous release and of this one on one database. The previous release lies, built, in the folder that
/// <c>NGFF_PREVIOUS_RELEASE</c> names.
/// </summary>
public sealed class RollingUpgradeTests
{
    private static readonly string[] Now = ["dotnet", typeof(SiloApplication).Assembly.Location];

    [FactWithPreviousRelease]
    public async Task A_cluster_is_upgraded_node_by_node_and_one_goes_back_and_nothing_is_lost()
    {
        string[] before = ["dotnet", Path.Join(FactWithPreviousReleaseAttribute.Folder, "OmeNgff.Silo.dll")];
        await using var cluster = new SiloCluster(3) { Program = before };
        await cluster.Start();
        await using var load = new LoadedCluster(cluster, 6);
        await load.Begin();
        for (var silo = 0; silo < cluster.Size; silo++)
        {
            await Replace(silo, Now);
        }

        // And back, beside nodes of this release, on the schema of this release.
        await Replace(1, before);
        await load.End();

        async Task Replace(int silo, string[] program)
        {
            Assert.Equal(0, await cluster.StopSilo(silo));
            await cluster.StartSilo(silo, program);
            await cluster.UntilAllAreMembers();
            await load.GoesOn();
        }
    }
}

/// <summary>A fact that needs the previous release.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithPreviousReleaseAttribute : FactAttribute
{
    public FactWithPreviousReleaseAttribute()
    {
        if (Folder is null || !File.Exists(Path.Join(Folder, "OmeNgff.Silo.dll")))
        {
            Skip = "NGFF_PREVIOUS_RELEASE names no folder with the previous release";
        }
    }

    /// <summary>Where it lies, or null.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("NGFF_PREVIOUS_RELEASE");
}
