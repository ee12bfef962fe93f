using System.Reflection;
using OmeNgff.InProcess.Activations;

namespace OmeNgff.InProcess.Calls;

/// <summary>A method that answers with a value.</summary>
internal sealed class GrainMethod<T>(MethodInfo method, Type grainClass) : GrainMethod(method, grainClass)
{
    private readonly bool _valueTask = method.ReturnType.IsValueType;

    public override GrainCall NewCall(GrainAddress address, object?[] arguments, ActivationDirectory directory) =>
        new GrainCall<T>(this, address, arguments, directory);

    public override object Answer(GrainCall call)
    {
        var task = ((GrainCall<T>)call).Task;
        return _valueTask ? new ValueTask<T>(task) : task;
    }
}

/// <summary>A method that answers with nothing.</summary>
internal sealed class VoidGrainMethod(MethodInfo method, Type grainClass) : GrainMethod(method, grainClass)
{
    private readonly bool _valueTask = method.ReturnType.IsValueType;

    public override GrainCall NewCall(GrainAddress address, object?[] arguments, ActivationDirectory directory) =>
        new VoidGrainCall(this, address, arguments, directory);

    public override object Answer(GrainCall call)
    {
        var task = ((VoidGrainCall)call).Task;
        return _valueTask ? new ValueTask(task) : task;
    }
}
