using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Observability;
using OmeNgff.Client.Imports;
using OmeNgff.Ngff;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>One import as it is carried out: what became of each group, told at most once a second.</summary>
internal sealed partial class ImportRun(
    ImportStatus accepted,
    ImportStore imports,
    SourceCrawler crawler,
    GroupImport groups,
    CollectionImport collections,
    SceneImport scenes,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>How many errors an import keeps (limit <c>MaxImportErrors</c>).</summary>
    internal const int MaxImportErrors = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<ImportError> _errors = [];
    private readonly List<string> _images = [];
    private readonly List<string> _collections = [];
    private readonly Dictionary<SourceState, int> _counts = [];
    private int _dropped;

    /// <summary>Imports from the start, also after a crash: what was registered then is found unchanged now.</summary>
    /// <param name="cancellationToken">Someone cancelled the import, or the node stops.</param>
    /// <param name="stoppingToken">The node stops; the import stays unfinished for the next start.</param>
    internal async Task Carry(CancellationToken cancellationToken, CancellationToken stoppingToken)
    {
        if (!await imports.Update(
            Status(ImportState.Running), [ImportState.Queued, ImportState.Running], stoppingToken))
        {
            return;
        }

        var begun = time.GetTimestamp();
        var end = ImportState.Succeeded;
        ImportMeasures.Running.Add(1);
        try
        {
            await Walk(cancellationToken);
        }
        catch (StoreException refusal)
        {
            Report(ImportErrors.Of(refusal));
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            end = ImportState.Cancelled;
        }
        finally
        {
            ImportMeasures.Running.Add(-1);
        }

        var status = Status(
            end == ImportState.Succeeded && _images.Count + _collections.Count == 0 ? ImportState.Failed : end);
        if (status.State == ImportState.Failed)
        {
            status = status with { Problem = ImportErrors.Problem(status.Source, _errors) };
        }

        await imports.Update(status, [ImportState.Running], stoppingToken);
        ImportMeasures.Ended(status.State, time.GetElapsedTime(begun));
    }

    private async Task Walk(CancellationToken cancellationToken)
    {
        var told = time.GetTimestamp();
        await foreach (var found in crawler.Find(accepted.Source, accepted.Recursive, Report, cancellationToken))
        {
            foreach (var outcome in await TakeOver(found, cancellationToken))
            {
                // The images of plates, wells and series are counted themselves.
                if (found.Role != FoundRole.Collection)
                {
                    _counts[outcome.State] = _counts.GetValueOrDefault(outcome.State) + 1;
                    ImportMeasures.Count(outcome.State, 1);
                }

                if (outcome.Record.Length > 0)
                {
                    (found.Role == FoundRole.Image ? _images : _collections).Add(outcome.Record);
                }
            }

            if (time.GetElapsedTime(told) >= Interval)
            {
                told = time.GetTimestamp();
                if (!await imports.Update(Status(ImportState.Running), [ImportState.Running], cancellationToken))
                {
                    throw new OperationCanceledException("The import was cancelled by way of another node.");
                }
            }
        }
    }

    /// <summary>One group; a fault of ours with it ends that group alone.</summary>
    private async Task<IReadOnlyList<GroupOutcome>> TakeOver(FoundGroup found, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("import group");
        activity?.SetTag("omengff.import.id", accepted.Id).SetTag("omengff.import.source", found.Store.Address);
        try
        {
            return found.Role switch
            {
                FoundRole.Collection =>
                    [await collections.Run(found, accepted.Dataset, accepted.CreatedBy, Report, cancellationToken)],
                FoundRole.Scene =>
                    [await scenes.Run(found, accepted.Dataset, accepted.CreatedBy, Report, cancellationToken)],
                _ => await groups.Run(found, accepted.Dataset, accepted.CreatedBy, Report, cancellationToken),
            };
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or Npgsql.NpgsqlException))
        {
            LogGroup(logger, failure, found.Store.Address);
            Report(new ImportError(found.Store.Address, "The group could not be taken over; the log says why.")
            {
                Rule = "internal",
            });
            return [GroupOutcome.Unusable];
        }
    }

    private void Report(ImportError error)
    {
        if (_errors.Count < MaxImportErrors)
        {
            _errors.Add(error);
        }
        else
        {
            _dropped++;
        }
    }

    private ImportStatus Status(ImportState state) => new()
    {
        Id = accepted.Id,
        Source = accepted.Source,
        Dataset = accepted.Dataset,
        Recursive = accepted.Recursive,
        CreatedAt = accepted.CreatedAt,
        CreatedBy = accepted.CreatedBy,
        State = state,
        Found = _counts.Values.Sum(),
        Registered = _counts.GetValueOrDefault(SourceState.New),
        Updated = _counts.GetValueOrDefault(SourceState.Changed),
        Unchanged = _counts.GetValueOrDefault(SourceState.Unchanged),
        Drifted = _counts.GetValueOrDefault(SourceState.Drifted),
        Failed = _counts.GetValueOrDefault(SourceState.Unusable),
        Errors = (_dropped == 0 ? _errors : [.. _errors, TooMany()]).ToEquatableArray(),
        Images = _images.ToEquatableArray(),
        Collections = _collections.ToEquatableArray(),
    };

    private ImportError TooMany() =>
        new(accepted.Source, $"{_dropped} more errors are not kept (limit MaxImportErrors).") { Rule = "too-many-errors" };

    /// <summary>A group that an import found met a fault of the catalog itself; the import went on with the next.</summary>
    /// <remarks>Report it with the exception; import the source again when it is mended.</remarks>
    [LoggerMessage(EventId = 2001, EventName = "import-group-failed", Level = LogLevel.Error,
        Message = "The group {Address} could not be imported.")]
    private static partial void LogGroup(ILogger logger, Exception failure, string address);
}
