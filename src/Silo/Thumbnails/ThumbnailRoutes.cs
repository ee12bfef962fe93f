using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Thumbnails;

/// <summary><c>/thumbnails/{imageId}.png</c>: pictures of images.</summary>
public static class ThumbnailRoutes
{
    /// <summary>Registers what makes the pictures.</summary>
    public static IServiceCollection AddThumbnails(this IServiceCollection services, ThumbnailOptions options) =>
        services.AddSingleton(options).AddSingleton<ThumbnailPictures>();

    /// <summary>Maps the pictures.</summary>
    public static void MapThumbnails(this IEndpointRouteBuilder app) =>
        app.MapMethods("/thumbnails/{imageId}.png", [HttpMethods.Get, HttpMethods.Head], Serve)
            .WithTags("viewers")
            .WithSummary(
                "A picture of an image: its middle plane, channels in their colours, labels in colours of their own.")
            .TakesQuery("size", "The longest side in pixels, 16 to 1024; 256 if not given.", JsonSchemaType.Integer)
            .Produces(200, contentType: "image/png").Produces(304)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(501)
            .ProducesProblem(503);

    private static async Task<IResult> Serve(
        HttpContext context, string imageId, ThumbnailPictures thumbnails, CancellationToken cancellationToken)
    {
        var thumbnail = await thumbnails.Find(imageId, context.Request.Query["size"].FirstOrDefault(), cancellationToken);

        // An edited window must show at the next look.
        context.Response.Headers.CacheControl = "no-cache";
        if (Preconditions.IsNotModified(context.Request, thumbnail.ETag))
        {
            context.Response.Headers.ETag = thumbnail.ETag;
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        return Results.Bytes(
            await thumbnails.Read(thumbnail, cancellationToken),
            "image/png",
            enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue(thumbnail.ETag));
    }
}
