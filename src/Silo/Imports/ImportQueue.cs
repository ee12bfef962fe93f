using System.Collections.Concurrent;
using System.Threading.Channels;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
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
    StoreFactory stores,
    TimeProvider time,
    ILogger<ImportQueue> logger) : BackgroundService
{
    /// <summary>How many errors an import keeps (limit <c>MaxImportErrors</c>).</summary>
    public const int MaxImportErrors = 1000;

    private readonly Channel<string> _waiting = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _cancellations = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _done = new();

    /// <summary>Accepts an import.</summary>
    /// <exception cref="ProblemException">400: the dataset is unknown.</exception>
    /// <exception cref="StoreException">The source lies outside the allowed roots, or is not there.</exception>
    public async Task<ImportStatus> Accept(ImportRequest request, string by, CancellationToken cancellationToken)
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
        await imports.Add(status, cancellationToken);
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

        if (_cancellations.TryGetValue(id, out var cancellation))
        {
            await cancellation.CancelAsync();
        }
        else if (!status.IsDone)
        {
            await imports.Update(status with { State = ImportState.Cancelled }, cancellationToken);
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
            if (await imports.Read(id, stoppingToken) is { IsDone: false } status)
            {
                await imports.Update(await Import(status, cancellation.Token, stoppingToken), stoppingToken);
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
            if (await imports.Read(id, stoppingToken) is { IsDone: false } status)
            {
                await imports.Update(
                    status with
                    {
                        State = ImportState.Failed,
                        Problem = new Problem(
                            "/problems/internal", "Internal error", 500, "The import stopped; the log says why."),
                    },
                    stoppingToken);
            }
        }
        catch (Exception failure)
        {
            LogFailure(logger, failure, id);
        }
    }

    private async Task<ImportStatus> Import(
        ImportStatus accepted, CancellationToken cancellationToken, CancellationToken stoppingToken)
    {
        // From the start, also after a crash: what was registered then is found unchanged now.
        var status = new ImportStatus
        {
            Id = accepted.Id,
            Source = accepted.Source,
            Dataset = accepted.Dataset,
            Recursive = accepted.Recursive,
            CreatedAt = accepted.CreatedAt,
            CreatedBy = accepted.CreatedBy,
            State = ImportState.Running,
        };
        var errors = new List<ImportError>();
        try
        {
            await imports.Update(status, cancellationToken);
            await foreach (var found in crawler.Find(
                status.Source, status.Recursive, Report, cancellationToken))
            {
                var outcomes = await groups.Run(
                    found, status.Dataset, status.CreatedBy, Report, cancellationToken);
                status = outcomes.Aggregate(status, Count) with { Errors = errors.ToEquatableArray() };
                await imports.Update(status, cancellationToken);
            }
        }
        catch (StoreException refusal)
        {
            Report(ImportErrors.Of(refusal));
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return status with { State = ImportState.Cancelled, Errors = errors.ToEquatableArray() };
        }

        status = status with { Errors = errors.ToEquatableArray() };
        return status.Images.IsEmpty
            ? status with { State = ImportState.Failed, Problem = ImportErrors.Problem(status.Source, errors) }
            : status with { State = ImportState.Succeeded };

        void Report(ImportError error)
        {
            if (errors.Count < MaxImportErrors)
            {
                errors.Add(error);
            }
        }
    }

    private static ImportStatus Count(ImportStatus status, GroupOutcome outcome) => outcome.State switch
    {
        SourceState.New => Standing(status, outcome) with { Registered = status.Registered + 1 },
        SourceState.Changed => Standing(status, outcome) with { Updated = status.Updated + 1 },
        SourceState.Unchanged => Standing(status, outcome) with { Unchanged = status.Unchanged + 1 },
        SourceState.Drifted => Standing(status, outcome) with { Drifted = status.Drifted + 1 },
        _ => status with { Found = status.Found + 1, Failed = status.Failed + 1 },
    };

    private static ImportStatus Standing(ImportStatus status, GroupOutcome outcome) => status with
    {
        Found = status.Found + 1,
        Images = status.Images.Append(outcome.Image).ToEquatableArray(),
    };

    [LoggerMessage(EventId = 2000, Level = LogLevel.Error, Message = "The import {Import} stopped.")]
    private static partial void LogFailure(ILogger logger, Exception failure, string import);
}
