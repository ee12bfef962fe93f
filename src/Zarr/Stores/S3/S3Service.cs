using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Stores.S3;

/// <summary>
/// One S3 service as one identity sees it: where the objects of its buckets are asked for, signed where need be, and
/// what lies in them. Signing and listing are the AWS SDK's; objects themselves are read as those of any HTTP server.
/// </summary>
internal sealed class S3Service : IDisposable
{
    private readonly AmazonS3Client _client;
    private readonly S3Access _access;
    private readonly Uri _endpoint;

    /// <param name="access">Where it is, and who asks.</param>
    /// <param name="http">By which it is asked.</param>
    /// <param name="limits">How long a listing may take.</param>
    /// <exception cref="StoreException">There are no keys in the variables that are to have them.</exception>
    public S3Service(S3Access access, HttpClient http, StoreLimits limits)
    {
        _access = access;
        Http = http;
        _endpoint = new Uri(access.Endpoint ?? $"https://s3.{access.Region}.amazonaws.com");
        var configuration = new AmazonS3Config
        {
            ServiceURL = _endpoint.GetLeftPart(UriPartial.Authority),
            AuthenticationRegion = access.Region,
            ForcePathStyle = access.PathStyle,
            HttpClientFactory = new OneClient(http),
            Timeout = limits.HttpSilenceTimeout,
            MaxErrorRetry = 2,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        _client = Keys(access.Identity) is { } keys
            ? new AmazonS3Client(keys, configuration)
            : new AmazonS3Client(configuration);
    }

    /// <summary>By which it is asked.</summary>
    public HttpClient Http { get; }

    /// <summary>Whether requests are signed.</summary>
    public bool IsSigned => _access.Identity is not S3Identity.Anonymous;

    /// <summary>Where an object is asked for, by one method: a signature of another is refused.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object's whole key.</param>
    /// <param name="lifetime">How long a signature is good for.</param>
    /// <exception cref="StoreException">No keys are found to sign with.</exception>
    public async ValueTask<Uri> AddressOf(HttpMethod method, string bucket, string key, TimeSpan lifetime)
    {
        if (!IsSigned)
        {
            var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
            return new Uri(_access.PathStyle
                ? $"{_endpoint.GetLeftPart(UriPartial.Authority)}/{bucket}/{path}"
                : $"{_endpoint.Scheme}://{bucket}.{_endpoint.Authority}/{path}");
        }

        try
        {
            return new Uri(await _client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
            {
                BucketName = bucket,
                Key = key,
                Verb = method == HttpMethod.Head ? HttpVerb.HEAD : HttpVerb.GET,
                Protocol = _endpoint.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,

                Expires = SignedAt() + lifetime,
            }));
        }
        catch (AmazonClientException problem)
        {
            throw Unreadable(bucket, key, "No keys are found to sign the request with.", problem);
        }
    }

    /// <summary>What lies directly below a key that is empty or ends with a slash.</summary>
    /// <exception cref="StoreException">The service refuses, fails, or does not know the bucket.</exception>
    public async IAsyncEnumerable<StoreEntry> List(
        string bucket, string folder, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = folder, Delimiter = "/" };
        ListObjectsV2Response page;
        do
        {
            page = await Page(request, ct);
            foreach (var below in page.CommonPrefixes ?? [])
            {
                if (Name(below, folder) is { } name)
                {
                    yield return new StoreEntry(name, IsFolder: true);
                }
            }

            foreach (var found in page.S3Objects ?? [])
            {
                if (Name(found.Key, folder) is { } name)
                {
                    yield return new StoreEntry(name, IsFolder: false);
                }
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true && page.NextContinuationToken is { Length: > 0 });
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<ListObjectsV2Response> Page(ListObjectsV2Request request, CancellationToken ct)
    {
        var (bucket, folder) = (request.BucketName, request.Prefix);
        try
        {
            return await _client.ListObjectsV2Async(request, ct);
        }
        catch (AmazonS3Exception problem) when (problem.ErrorCode == "NoSuchBucket")
        {
            throw new StoreException(
                $"s3://{bucket}/", StoreRules.StoreMissing, $"There is no bucket '{bucket}'.", problem);
        }
        catch (AmazonS3Exception problem) when (problem.ErrorCode == "AccessDenied")
        {
            throw new StoreException(
                StoreAddress.Combine($"s3://{bucket}/", folder.TrimEnd('/')),
                StoreRules.StoreNotListable,
                "The bucket may not be listed by whom this catalog asks as; name the group or array itself.",
                problem);
        }
        catch (AmazonServiceException problem)
        {
            throw Unreadable(bucket, folder, Answered(problem.StatusCode, problem.ErrorCode), problem);
        }
        catch (Exception problem) when (problem is AmazonClientException or HttpRequestException or IOException
            or TaskCanceledException && !ct.IsCancellationRequested)
        {
            throw Unreadable(
                bucket, folder, NetworkBarrier.Refusal(problem) ?? "The service does not answer.", problem);
        }
    }

    /// <summary>The one segment that a listed key has below a folder; null for what no key of a store is.</summary>
    private static string? Name(string key, string folder)
    {
        var name = key[folder.Length..];
        name = name.EndsWith('/') ? name[..^1] : name;
        return StoreKey.IsSegment(name) ? name : null;
    }

    /// <summary>What the service answered. Its code is of a known set, its message may be any text.</summary>
    public static string Answered(HttpStatusCode status, string? code) => FormattableString.Invariant(
        $"The S3 service answered {(int)status}{(Known(code) is { } known ? $" {known}" : "")}.");

    private static string? Known(string? code) =>
        code is { Length: > 0 and < 64 } && code.All(char.IsAsciiLetterOrDigit) ? code : null;

    private static StoreException Unreadable(string bucket, string key, string reason, Exception cause) =>
        new($"s3://{bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}",
            StoreRules.StoreUnreadable, reason, cause);

    /// <summary>
    /// The second that the SDK will date a signature with, from the clock of this machine as it does: it rounds what is
    /// left until the end up, and more than seven days are refused.
    /// </summary>
    private static DateTime SignedAt()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>The keys to sign with; null for those of the SDK's own chain.</summary>
    private static AWSCredentials? Keys(S3Identity identity) => identity switch
    {
        S3Identity.Anonymous => new AnonymousAWSCredentials(),
        S3Identity.Variables { SessionToken: { } token } names =>
            new SessionAWSCredentials(Variable(names.AccessKey), Variable(names.SecretKey), Variable(token)),
        S3Identity.Variables names => new BasicAWSCredentials(Variable(names.AccessKey), Variable(names.SecretKey)),
        _ => null,
    };

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new StoreException(
            "s3:", StoreRules.StoreUnreadable, $"The environment variable {name} is to have a key and has none.");

    /// <summary>Lends the client that reads the objects too, with its limits and its barrier.</summary>
    private sealed class OneClient(HttpClient http) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
