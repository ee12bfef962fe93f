using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Http;

/// <summary>Sends requests to one OmeNgff, and turns whatever is no answer into one of two exceptions.</summary>
internal sealed class Connection
{
    /// <summary>How deep documents may be nested, which wrap others as deep as those of a request.</summary>
    private const int MaxDepth = 512;

    /// <summary>A later release may answer with members that this one does not know.</summary>
    private static readonly JsonSerializerOptions Tolerant = new(CatalogJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        MaxDepth = MaxDepth,
    };

    private readonly HttpClient _http;
    private readonly Uri _root;

    public Connection(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var address = http.BaseAddress
            ?? throw new ArgumentException("The client needs a base address: http://127.0.0.1:8080.", nameof(http));
        _http = http;
        _root = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>The JSON value that a path answers with.</summary>
    public async Task<TAnswer> Get<TAnswer>(string path, CancellationToken cancellationToken) =>
        await Send<TAnswer>(new HttpRequestMessage(HttpMethod.Get, Address(path)), cancellationToken);

    /// <summary>The JSON document that a path answers with, every number as it was written.</summary>
    public async Task<RawJson> GetRaw(string path, CancellationToken cancellationToken)
    {
        var bytes = await Send(new HttpRequestMessage(HttpMethod.Get, Address(path)), cancellationToken);
        return Read(bytes, () =>
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new RawJson(document.RootElement);
        });
    }

    /// <summary>Sends a JSON text; the answer is a JSON value.</summary>
    public async Task<TAnswer> SendJson<TAnswer>(
        HttpMethod method,
        string path,
        string json,
        CancellationToken cancellationToken,
        Action<HttpRequestMessage>? prepare = null)
    {
        var request = new HttpRequestMessage(method, Address(path))
        {
            Content = new StringContent(json, Encoding.UTF8, method == HttpMethod.Patch
                ? "application/merge-patch+json"
                : "application/json"),
        };
        prepare?.Invoke(request);
        return await Send<TAnswer>(request, cancellationToken);
    }

    /// <summary>Asks, and tells each line of the answer, which is a JSON value, as it comes.</summary>
    public IAsyncEnumerable<TAnswer> ReadLines<TAnswer>(
        HttpMethod method, string path, CancellationToken cancellationToken) =>
        Lines<TAnswer>(new HttpRequestMessage(method, Address(path)), cancellationToken);

    /// <summary>Sends lines of JSON; each line of the answer is a JSON value, told as it comes.</summary>
    public IAsyncEnumerable<TAnswer> SendLines<TAnswer>(
        string path, ReadOnlyMemory<byte> lines, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(path))
        {
            Content = new ReadOnlyMemoryContent(lines),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return Lines<TAnswer>(request, cancellationToken);
    }

    private async IAsyncEnumerable<TAnswer> Lines<TAnswer>(
        HttpRequestMessage asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = asked;
        using var response = await Told(() =>
            _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken));
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response, await Told(() => response.Content.ReadAsByteArrayAsync(cancellationToken)));
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await Told(() => reader.ReadLineAsync(cancellationToken).AsTask()) is { } line)
        {
            yield return Read(Encoding.UTF8.GetBytes(line), () => JsonSerializer.Deserialize<TAnswer>(line, Tolerant)
                ?? throw new JsonException("The JSON value is null."));
        }
    }

    /// <summary>Copies what is at a path as it comes.</summary>
    public async Task CopyTo(string path, Stream target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path));
        using var response = await Told(() =>
            _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken));
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response, await Told(() => response.Content.ReadAsByteArrayAsync(cancellationToken)));
        }

        await Told(async () =>
        {
            await response.Content.CopyToAsync(target, cancellationToken);
            return true;
        });
    }

    /// <summary>Deletes what is at a path.</summary>
    public Task Delete(string path, CancellationToken cancellationToken) =>
        Send(new HttpRequestMessage(HttpMethod.Delete, Address(path)), cancellationToken);

    private Uri Address(string path) => new(_root, path);

    private async Task<TAnswer> Send<TAnswer>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var bytes = await Send(request, cancellationToken);
        return Read(bytes, () => JsonSerializer.Deserialize<TAnswer>(bytes, Tolerant)
            ?? throw new JsonException("The JSON value is null."));
    }

    private async Task<byte[]> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            return await Told(async () =>
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return response.IsSuccessStatusCode ? bytes : throw Refusal(response, bytes);
            });
        }
    }

    /// <summary>Turns what happens on the way into a <see cref="ClientException"/>.</summary>
    private async Task<T> Told<T>(Func<Task<T>> exchange)
    {
        try
        {
            return await exchange();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new ClientException(
                failure is IOException
                    ? $"OmeNgff at {Shown} ended before it had answered."
                    : $"No OmeNgff answers at {Shown}; is it running?",
                failure);
        }
        catch (OperationCanceledException failure) when (failure.InnerException is TimeoutException)
        {
            throw new ClientException(
                $"OmeNgff at {Shown} did not answer within {_http.Timeout.TotalSeconds:0.#} seconds.", failure);
        }
    }

    private Exception Refusal(HttpResponseMessage response, byte[] bytes)
    {
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            return new ProblemException(Read(bytes, () => JsonSerializer.Deserialize<Problem>(bytes, Tolerant)!));
        }

        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        return new ClientException($"{Shown} answered {status} without saying why; is it an OmeNgff?");
    }

    private T Read<T>(byte[] bytes, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException failure)
        {
            throw new ClientException(
                bytes.Length == 0
                    ? $"{Shown} answered with nothing; is it an OmeNgff?"
                    : $"{Shown} answered with something that this release cannot read; is it an OmeNgff?",
                failure);
        }
    }

    private string Shown => _root
        .GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        .TrimEnd('/');
}
