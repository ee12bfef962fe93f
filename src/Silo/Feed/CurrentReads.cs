using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Feed;
using OmeNgff.Silo.Viewers;

namespace OmeNgff.Silo.Feed;

/// <summary>
/// Lets reads of records and views wait until this node knows what the caller knows: <c>minChange=</c> names a change
/// that the answer has to include. Where the database cannot be asked, the answer comes from memory and says so.
/// </summary>
public sealed class CurrentReads(RequestDelegate next, FeedTail feed)
{
    /// <summary>RFC 9111's warning for what could not be revalidated.</summary>
    private const string RevalidationFailed = "111 - \"Revalidation Failed\"";

    /// <summary>Runs the request.</summary>
    /// <exception cref="ProblemException">400: <c>minChange</c> is no name of a change; 409: it is one of another
    /// incarnation; 503: this node has not seen it in time.</exception>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!Concerns(request.Method, request.Path))
        {
            return next(context);
        }

        // Most reads name no change and need not wait; they are the hot ones.
        return !request.QueryString.HasValue && feed.IsFresh ? next(context) : CatchUp(context);
    }

    private async Task CatchUp(HttpContext context)
    {
        if (ChangeNames.Parse(context.Request.Query["minChange"].FirstOrDefault(), "/minChange") is { } change)
        {
            WantedChange.Set(change);
        }

        if (!await feed.CatchUp(context.RequestAborted))
        {
            context.Response.Headers.Warning = RevalidationFailed;
        }

        await next(context);
    }

    /// <summary>Describes the parameter where it is taken.</summary>
    internal static Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (Concerns(context.Description.HttpMethod ?? "", $"/{context.Description.RelativePath}"))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "minChange",
                In = ParameterLocation.Query,
                Description = "A change that the answer has to include, as a write answered it in its header Change.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    }

    private static bool Concerns(string method, PathString path) =>
        (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        && (path.StartsWithSegments("/v1", StringComparison.Ordinal)
            || path.StartsWithSegments("/thumbnails", StringComparison.Ordinal)
            || ZarrRoutes.Contain(path));
}
