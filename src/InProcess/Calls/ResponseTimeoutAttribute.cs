using System.Globalization;

namespace Orleans;

/// <summary>On a method of a grain interface: how long a caller waits for the answer.</summary>
/// <param name="timeout">The time, as in <c>"00:00:02"</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>How long a caller waits.</summary>
    public TimeSpan? Timeout { get; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
