using System.Diagnostics;
using System.Net;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>The client that an address may be asked by, or null where it may not be asked at all.</summary>
/// <param name="target">The address, with its query.</param>
internal delegate HttpClient? HttpReach(Uri target);

/// <summary>
/// What is said with HTTP servers to open and read one object: requests with their redirects, time limits for all of
/// it and for each step, and every failure in the store's own words. Disposing it ends the connection's use.
/// </summary>
/// <param name="reach">Says by which client an address may be asked.</param>
/// <param name="address">What errors call the object.</param>
/// <param name="target">Where it is asked for; may be signed, so it is in no error.</param>
/// <param name="limits">How long it is waited, and how many redirects are followed.</param>
internal sealed class HttpExchange(HttpReach reach, string address, Uri target, StoreLimits limits) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new();
    private TimeSpan _left = limits.HttpObjectTimeout;
    private HttpResponseMessage? _response;

    /// <summary>
    /// Asks for the object. A null answer is a redirect to the same address with a slash at its end, which is how
    /// servers answer for folders. An answer before is given up.
    /// </summary>
    /// <exception cref="StoreException">No answer came, or its redirect is not followed.</exception>
    public async Task<HttpResponseMessage?> Ask(HttpMethod method, ByteRange? range, CancellationToken ct)
    {
        var at = target;
        for (var redirects = 0; ; redirects++)
        {
            _response?.Dispose();
            _response = null;
            var http = reach(at) ?? throw Unreadable(
                redirects == 0
                    ? "No server may be asked there."
                    : "The server redirects to a place outside of the addresses that may be read, which is not followed.");
            using var request = Request(method, at, range);
            _response = await Within(
                async stop => await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop), ct);
            if (!IsRedirect(_response.StatusCode))
            {
                return _response;
            }

            if (redirects == limits.MaxHttpRedirects)
            {
                var most = FormattableString.Invariant(
                    $"{nameof(limits.MaxHttpRedirects)} is {limits.MaxHttpRedirects}");
                throw Unreadable($"The server redirects too often; {most}.");
            }

            var next = Location(at, _response);
            if (next.Host == at.Host && next.AbsolutePath == at.AbsolutePath + "/")
            {
                return null;
            }

            at = Allowed(at, next);
        }
    }

    /// <summary>The content of the answer, with gzip taken off.</summary>
    /// <exception cref="StoreException">The content is encoded in another way.</exception>
    public async Task<Stream> Content(CancellationToken ct)
    {
        var content = _response!.Content;
        var encoding = Encoding(_response);
        if (encoding is not (null or "gzip"))
        {
            throw Unreadable($"The server sends the object encoded as '{encoding}'; only gzip is read.");
        }

        var stream = await Within(async stop => await content.ReadAsStreamAsync(stop), ct);
        return encoding is null ? stream : new UnpackedStream(stream);
    }

    /// <summary>The <c>Content-Encoding</c> of an answer; null where there is none.</summary>
    public static string? Encoding(HttpResponseMessage response)
    {
        var encodings = response.Content.Headers.ContentEncoding
            .Select(name => name.ToLowerInvariant())
            .Where(name => name is not "identity");
        return string.Join(", ", encodings) switch
        {
            "" => null,
            "x-gzip" => "gzip",
            var encoding => encoding,
        };
    }

    /// <summary>Takes one step within the time limit.</summary>
    /// <exception cref="StoreException">It failed, or there was no time left.</exception>
    /// <exception cref="EndOfStreamException">The content ended before it was complete.</exception>
    public async ValueTask<T> Within<T>(Func<CancellationToken, ValueTask<T>> step, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var begun = Stopwatch.GetTimestamp();
        try
        {
            // A reader's own pauses between the steps do not count: the server is not to blame for them.
            _deadline.CancelAfter(_left < limits.HttpSilenceTimeout ? _left : limits.HttpSilenceTimeout);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _deadline.Token);
            return await step(either.Token);
        }
        catch (HttpIOException problem) when (problem.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            throw new EndOfStreamException("The connection ended before the object did.", problem);
        }
        catch (Exception problem) when (Reason(problem) is { } reason)
        {
            ct.ThrowIfCancellationRequested();
            throw Unreadable(reason, problem);
        }
        finally
        {
            _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            var left = _left - Stopwatch.GetElapsedTime(begun);
            _left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A refusal to go on reading.</summary>
    public StoreException Unreadable(string reason, Exception? cause = null) =>
        new(address, StoreRules.StoreUnreadable, reason, cause);

    /// <summary>A refusal by the server: 403.</summary>
    public StoreException Forbidden(string reason) => new(address, StoreRules.StoreForbidden, reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        _response?.Dispose();
        _deadline.Dispose();
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri at, ByteRange? range)
    {
        var request = new HttpRequestMessage(method, at);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", "OmeNgff");
        if (range is { } part)
        {
            request.Headers.TryAddWithoutValidation("Range", part.ToString());
        }

        return request;
    }

    private static bool IsRedirect(HttpStatusCode status) => status is
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private Uri Location(Uri from, HttpResponseMessage response) =>
        response.Headers.Location is { } location && Uri.TryCreate(from, location, out var next)
            ? next
            : throw Unreadable("The server redirects without saying where to.");

    private Uri Allowed(Uri from, Uri next)
    {
        if (next.Scheme != Uri.UriSchemeHttp && next.Scheme != Uri.UriSchemeHttps)
        {
            throw Unreadable($"The server redirects to a '{next.Scheme}:' address, which is not followed.");
        }

        if (from.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
        {
            throw Unreadable("The server redirects from https to http, which is not followed.");
        }

        return next.UserInfo.Length == 0
            ? next
            : throw Unreadable("The server redirects to an address with a user, which is not followed.");
    }

    /// <summary>What went wrong, as a sentence; null for what is no failure of the exchange.</summary>
    private string? Reason(Exception problem) => problem switch
    {
        OperationCanceledException when _deadline.IsCancellationRequested && _left < limits.HttpSilenceTimeout =>
            FormattableString.Invariant(
                $"The object did not come within {limits.HttpObjectTimeout.TotalSeconds} seconds ({nameof(limits.HttpObjectTimeout)})."),
        OperationCanceledException when _deadline.IsCancellationRequested => FormattableString.Invariant(
            $"The server was silent for {limits.HttpSilenceTimeout.TotalSeconds} seconds ({nameof(limits.HttpSilenceTimeout)})."),
        OperationCanceledException => "The server did not take the connection in time.",
        HttpRequestException when NetworkBarrier.Refusal(problem) is { } refusal => refusal,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            "The server's name cannot be resolved.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "No server answers there.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            "No secure connection can be made.",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            "The proxy does not lead to the server.",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
            "The server ended the connection without an answer.",
        HttpRequestException or IOException => "The connection failed, or what came is not HTTP.",
        InvalidDataException => "What the server sends as gzip is not one whole gzip file.",
        _ => null,
    };
}
