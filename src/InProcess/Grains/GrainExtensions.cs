using OmeNgff.InProcess.Calls;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain or a reference to a grain can be asked.</summary>
public static class GrainExtensions
{
    /// <summary>The key of the grain.</summary>
    /// <param name="grain">A grain or a reference to one.</param>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        Grain { Activation: { } activation } => activation.Address.Key,
        GrainReference reference => reference.Address.Key,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is not a grain of this runtime.", nameof(grain)),
    };
}
