using Microsoft.Extensions.Logging;
using OmeNgff.InProcess.Calls;

namespace OmeNgff.InProcess.Activations;

/// <summary>What this runtime logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Grain {Address} could not be activated.")]
    public static partial void ActivationFailed(ILogger logger, Exception exception, GrainAddress address);

    [LoggerMessage(2, LogLevel.Error, "Grain {Address} failed while it was deactivated.")]
    public static partial void DeactivationFailed(ILogger logger, Exception exception, GrainAddress address);

    [LoggerMessage(3, LogLevel.Warning, "Stopped before all grains were deactivated.")]
    public static partial void StoppedEarly(ILogger logger);
}
