using Microsoft.Net.Http.Headers;
using OmeNgff.Silo.Viewers.Links;

namespace OmeNgff.Silo.Viewers.Page;

/// <summary><c>/viewer/</c>: Neuroglancer without the internet.</summary>
public static class ViewerRoutes
{
    /// <summary>The path of the viewer.</summary>
    public const string Path = "/viewer";

    private static readonly string Missing = $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>The viewer has not been built</title>
        <style>body { font: 16px/1.5 sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em }</style>
        <h1>The viewer has not been built</h1>
        <p>This catalog can serve Neuroglancer itself, without the internet: run <code>deploy/build-viewer</code>, which
        needs Node.js and npm, then <code>deploy/up</code> again.</p>
        <p>Until then links lead to <a id="public" href="{{ViewerAddresses.PublicNeuroglancer}}">the public Neuroglancer</a>.</p>
        <script>document.getElementById("public").hash = location.hash;</script>

        """;

    /// <summary>Maps the viewer.</summary>
    public static void MapViewer(this IEndpointRouteBuilder app)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods($"{Path}/{{file?}}", reads, Serve).ExcludeFromDescription();
    }

    private static IResult Serve(HttpContext context, ViewerFiles files, string? file)
    {
        var headers = context.Response.Headers;
        if (file is null && context.Request.Path.Value is { } path && !path.EndsWith('/'))
        {
            // The page names its files relative to itself.
            return Results.Redirect($"{context.Request.PathBase}{Path}/{context.Request.QueryString}");
        }

        if (!files.IsBuilt && file is (null or ViewerFiles.Page))
        {
            headers.CacheControl = "no-cache";
            return Results.Text(Missing, "text/html; charset=utf-8");
        }

        if (files.Find(file ?? ViewerFiles.Page) is not { } found)
        {
            return Results.NotFound();
        }

        headers.CacheControl = found.IsHashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        var accepted = context.Request.GetTypedHeaders().AcceptEncoding;
        var encoding = found.Encodings.FirstOrDefault(candidate => accepted.Any(one =>
            one.Quality is not 0 && one.Value.Equals(candidate.Encoding, StringComparison.OrdinalIgnoreCase)));
        headers.ContentEncoding = encoding.Encoding;
        return Results.File(
            found.Path + encoding.Ending, found.ContentType,
            entityTag: new EntityTagHeaderValue($"\"{found.Digest}{encoding.Ending}\""),
            enableRangeProcessing: encoding.Encoding is null);
    }
}
