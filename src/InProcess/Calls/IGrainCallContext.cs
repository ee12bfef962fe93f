using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call to a grain and its result.</summary>
public interface IGrainCallContext
{
    /// <summary>The call: its arguments above all.</summary>
    IInvokable Request { get; }

    /// <summary>The grain that is called.</summary>
    object Grain { get; }

    /// <summary>The name of the method.</summary>
    string MethodName { get; }

    /// <summary>The method of the grain interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result, once <see cref="Invoke"/> has completed; a filter may replace it.</summary>
    object? Result { get; set; }

    /// <summary>Goes on to the next filter, or to the grain.</summary>
    Task Invoke();
}
