namespace Orleans;

/// <summary>The name of a type or method between processes; without effect in one process.</summary>
/// <param name="alias">The name, which stays when the code is renamed.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface
    | AttributeTargets.Enum | AttributeTargets.Method)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name.</summary>
    public string Alias { get; } = alias;
}
