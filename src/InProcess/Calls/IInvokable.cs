using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call as its filters see it.</summary>
public interface IInvokable
{
    /// <summary>The number of arguments; a cancellation token is one too.</summary>
    int GetArgumentCount();

    /// <summary>An argument.</summary>
    /// <param name="index">Its position, from 0.</param>
    object? GetArgument(int index);

    /// <summary>Replaces an argument before the grain sees it.</summary>
    /// <param name="index">Its position, from 0.</param>
    /// <param name="value">The new value.</param>
    void SetArgument(int index, object value);

    /// <summary>The name of the method.</summary>
    string GetMethodName();

    /// <summary>The grain interface that declares the method.</summary>
    Type GetInterfaceType();

    /// <summary>The method of the grain interface.</summary>
    MethodInfo GetMethod();

    /// <summary>The time set by a <see cref="ResponseTimeoutAttribute"/>, or null.</summary>
    TimeSpan? GetDefaultResponseTimeout();

    /// <summary>The token given to the grain, or none when the method takes none.</summary>
    CancellationToken GetCancellationToken();
}
