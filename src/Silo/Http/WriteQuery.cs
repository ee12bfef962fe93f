namespace OmeNgff.Silo.Http;

/// <summary>What every write may say in its query.</summary>
/// <param name="By">Who writes.</param>
/// <param name="Reason">Why, for the history; null when it is not said.</param>
/// <param name="DryRun">True to check everything, tell the outcome, and write nothing.</param>
internal sealed record WriteQuery(string By, string? Reason, bool DryRun)
{
    /// <summary>Who writes, until there are accounts.</summary>
    private const string Principal = "local";

    /// <summary>Reads it from a request.</summary>
    internal static WriteQuery Of(HttpRequest request) => new(
        Principal,
        request.Query["reason"].FirstOrDefault() is { Length: > 0 } reason ? reason : null,
        string.Equals(request.Query["dryRun"].FirstOrDefault(), "true", StringComparison.OrdinalIgnoreCase));
}
