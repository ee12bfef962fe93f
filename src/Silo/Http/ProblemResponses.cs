using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Silo.Viewers;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Http;

/// <summary>Turns every refusal and failure into <c>application/problem+json</c> (RFC 9457), without stack traces.</summary>
public sealed partial class ProblemResponses(RequestDelegate next, ILogger<ProblemResponses> logger)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response.HasStarted)
            {
                return;
            }

            if (Unrouted(context) is { } unrouted)
            {
                await Write(context, unrouted);
            }
            else if (HttpMethods.IsHead(context.Request.Method) && context.Response.StatusCode is >= 300 and not 304)
            {
                // Nothing was written, as GET writes nothing; but only of GET the server itself says the length.
                context.Response.ContentLength ??= 0;
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var problem = Describe(failure);
            if (problem.Status == 500)
            {
                LogFailure(logger, failure, context.Request.Method, context.Request.Path);
            }
            else if (problem.Status == 503)
            {
                LogUnavailable(logger, failure, context.Request.Method, context.Request.Path);
            }

            await Write(context, problem);
        }
    }

    /// <summary>What to say of a request that no endpoint took. Absent keys of hierarchies stay empty answers.</summary>
    private static Problem? Unrouted(HttpContext context) => context.Response.StatusCode switch
    {
        _ when ZarrRoutes.Contain(context.Request.Path) => null,
        404 => new Problem("/problems/not-found", "Not found", 404, "There is no such path."),
        405 => new Problem("/problems/method-not-allowed", "Method not allowed", 405,
            $"This path does not take {context.Request.Method}."),
        _ => null,
    };

    /// <summary>Answers with a problem.</summary>
    public static async Task Write(HttpContext context, Problem problem)
    {
        var response = context.Response;
        var headers = response.Headers.Where(header => header.Key is "Allow" or "Vary"
            || header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToList();
        response.Clear();
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        if (problem.Status == 503)
        {
            response.Headers.RetryAfter = "1";
        }

        await response.WriteAsync(CatalogJson.Serialize(problem), context.RequestAborted);
    }

    /// <summary>The problem that an exception means to the caller.</summary>
    internal static Problem Describe(Exception failure) => failure switch
    {
        ProblemException refusal => refusal.Problem,
        NgffException refusal => ProblemException.Invalid(refusal).Problem,
        StoreException refusal => Of(refusal),
        BadHttpRequestException { StatusCode: 413 } => TooLarge("request body").Problem,
        BadHttpRequestException bad => new Problem(
            "/problems/invalid", "Invalid request", bad.StatusCode, bad.Message),
        // What bodies hold was checked before; this was in the path or the query.
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } =>
            ProblemException.Invalid("", "text-invalid", "A text of the request has a NUL.").Problem,
        // Also a call that was given up, by the node that was asked or because this one stops.
        TimeoutException or OrleansException or OperationCanceledException => ProblemException.Unavailable().Problem,
        NpgsqlException database when DatabaseFaults.IsUnavailable(database) => ProblemException.Unavailable().Problem,
        _ => new Problem("/problems/internal", "Internal error", 500, "The request failed; the log says why."),
    };

    /// <summary>413: a body, or a line of one, is too large.</summary>
    internal static ProblemException TooLarge(string what) => new(new Problem(
        "/problems/too-large", "Request too large", 413, $"The {what} is larger than the limit MaxRequestBodyBytes."));

    /// <summary>What is amiss with a store, as a problem of the request that named it.</summary>
    public static Problem Of(StoreException refusal) =>
        new("/problems/store", "The store cannot be used", 400, $"{refusal.Message} ({refusal.Path})")
        {
            Errors = [new ProblemError("/source", refusal.Rule, $"{refusal.Message} ({refusal.Path})")],
        };

    /// <summary>A request met a fault of the catalog itself and was answered with 500.</summary>
    /// <remarks>Report it with the exception.</remarks>
    [LoggerMessage(EventId = 1000, EventName = "request-failed", Level = LogLevel.Error,
        Message = "{Method} {Path} failed.")]
    private static partial void LogFailure(ILogger logger, Exception failure, string method, PathString path);

    /// <summary>A request was answered with 503, for the reason that the exception says.</summary>
    /// <remarks>Where there are many, look at <c>/readyz</c> of the nodes and at the database.</remarks>
    [LoggerMessage(EventId = 1001, EventName = "request-unavailable", Level = LogLevel.Debug,
        Message = "{Method} {Path} is answered with 503.")]
    private static partial void LogUnavailable(ILogger logger, Exception failure, string method, PathString path);
}
