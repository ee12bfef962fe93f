using Microsoft.Extensions.Logging;
using OmeNgff.InProcess.Calls;

namespace OmeNgff.InProcess.Activations;

/// <summary>What this runtime logs.</summary>
internal static partial class Log
{
    /// <summary>A grain could not be brought into memory; its caller got the exception.</summary>
    /// <remarks>Report it with the exception.</remarks>
    [LoggerMessage(EventId = 9001, EventName = "grain-activation-failed", Level = LogLevel.Error,
        Message = "Grain {Address} could not be activated.")]
    public static partial void ActivationFailed(ILogger logger, Exception exception, GrainAddress address);

    /// <summary>A grain failed while it left the memory; nothing is lost, its state is in the database.</summary>
    /// <remarks>Report it with the exception.</remarks>
    [LoggerMessage(EventId = 9002, EventName = "grain-deactivation-failed", Level = LogLevel.Error,
        Message = "Grain {Address} failed while it was deactivated.")]
    public static partial void DeactivationFailed(ILogger logger, Exception exception, GrainAddress address);

    /// <summary>The time to stop was over before all grains had left the memory; nothing is lost.</summary>
    /// <remarks>None.</remarks>
    [LoggerMessage(EventId = 9003, EventName = "grains-stopped-early", Level = LogLevel.Warning,
        Message = "Stopped before all grains were deactivated.")]
    public static partial void StoppedEarly(ILogger logger);
}
