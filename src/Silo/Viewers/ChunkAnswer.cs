using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Viewers;

/// <summary>
/// Answers with a chunk: sends the viewer to the store that has it, or streams it, as the store was configured
/// (<see cref="StorePrefix.Chunks"/>). Whether the chunk is there only the store knows; a redirect says nothing of it.
/// </summary>
/// <param name="stores">Opens stores, and knows how their chunks reach viewers.</param>
/// <param name="chunk">Where the chunk lies.</param>
/// <param name="isProxied">True where every chunk is streamed, for clients that follow no redirects.</param>
internal sealed class ChunkAnswer(StoreFactory stores, ServedChunk chunk, bool isProxied) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            if (await Elsewhere(httpContext.Request) is { } address)
            {
                Redirect(httpContext.Response, address);
            }
            else
            {
                await new StoredObjectAnswer(stores.Open(chunk.Store), chunk.Key).ExecuteAsync(httpContext);
            }
        }
        catch (ProblemException failure)
        {
            ChunkMeasures.Answered(failure.Problem.Status);
            throw;
        }
        catch (StoreException failure) when (failure.Rule == StoreRules.StoreUnreadable)
        {
            ChunkMeasures.Answered(StatusCodes.Status503ServiceUnavailable);
            throw new ProblemException(new Problem(
                "/problems/store", "The store cannot be used", 503, $"{failure.Message} ({failure.Rule})"));
        }
        catch (StoreException)
        {
            // Gone, or not to be read from here: to a viewer the chunk is absent.
            httpContext.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        ChunkMeasures.Answered(httpContext.Response.StatusCode);
    }

    /// <summary>Where the viewer is to ask, or null where the chunk is streamed.</summary>
    private async ValueTask<Uri?> Elsewhere(HttpRequest request)
    {
        if (isProxied || stores.PrefixOf(chunk.Store) is not { Chunks: ChunkDelivery.Redirect } prefix)
        {
            return null;
        }

        var method = HttpMethods.IsHead(request.Method) ? HttpMethod.Head : HttpMethod.Get;
        var address = await stores.ViewerAddress(prefix, chunk.Store, chunk.Key, method);
        return prefix.InsecureRedirect || !IsMixed(request, address) ? address : null;
    }

    /// <summary>
    /// True when a browser would refuse the redirect as mixed content: from https to plain http on another machine. That
    /// the page came by https its origin tells, also where this server is asked by http, as on the reader's own machine;
    /// that this server is asked by https, a proxy before it.
    /// </summary>
    private static bool IsMixed(HttpRequest request, Uri address) =>
        address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback
        && (request.IsHttps
            || request.Headers.Origin.ToString().StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            || request.Headers["X-Forwarded-Proto"].ToString().StartsWith("https", StringComparison.OrdinalIgnoreCase));

    private static void Redirect(HttpResponse response, Uri address)
    {
        response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        response.Headers.Location = address.AbsoluteUri;

        // A signature runs out, and how a store is configured may change.
        response.Headers.CacheControl = "no-store";
    }
}
