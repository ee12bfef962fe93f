namespace OmeNgff.Silo.Observability;

/// <summary>Traces of grains, which Orleans carries from silo to silo.</summary>
internal static class GrainTracing
{
    /// <summary>Makes calls of grains part of what their callers trace.</summary>
    internal static void Add(WebApplicationBuilder builder) =>
        builder.UseOrleans(silo => silo.AddActivityPropagation());
}
