namespace OmeNgff.Catalog.Observability;

/// <summary>Which statements are slow.</summary>
public sealed record SlowStatementOptions
{
    /// <summary>What takes longer is logged (limit <c>SlowQueryMilliseconds</c>); zero logs nothing. Default 1 s.
    /// </summary>
    public TimeSpan Threshold { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much of a statement, and of a plan, is logged, in characters (limit <c>MaxLoggedStatement</c>).
    /// Default 8000.</summary>
    public int MaxCharacters { get; init; } = 8000;

    /// <summary>How long after its plan was asked for that of the same statement is asked for again (limit
    /// <c>PlanInterval</c>). Default one minute.</summary>
    public TimeSpan PlanInterval { get; init; } = TimeSpan.FromMinutes(1);
}
