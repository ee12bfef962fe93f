namespace Orleans.Concurrency;

/// <summary>
/// On a method of a grain interface: its calls may start while any other call awaits, and any other call may start
/// while they await. Never in parallel: turns still run one at a time.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
