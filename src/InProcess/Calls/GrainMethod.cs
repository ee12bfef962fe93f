using System.Linq.Expressions;
using System.Reflection;
using OmeNgff.InProcess.Activations;
using Orleans;
using Orleans.Concurrency;

namespace OmeNgff.InProcess.Calls;

/// <summary>A method of a grain interface: how it may be scheduled, and compiled code that invokes it.</summary>
internal abstract class GrainMethod
{
    private readonly Lazy<MethodInfo> _implementation;

    protected GrainMethod(MethodInfo method, Type grainClass)
    {
        Method = method;
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        TokenIndex = Array.FindIndex(method.GetParameters(), each => each.ParameterType == typeof(CancellationToken));
        Invoke = Compile(method);
        _implementation = new(() => FindImplementation(method, grainClass));
    }

    public MethodInfo Method { get; }

    public MethodInfo Implementation => _implementation.Value;

    public bool AlwaysInterleave { get; }

    public bool ReadOnly { get; }

    public TimeSpan? ResponseTimeout { get; }

    /// <summary>The position of the cancellation token among the parameters, or -1.</summary>
    public int TokenIndex { get; }

    public Func<object, object?[], Task> Invoke { get; }

    public static GrainMethod Create(MethodInfo method, Type grainClass)
    {
        var returned = method.ReturnType;
        if (returned == typeof(Task) || returned == typeof(ValueTask))
        {
            return new VoidGrainMethod(method, grainClass);
        }

        if (returned.IsGenericType && returned.GetGenericTypeDefinition() is var open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>)))
        {
            var closed = typeof(GrainMethod<>).MakeGenericType(returned.GetGenericArguments());
            return (GrainMethod)Activator.CreateInstance(closed, method, grainClass)!;
        }

        throw new NotSupportedException(
            $"{method.DeclaringType}.{method.Name} returns {returned}: a grain method returns a Task or a ValueTask.");
    }

    public abstract GrainCall NewCall(GrainAddress address, object?[] arguments, ActivationDirectory directory);

    /// <summary>What the caller gets: the call's completion as the type that the method returns.</summary>
    public abstract object Answer(GrainCall call);

    private static Func<object, object?[], Task> Compile(MethodInfo method)
    {
        var target = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = method.GetParameters().Select((parameter, index) => Expression.Convert(
            Expression.ArrayIndex(arguments, Expression.Constant(index)),
            parameter.ParameterType));
        Expression call = Expression.Call(Expression.Convert(target, method.DeclaringType!), method, values);
        if (method.ReturnType.IsValueType)
        {
            call = Expression.Call(call, nameof(ValueTask.AsTask), null);
        }

        return Expression.Lambda<Func<object, object?[], Task>>(call, target, arguments).Compile();
    }

    private static MethodInfo FindImplementation(MethodInfo method, Type grainClass)
    {
        var map = grainClass.GetInterfaceMap(method.DeclaringType!);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
    }
}
