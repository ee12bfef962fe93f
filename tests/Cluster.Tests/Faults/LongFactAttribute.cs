namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>A fact that takes minutes: it is run where <c>NGFF_FAULTS=1</c> says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip = Reason;

    /// <summary>Why such facts are skipped, or null.</summary>
    public static string? Reason { get; } = Environment.GetEnvironmentVariable("NGFF_FAULTS") == "1"
        ? null
        : "takes minutes; NGFF_FAULTS=1 runs it";
}
