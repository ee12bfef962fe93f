namespace Orleans;

/// <summary>Marks an <see cref="IConverter{TValue, TSurrogate}"/>; without effect in one process.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RegisterConverterAttribute : Attribute;
