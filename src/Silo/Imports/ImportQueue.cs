using System.Collections.Concurrent;
using System.Threading.Channels;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Imports, one after the other. One that was accepted is kept in the database and taken up again after a restart;
/// importing twice registers nothing twice.
/// </summary>
public sealed partial class ImportQueue(
    ImportStore imports,
    IRecordStore records,
    SourceCrawler crawler,
    GroupImport groups,
    CollectionImport collections,
    SceneImport scenes,
    StoreFactory stores,
    TimeProvider time,
    ILogger<ImportQueue> logger) : BackgroundService
{
    private readonly Channel<string> _waiting = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _cancellations = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _done = new();

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
        Enqueue(status.Id);
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
                status with { State = ImportState.Cancelled }, [ImportState.Queued], cancellationToken)
            && _cancellations.TryGetValue(id, out var cancellation))
        {
            try
            {
                await cancellation.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended.
            }
        }

        return true;
    }

    /// <summary>Waits for the end of an import that this node runs.</summary>
    public async Task<ImportStatus> WhenDone(string id, CancellationToken cancellationToken)
    {
        if (_done.TryGetValue(id, out var done))
        {
            await done.Task.WaitAsync(cancellationToken);
        }

        return await imports.Read(id, cancellationToken)
            ?? throw ProblemException.NotFound("import", id);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ImportMeasures.Begin();
        foreach (var unfinished in await imports.ReadUnfinished(stoppingToken))
        {
            Enqueue(unfinished.Id);
        }

        await foreach (var id in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await Run(id, stoppingToken);
        }
    }

    private void Enqueue(string id)
    {
        if (_done.TryAdd(id, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))
        {
            _waiting.Writer.TryWrite(id);
        }
    }

    private async Task Run(string id, CancellationToken stoppingToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _cancellations[id] = cancellation;
        try
        {
            if (await imports.Read(id, stoppingToken) is { } accepted)
            {
                var run = new ImportRun(accepted, imports, crawler, groups, collections, scenes, time, logger);
                await run.Carry(cancellation.Token, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; the import is taken up again at the next start.
        }
        catch (Exception failure)
        {
            LogFailure(logger, failure, id);
            await Fail(id, stoppingToken);
        }
        finally
        {
            _cancellations.TryRemove(id, out _);
            if (_done.TryRemove(id, out var done))
            {
                done.TrySetResult();
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
}
