namespace OmeNgff.Silo.Tests.Observability;

/// <summary>A test that needs the program <c>promtool</c>, which comes with Prometheus.</summary>
internal sealed class FactWithPromtoolAttribute : FactAttribute
{
    public FactWithPromtoolAttribute()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Join(folder, "promtool"))))
        {
            Skip = "promtool is not installed (Debian: prometheus)";
        }
    }
}
