using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OmeNgff.Client.Json;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Feed;

namespace OmeNgff.Silo.Operations;

/// <summary>The OpenAPI 3.1 description at <c>/openapi/v1.json</c>.</summary>
public static class OpenApiDescription
{
    /// <summary>Describes values as the catalog's JSON has them.</summary>
    public static IServiceCollection AddOpenApiDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = CatalogJson.Options.DefaultIgnoreCondition;
            foreach (var converter in CatalogJson.Options.Converters)
            {
                json.SerializerOptions.Converters.Add(converter);
            }
        });
        return services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "OmeNgff";
                document.Info.Description = "A metadata catalog for OME-Zarr images.";
                document.Servers?.Clear();
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer(DescribeConverted);
            options.AddOperationTransformer(DescribeBody);
            options.AddOperationTransformer(CurrentReads.Describe);
            options.AddOperationTransformer(OpenApiParameters.Describe);
        });
    }

    /// <summary>
    /// Describes the body of a request. Unlike the framework's own metadata it refuses no content type: JSON is read as
    /// JSON, whatever a client calls it.
    /// </summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, string contentType = "application/json") =>
        route.WithMetadata(new RequestBody(typeof(T), contentType));

    private static async Task DescribeBody(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestBody>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [body.ContentType] = new()
                    {
                        Schema = await context.GetOrCreateSchemaAsync(body.Type, null, cancellationToken),
                    },
                },
            };
        }
    }

    /// <summary>Types with converters of their own, which the generator cannot look into.</summary>
    private static async Task DescribeConverted(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = await context.GetOrCreateSchemaAsync(
                type.GetGenericArguments()[0], null, cancellationToken);
        }
        else if (type == typeof(RawJson))
        {
            schema.Type = JsonSchemaType.Object;
        }
    }

    private sealed record RequestBody(Type Type, string ContentType);
}
