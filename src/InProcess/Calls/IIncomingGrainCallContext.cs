using System.Reflection;

namespace Orleans;

/// <summary>A call as it arrives at its grain.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }
}
