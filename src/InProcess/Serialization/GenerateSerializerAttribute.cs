namespace Orleans;

/// <summary>Marks a type that is sent between grains. In one process it is passed by reference.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum, Inherited = false)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether the parameters of a record's primary constructor are members.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
