using System.Reflection;
using Orleans;
using Orleans.Serialization.Invocation;

namespace OmeNgff.InProcess.Calls;

/// <summary>A call on its way through the filters: those of the silo in order, the grain's own, the method.</summary>
internal sealed class IncomingGrainCall(GrainCall call, Grain grain, IIncomingGrainCallFilter[] filters)
    : IIncomingGrainCallContext, IInvokable
{
    private int _next;

    public IInvokable Request => this;

    public object Grain => grain;

    public string MethodName => InterfaceMethod.Name;

    public MethodInfo InterfaceMethod => call.Method.Method;

    public MethodInfo ImplementationMethod => call.Method.Implementation;

    public object? Result { get; set; }

    public Task Invoke()
    {
        var index = _next++;
        if (index < filters.Length)
        {
            return filters[index].Invoke(this);
        }

        return index == filters.Length && grain is IIncomingGrainCallFilter own ? own.Invoke(this) : InvokeGrain();
    }

    public int GetArgumentCount() => call.Arguments.Length;

    public object? GetArgument(int index) => call.Arguments[index];

    public void SetArgument(int index, object value) => call.Arguments[index] = value;

    public string GetMethodName() => MethodName;

    public Type GetInterfaceType() => InterfaceMethod.DeclaringType!;

    public MethodInfo GetMethod() => InterfaceMethod;

    public TimeSpan? GetDefaultResponseTimeout() => call.Method.ResponseTimeout;

    public CancellationToken GetCancellationToken() => call.GrainToken;

    private async Task InvokeGrain()
    {
        var task = call.InvokeOn(grain);
        await task;
        Result = call.ResultOf(task);
    }
}
