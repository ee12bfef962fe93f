namespace Orleans.Concurrency;

/// <summary>On a method of a grain interface: its calls may interleave with other calls that are read-only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
