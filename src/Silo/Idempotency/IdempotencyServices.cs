using OmeNgff.Catalog.Operations;
using OmeNgff.Catalog.Records;

namespace OmeNgff.Silo.Idempotency;

/// <summary>What endpoints need to know of named operations.</summary>
public static class IdempotencyServices
{
    /// <summary>Registers the forgetting of old operations.</summary>
    public static IServiceCollection AddIdempotency(this IServiceCollection services) =>
        services.AddHostedService<OperationSweep>();

    /// <summary>The operation that the caller named so and that the commit of this request carries, or null.</summary>
    public static NamedOperation? NamedOperation(this HttpContext context) => context.Features.Get<NamedOperation>();

    /// <summary>Says how an endpoint's answer is made anew when it was lost; else it is that of a commit.</summary>
    public static RouteHandlerBuilder RestoresAnswer(
        this RouteHandlerBuilder route, Func<HttpContext, KnownOperation, CancellationToken, Task<IResult>> restore) =>
        route.WithMetadata(new AnswerRestoration(restore));
}
