using Npgsql;
using OmeNgff.Catalog.Turns;
using OmeNgff.Catalog.Verification;
using OmeNgff.Client.Grains;

namespace OmeNgff.Silo.Administration;

/// <summary>
/// After an upgrade that added columns to the index, fills them from the records, in the background and once.
/// </summary>
public sealed partial class IndexCompletion(
    Reindexing reindexing, ClusterTurns turns, IGrainFactory grains, ILogger<IndexCompletion> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Complete(stoppingToken);
        }
        catch (NpgsqlException failure)
        {
            // The node serves all the same; the next start, or a reindexing, completes the index.
            LogFailure(logger, failure);
        }
    }

    private async Task Complete(CancellationToken stoppingToken)
    {
        if (await reindexing.IsComplete(stoppingToken))
        {
            return;
        }

        await using var turn = await turns.Take(ClusterTurn.Index, stoppingToken);
        if (await reindexing.IsComplete(stoppingToken))
        {
            return;
        }

        LogBegin(logger);
        await foreach (var (record, revision) in reindexing.Run(stoppingToken))
        {
            if (revision is { } number)
            {
                await grains.GetGrain<IImageGroupGrain>(record.Id).Notice(number);
            }
        }

        await reindexing.Complete(stoppingToken);
        LogEnd(logger);
    }

    /// <summary>After an upgrade the search index is being filled for records of before; searches miss some until then.</summary>
    /// <remarks>None.</remarks>
    [LoggerMessage(EventId = 1200, EventName = "index-completing", Level = LogLevel.Information,
        Message = "The index is being completed.")]
    private static partial void LogBegin(ILogger logger);

    /// <summary>The search index could not be completed; searches miss records.</summary>
    /// <remarks>Mend what the exception says, then start the node anew, or run <c>ngff admin reindex</c>.</remarks>
    [LoggerMessage(EventId = 1202, EventName = "index-incomplete", Level = LogLevel.Error,
        Message = "The index could not be completed.")]
    private static partial void LogFailure(ILogger logger, Exception failure);

    /// <summary>The search index has all records again.</summary>
    /// <remarks>None.</remarks>
    [LoggerMessage(EventId = 1201, EventName = "index-complete", Level = LogLevel.Information,
        Message = "The index is complete.")]
    private static partial void LogEnd(ILogger logger);
}
