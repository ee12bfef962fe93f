using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using OmeNgff.InProcess.Activations;

namespace OmeNgff.InProcess.Calls;

/// <summary>The object behind a grain interface: turns method calls into <see cref="GrainCall"/>s.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives a class from it.")]
internal class GrainReference : DispatchProxy
{
    private GrainInterface? _interface;
    private ActivationDirectory? _directory;

    public GrainAddress Address { get; private set; }

    public static T Create<T>(GrainInterface grainInterface, GrainAddress address, ActivationDirectory directory)
    {
        var proxy = Create<T, GrainReference>()!;
        var reference = (GrainReference)(object)proxy;
        reference._interface = grainInterface;
        reference._directory = directory;
        reference.Address = address;
        return proxy;
    }

    public override bool Equals(object? obj) => obj is GrainReference other && other.Address == Address;

    public override int GetHashCode() => Address.GetHashCode();

    public override string ToString() => Address.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = _interface!.Methods[targetMethod!];
        var call = method.NewCall(Address, args ?? [], _directory!);
        call.Send();
        return method.Answer(call);
    }
}
