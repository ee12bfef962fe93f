namespace OmeNgff.Silo.Observability;

/// <summary>Traces of grains: in one process the caller's activity is that of the grain.</summary>
internal static class GrainTracing
{
    /// <summary>Nothing is left to do.</summary>
    internal static void Add(WebApplicationBuilder builder) => ArgumentNullException.ThrowIfNull(builder);
}
