using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;
using OmeNgff.Catalog.Operations;
using OmeNgff.Catalog.Records;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Idempotency;

/// <summary>
/// <c>Idempotency-Key</c> on <c>POST</c>: what a caller named is done once, and every repeat gets the first answer. That it
/// was done is written with its commit, so of two requests under one key at once one commits, on whatever node; the
/// other, and a repeat after a crash, waits for the answer or makes it anew from what was committed. A refusal changed
/// nothing and is not kept.
/// </summary>
public sealed partial class IdempotentRequests(
    RequestDelegate next, OperationStore operations, TimeProvider time, ILogger<IdempotentRequests> logger)
{
    /// <summary>The largest answer that is kept, in bytes; a larger one is made anew (limit <c>MaxKeptAnswerBytes</c>).
    /// </summary>
    public const int MaxKeptAnswerBytes = 4 << 20;

    /// <summary>How long a repeat waits for the answer to an operation that was carried out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private static readonly Counter<long> Repeats = Telemetry.Meter.CreateCounter<long>(
        "omengff.operation.repeats", "{request}", "Requests under an Idempotency-Key that had been carried out before.");

    /// <summary>Runs the request, unless it was carried out before.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return !HttpMethods.IsPost(request.Method)
            || !request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
            || context.GetEndpoint() is not { } endpoint
            || OperationKey.Read(request) is not { } key
            || WriteOptions.IsDryRun(request)
            || endpoint.Metadata.GetMetadata<OperationPerLine>() is not null
            ? next(context)
            : CarryOut(context, key);
    }

    private async Task CarryOut(HttpContext context, string key)
    {
        var digest = await OperationKey.Digest(context.Request, context.RequestAborted);
        var operation = new NamedOperation(Caller.Local, key, digest);
        if (await operations.Read(operation.Caller, operation.Key, context.RequestAborted) is { } known)
        {
            await Repeat(context, operation, known);
            return;
        }

        context.Features.Set(operation);
        try
        {
            await Answer(context, operation, next);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !context.Response.HasStarted)
        {
            // Another request under this key may have been faster, or the database may have been lost in the commit.
            if (await operations.Read(operation.Caller, operation.Key, context.RequestAborted) is not { } other)
            {
                throw;
            }

            await Repeat(context, operation, other);
        }
    }

    private async Task Repeat(HttpContext context, NamedOperation operation, KnownOperation known)
    {
        Repeats.Add(1);
        if (known.Digest != operation.Digest)
        {
            throw OperationKey.Reused(operation.Key);
        }

        known = await Answered(operation, known, context.RequestAborted);
        if (known is { Status: { } status, Answer: { } answer })
        {
            await KeptAnswer.Write(context.Response, status, answer, context.RequestAborted);
            return;
        }

        var restoration = context.GetEndpoint()!.Metadata.GetMetadata<AnswerRestoration>()
            ?? AnswerRestoration.OfCommit;
        await Answer(context, operation, async _ =>
        {
            var result = await restoration.Restore(context, known, context.RequestAborted);
            await result.ExecuteAsync(context);
        });
    }

    /// <summary>The operation with its answer, or without one when none was made in time.</summary>
    private async Task<KnownOperation> Answered(
        NamedOperation operation, KnownOperation known, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (known.Status is null && time.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(Pause, time, cancellationToken);
            known = await operations.Read(operation.Caller, operation.Key, cancellationToken) ?? known;
        }

        return known;
    }

    /// <summary>Answers, and keeps the answer before it is sent.</summary>
    private async Task Answer(HttpContext context, NamedOperation operation, RequestDelegate produce)
    {
        var response = context.Response;
        var body = response.Body;
        using var captured = new MemoryStream();
        response.Body = captured;
        try
        {
            await produce(context);
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode is >= 200 and < 300 && captured.Length <= MaxKeptAnswerBytes)
        {
            await Keep(operation, response, captured);
        }

        captured.Position = 0;
        await captured.CopyToAsync(body, context.RequestAborted);
    }

    private async Task Keep(NamedOperation operation, HttpResponse response, MemoryStream captured)
    {
        try
        {
            // The caller may be gone, and will ask again.
            await operations.KeepAnswer(
                operation,
                response.StatusCode,
                KeptAnswer.Of(response, captured.GetBuffer().AsSpan(0, (int)captured.Length)),
                CancellationToken.None);
        }
        catch (Npgsql.NpgsqlException failure)
        {
            LogLost(logger, failure, operation.Key);
        }
    }

    /// <summary>A write stands and was answered, but the answer could not be kept; a repeat makes it anew.</summary>
    /// <remarks>None.</remarks>
    [LoggerMessage(EventId = 1100, EventName = "operation-answer-lost", Level = LogLevel.Warning,
        Message = "The answer to the operation {Key} is not kept.")]
    private static partial void LogLost(ILogger logger, Exception failure, string key);
}
