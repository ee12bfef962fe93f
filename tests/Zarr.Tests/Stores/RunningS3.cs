using OmeNgff.Tests.Support.S3;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>An S3 server for the tests of a class, and the identities that it knows; none where it cannot be started.
/// </summary>
public sealed class RunningS3 : IAsyncLifetime
{
    private const string AccessKey = "OMENGFF_TEST_S3_ACCESS_KEY";
    private const string SecretKey = "OMENGFF_TEST_S3_SECRET_KEY";
    private const string WrongKey = "OMENGFF_TEST_S3_WRONG_KEY";

    private static readonly string[] Buckets = ["s3://images/", "s3://no-such-bucket/"];

    private readonly TemporaryFolder _folder = new();
    private S3Server? _server;

    /// <summary>Whom the bucket belongs to.</summary>
    public static S3Identity Owner { get; } = new S3Identity.Variables(AccessKey, SecretKey, null);

    /// <summary>Whose secret is wrong.</summary>
    public static S3Identity Impostor { get; } = new S3Identity.Variables(AccessKey, WrongKey, null);

    /// <summary>Whom the server does not know.</summary>
    public static S3Identity Stranger { get; } = new S3Identity.Variables(WrongKey, SecretKey, null);

    /// <summary>The server.</summary>
    public S3Server Server => _server ?? throw new InvalidOperationException(S3Server.Missing);

    /// <summary>Opens stores of its bucket, and of one that is not there.</summary>
    public StoreFactory Factory(S3Identity identity, string region = "us-east-1") => new(new StoreOptions
    {
        Prefixes =
        [
            .. Buckets.Select(address => new StorePrefix
            {
                Address = address,
                PresignedFor = TimeSpan.FromMinutes(10),
                S3 = new S3Access
                {
                    Endpoint = Server.Address, PathStyle = true, Identity = identity, Region = region,
                },
            }),
        ],
    });

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable(AccessKey, S3Server.AccessKey);
        Environment.SetEnvironmentVariable(SecretKey, S3Server.SecretKey);
        Environment.SetEnvironmentVariable(WrongKey, "mistaken");
        if (S3Server.Missing is null)
        {
            _server = await S3Server.Start(Directory.CreateDirectory(Path.Combine(_folder.Top, "s3")).FullName);
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
