using OmeNgff.Catalog.Operations;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;

namespace OmeNgff.Silo.Idempotency;

/// <summary>What endpoints need to know of named operations.</summary>
public static class IdempotencyServices
{
    /// <summary>Registers the forgetting of old operations.</summary>
    public static IServiceCollection AddIdempotency(this IServiceCollection services) =>
        services.AddHostedService<OperationSweep>();

    /// <summary>The operation that the caller named so and that the commit of this request carries, or null.</summary>
    public static NamedOperation? NamedOperation(this HttpContext context) => context.Features.Get<NamedOperation>();

    /// <summary>The same as calls to grains carry it.</summary>
    public static OperationName? OperationName(this HttpContext context) =>
        context.NamedOperation() is { } operation ? new OperationName(operation.Key, operation.Digest) : null;

    /// <summary>Says how an endpoint's answer is made anew when it was lost; else it is that of a commit.</summary>
    public static RouteHandlerBuilder RestoresAnswer(
        this RouteHandlerBuilder route, Func<HttpContext, KnownOperation, CancellationToken, Task<IResult>> restore) =>
        route.WithMetadata(new AnswerRestoration(restore));
}
