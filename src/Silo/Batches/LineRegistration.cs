using System.Text;
using OmeNgff.Catalog.Operations;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Idempotency;
using OmeNgff.Silo.Records;

namespace OmeNgff.Silo.Batches;

/// <summary>Registers single lines of batches. Never fails: what is amiss is the line's answer.</summary>
public sealed partial class LineRegistration(
    RequestBodies bodies,
    RecordDrafts drafts,
    Registration registration,
    IRecordStore store,
    OperationStore operations,
    ILogger<LineRegistration> logger)
{
    /// <summary>The answer to a line, as a line.</summary>
    /// <param name="request">The batch.</param>
    /// <param name="key">The batch's <c>Idempotency-Key</c>, or null.</param>
    /// <param name="line">The line.</param>
    internal async Task<byte[]> Answer(HttpRequest request, string? key, BatchLine line)
    {
        BatchAnswer answer;
        try
        {
            answer = await Register(request, key, line);
        }
        catch (Exception failure)
        {
            var problem = ProblemResponses.Describe(failure);
            if (problem.Status == 500)
            {
                LogFailure(logger, failure, line.Number);
            }

            answer = new BatchAnswer(line.Number, problem.Status) { Problem = problem };
        }

        return Encoding.UTF8.GetBytes(CatalogJson.Serialize(answer) + "\n");
    }

    private async Task<BatchAnswer> Register(HttpRequest request, string? key, BatchLine line)
    {
        if (line.Bytes is not { } bytes)
        {
            throw ProblemResponses.TooLarge("line");
        }

        var isDryRun = WriteOptions.IsDryRun(request);
        var operation = key is null || isDryRun ? null : new NamedOperation(
            Caller.Local, $"{key}/{line.Number}", OperationKey.Digest(request, bytes));
        if (operation is not null && await Known(operation) is { } known)
        {
            return Repeated(operation, known, line.Number);
        }

        var requested = drafts.Create(
            RecordKind.Image, bodies.Parse(bytes), WriteOptions.Reason(request, "created"));
        var commit = new CommitRequest(requested.All, Caller.Local) { DryRun = isDryRun, Operation = operation };
        try
        {
            return await Commit(commit, requested.Change.Id, line.Number);
        }
        catch (ProblemException) when (operation is not null)
        {
            // The same line under the same key may have come twice at once.
            if (await Known(operation) is not { } other)
            {
                throw;
            }

            return Repeated(operation, other, line.Number);
        }
    }

    private async Task<BatchAnswer> Commit(CommitRequest commit, string id, long line)
    {
        if (commit.DryRun)
        {
            var tried = await store.Commit(commit, CancellationToken.None);
            return new BatchAnswer(line, StatusCodes.Status200OK)
            {
                Id = id,
                Version = tried.Record<ImageRecord>(id).Version,
            };
        }

        var (result, pending) = await registration.Commit(commit, CancellationToken.None);
        return new BatchAnswer(line, StatusCodes.Status201Created)
        {
            Id = id,
            Version = result.Versions[new RecordReference(RecordKind.Image, id)],
            Change = result.Change.ToString(),
            PendingViews = pending.IsEmpty ? null : pending,
        };
    }

    private Task<KnownOperation?> Known(NamedOperation operation) =>
        operations.Read(operation.Caller, operation.Key, CancellationToken.None);

    private static BatchAnswer Repeated(NamedOperation operation, KnownOperation known, long line)
    {
        if (known.Digest != operation.Digest)
        {
            throw OperationKey.Reused(operation.Key);
        }

        var prefix = RecordKind.Image.Text() + ":";
        var (image, version) = known.Versions.Single(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal));
        return new BatchAnswer(line, StatusCodes.Status201Created)
        {
            Id = image[prefix.Length..],
            Version = version,
            Change = known.Change,
        };
    }

    /// <summary>A line of a batch met a fault of the catalog itself; its answer says so, and the other lines went on.</summary>
    /// <remarks>Report it with the exception; send the line again when it is mended.</remarks>
    [LoggerMessage(EventId = 1400, EventName = "batch-line-failed", Level = LogLevel.Error,
        Message = "Line {Line} of a batch failed.")]
    private static partial void LogFailure(ILogger logger, Exception failure, long line);
}
