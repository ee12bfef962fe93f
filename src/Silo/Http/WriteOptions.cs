namespace OmeNgff.Silo.Http;

/// <summary>What the query of a write says.</summary>
public static class WriteOptions
{
    /// <summary>Why, for the history: <c>?reason=</c>, or null when it is not said.</summary>
    public static string? Reason(HttpRequest request) =>
        request.Query["reason"].FirstOrDefault() is { Length: > 0 } reason ? reason : null;

    /// <summary>Why, for the history: <c>?reason=</c>, or what was done.</summary>
    public static string Reason(HttpRequest request, string done) => Reason(request) ?? done;

    /// <summary>Whether everything is checked and nothing written: <c>?dryRun=true</c>.</summary>
    public static bool IsDryRun(HttpRequest request) => IsTrue(request, "dryRun");

    /// <summary>Whether a parameter is <c>true</c>.</summary>
    public static bool IsTrue(HttpRequest request, string name) =>
        string.Equals(request.Query[name].FirstOrDefault(), "true", StringComparison.OrdinalIgnoreCase);
}
