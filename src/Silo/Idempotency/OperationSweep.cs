using OmeNgff.Catalog.Operations;

namespace OmeNgff.Silo.Idempotency;

/// <summary>Forgets, once an hour, the operations whose time is over.</summary>
public sealed partial class OperationSweep(
    OperationStore operations, TimeProvider time, ILogger<OperationSweep> logger) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await operations.ForgetOld(stoppingToken);
            }
            catch (Npgsql.NpgsqlException failure)
            {
                LogFailure(logger, failure);
            }
        }
    }

    /// <summary>Operations under an Idempotency-Key older than a day could not be deleted; it is tried again.</summary>
    /// <remarks>None, unless it goes on: then look at the database.</remarks>
    [LoggerMessage(EventId = 1101, EventName = "operation-sweep-failed", Level = LogLevel.Warning,
        Message = "Old operations could not be forgotten.")]
    private static partial void LogFailure(ILogger logger, Exception failure);
}
