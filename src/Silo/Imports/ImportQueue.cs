using Npgsql;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Turns;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Imports, one after the other, by one node of the cluster at a time. One that was accepted is kept in the database and taken
/// up again after a restart, or by another node; importing twice registers nothing twice.
/// </summary>
public sealed partial class ImportQueue(
    ImportStore imports,
    IRecordStore records,
    SourceCrawler crawler,
    GroupImport groups,
    CollectionImport collections,
    SceneImport scenes,
    StoreFactory stores,
    ClusterTurns turns,
    TimeProvider time,
    ILogger<ImportQueue> logger) : BackgroundService
{
    /// <summary>How long the node whose turn it is waits before it looks for imports that other nodes have accepted.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _accepted = new(0);
    private (string Id, CancellationTokenSource Cancellation)? _running;

    /// <summary>Accepts an import.</summary>
    /// <exception cref="ProblemException">400: the dataset is unknown. 409: the operation was carried out before.</exception>
    /// <exception cref="StoreException">The source lies outside the allowed roots, or is not there.</exception>
    public async Task<ImportStatus> Accept(
        ImportRequest request, string by, NamedOperation? operation, CancellationToken cancellationToken)
    {
        var source = stores.Open(request.Source).Address;
        var dataset = request.Dataset ?? DatasetRecord.DefaultId;
        if (!RecordId.IsValid(dataset) || await records.Read<DatasetRecord>(dataset, cancellationToken) is null)
        {
            throw ProblemException.Invalid("/dataset", "dataset-unknown", $"There is no dataset '{dataset}'.");
        }

        var status = new ImportStatus
        {
            Id = RecordId.New(time),
            Source = source,
            Dataset = dataset,
            Recursive = request.Recursive ?? true,
            CreatedAt = time.GetUtcNow(),
            CreatedBy = by,
        };
        await imports.Add(status, operation, cancellationToken);
        _accepted.Release();
        return status;
    }

    /// <summary>Stops an import; what it registered stays.</summary>
    /// <returns>False when there is no such import.</returns>
    public async Task<bool> Cancel(string id, CancellationToken cancellationToken)
    {
        if (await imports.Read(id, cancellationToken) is not { } status)
        {
            return false;
        }

        if (!await imports.Update(
            status with { State = ImportState.Cancelled }, [ImportState.Queued], cancellationToken))
        {
            await imports.AskToCancel(id, cancellationToken);
            lock (_gate)
            {
                if (_running is { } running && running.Id == id)
                {
                    // Nothing more is begun from here on; what is under way need not be waited for. Another node learns of it
                    // when it next tells how far it is.
                    _ = running.Cancellation.CancelAsync();
                }
            }
        }

        return true;
    }

    /// <summary>Waits for the end of an import, whichever node runs it.</summary>
    public async Task<ImportStatus> WhenDone(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await imports.Read(id, cancellationToken) ?? throw ProblemException.NotFound("import", id);
            if (status.IsDone)
            {
                return status;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ImportMeasures.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var turn = await turns.Take(ClusterTurn.Imports, stoppingToken);
                while (true)
                {
                    await turn.Check(stoppingToken);
                    if (await imports.ReadUnfinished(stoppingToken) is { } next)
                    {
                        await Run(next, stoppingToken);
                    }
                    else
                    {
                        await _accepted.WaitAsync(Interval, stoppingToken);
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The node stops; another, or the next start, takes up what is not done.
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                LogWaiting(logger, failure.Message);
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Run(UnfinishedImport import, CancellationToken stoppingToken)
    {
        var id = import.Status.Id;
        if (import.IsCancelled)
        {
            await imports.Update(
                import.Status with { State = ImportState.Cancelled }, [ImportState.Running], stoppingToken);
            return;
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        lock (_gate)
        {
            _running = (id, cancellation);
        }

        try
        {
            var run = new ImportRun(import.Status, imports, crawler, groups, collections, scenes, time, logger);
            await run.Carry(cancellation.Token, stoppingToken);
        }
        catch (Exception failure) when (failure is not NpgsqlException && !stoppingToken.IsCancellationRequested)
        {
            LogFailure(logger, failure, id);
            await Fail(id, stoppingToken);
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
            }
        }
    }

    /// <summary>Ends an import that met a fault of ours, so that nobody waits for it.</summary>
    private async Task Fail(string id, CancellationToken stoppingToken)
    {
        try
        {
            if (await imports.Read(id, stoppingToken) is { } status)
            {
                await imports.Update(
                    status with
                    {
                        State = ImportState.Failed,
                        Problem = new Problem(
                            "/problems/internal", "Internal error", 500, "The import stopped; the log says why."),
                    },
                    [ImportState.Queued, ImportState.Running],
                    stoppingToken);
            }
        }
        catch (Exception failure)
        {
            LogFailure(logger, failure, id);
        }
    }

    /// <summary>An import ended early, mostly because the database could not be reached; what it registered stays.</summary>
    /// <remarks>Import the same source again: nothing is registered twice.</remarks>
    [LoggerMessage(EventId = 2000, EventName = "import-failed", Level = LogLevel.Error,
        Message = "The import {Import} stopped.")]
    private static partial void LogFailure(ILogger logger, Exception failure, string import);

    /// <summary>The database did not answer; accepted imports stay, and are carried out when it does.</summary>
    /// <remarks>Look at the database; nothing has to be done here.</remarks>
    [LoggerMessage(EventId = 2002, EventName = "imports-waiting", Level = LogLevel.Warning,
        Message = "Imports wait, for the database does not answer: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _accepted.Dispose();
        base.Dispose();
    }
}
