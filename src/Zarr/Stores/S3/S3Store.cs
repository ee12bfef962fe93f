using System.Xml;
using System.Xml.Linq;
using OmeNgff.Zarr.Stores.Http;
using OmeNgff.Zarr.Stores.S3;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// A folder in an S3 bucket. Opened through <see cref="StoreFactory"/>. A missing key is absent; it is
/// <c>store-forbidden</c> where whoever asks may not list the bucket, as S3 answers 403 then. A refused signature or
/// unknown keys are <c>store-unreadable</c>: they are no matter of the object.
/// </summary>
public sealed class S3Store : IZarrStore
{
    private const int MaxErrorBytes = 1 << 14;

    /// <summary>For requests that are sent at once.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly S3Service _service;
    private readonly StoreLimits _limits;
    private readonly string _bucket;
    private readonly string _folder;

    internal S3Store(string address, S3Service service, StoreLimits limits)
    {
        Address = S3Address.Canonical(address);
        (_bucket, _folder) = S3Address.Split(Address);
        _service = service;
        _limits = limits;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask<StoreObject?> Open(string key, ByteRange? range, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        return await HttpObjects.Open(await Exchange(HttpMethod.Get, key), range, _limits, Refused, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreObjectState?> Look(string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        try
        {
            return (await HttpObjects.Look(await Exchange(HttpMethod.Head, key), ct)).State;
        }
        catch (StoreException refusal) when (refusal.Rule == StoreRules.StoreForbidden && _service.IsSigned)
        {
            // What is refused, the object or the signature, is only said to GET.
            await using var opened = await Open(key, range: null, ct);
            throw;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreEntry> List(string prefix, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ct.ThrowIfCancellationRequested();
        var key = prefix.EndsWith('/') ? prefix[..^1] : prefix;
        StoreKey.Check(Address, prefix == "/" ? prefix : key, folder: true);
        return _service.List(_bucket, key.Length == 0 ? _folder : $"{_folder}{key}/", ct);
    }

    /// <summary>Where a viewer gets the object by itself.</summary>
    /// <param name="method">The method that the viewer uses, which a signature is made for.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="lifetime">How long a signature is good for.</param>
    internal ValueTask<Uri> AddressOf(HttpMethod method, string key, TimeSpan lifetime)
    {
        StoreKey.Check(Address, key);
        return _service.AddressOf(method, _bucket, _folder + key, lifetime);
    }

    private async ValueTask<HttpExchange> Exchange(HttpMethod method, string key)
    {
        var target = await AddressOf(method, key, Lifetime);

        // A redirect to another host would need another signature, and may lead anywhere.
        return new HttpExchange(
            asked => asked.Authority == target.Authority && asked.Scheme == target.Scheme ? _service.Http : null,
            StoreAddress.KeyAddress(Address, key),
            target,
            _limits);
    }

    /// <summary>What an answer means that is neither the object nor its absence: S3 says it in the answer.</summary>
    private static async Task<StoreException> Refused(
        HttpExchange exchange, HttpResponseMessage response, CancellationToken ct) =>
        await Code(await exchange.Content(ct), exchange, ct) is { } code and not ("AccessDenied" or "AllAccessDisabled")
            ? exchange.Unreadable(S3Service.Answered(response.StatusCode, code))
            : await HttpObjects.Refused(exchange, response, ct);

    private static async Task<string?> Code(Stream content, HttpExchange exchange, CancellationToken ct)
    {
        var bytes = new byte[MaxErrorBytes];
        var length = 0;
        try
        {
            while (length < bytes.Length
                && await exchange.Within(stop => content.ReadAsync(bytes.AsMemory(length), stop), ct) is > 0 and var read)
            {
                length += read;
            }

            using var reader = XmlReader.Create(
                new MemoryStream(bytes, 0, length),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XDocument.Load(reader).Root?.Elements()
                .FirstOrDefault(element => element.Name.LocalName == "Code")?.Value;
        }
        catch (Exception problem) when (problem is XmlException or IOException or StoreException)
        {
            return null;
        }
    }
}
