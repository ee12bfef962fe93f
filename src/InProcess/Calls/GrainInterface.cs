using System.Collections.Frozen;
using System.Reflection;

namespace OmeNgff.InProcess.Calls;

/// <summary>A grain interface: the class that implements it and its methods, with those it inherits.</summary>
internal sealed class GrainInterface(Type type, Type grainClass)
{
    public Type GrainClass { get; } = grainClass;

    public FrozenDictionary<MethodInfo, GrainMethod> Methods { get; } = type.GetInterfaces()
        .Append(type)
        .SelectMany(each => each.GetMethods())
        .ToFrozenDictionary(method => method, method => GrainMethod.Create(method, grainClass));
}
