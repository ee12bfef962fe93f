using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OmeNgff.Silo.Operations;

/// <summary>Parameters that endpoints read from the request themselves, for the description.</summary>
public static class OpenApiParameters
{
    /// <summary>Describes a parameter of the query.</summary>
    public static RouteHandlerBuilder TakesQuery(
        this RouteHandlerBuilder route, string name, string description, JsonSchemaType type = JsonSchemaType.String) =>
        route.WithMetadata(new RequestParameter(ParameterLocation.Query, name, description, type, IsRequired: false));

    /// <summary>Describes <c>limit</c> and <c>cursor</c>.</summary>
    public static RouteHandlerBuilder TakesPaging(this RouteHandlerBuilder route) => route
        .TakesQuery("limit", "How many items at the most, 1 to 1000; 50 if not given.", JsonSchemaType.Integer)
        .TakesQuery("cursor", "The cursor of the page before.");

    /// <summary>Describes <c>dryRun</c> and <c>reason</c>.</summary>
    public static RouteHandlerBuilder TakesWriteOptions(this RouteHandlerBuilder route) => route
        .TakesQuery("dryRun", "true to check everything, answer what would be, and write nothing.", JsonSchemaType.Boolean)
        .TakesQuery("reason", "Why, for the history.");

    /// <summary>Describes <c>If-Match</c> where it is required.</summary>
    public static RouteHandlerBuilder TakesIfMatch(this RouteHandlerBuilder route, bool isRequired = true) =>
        route.WithMetadata(new RequestParameter(
            ParameterLocation.Header, "If-Match", "The ETag that the change is based on.", JsonSchemaType.String,
            isRequired));

    /// <summary>Adds the parameters to an operation.</summary>
    internal static Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestParameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                In = parameter.In,
                Name = parameter.Name,
                Description = parameter.Description,
                Required = parameter.IsRequired,
                Schema = new OpenApiSchema { Type = parameter.Type },
            });
        }

        return Task.CompletedTask;
    }

    private sealed record RequestParameter(
        ParameterLocation In, string Name, string Description, JsonSchemaType Type, bool IsRequired);
}
