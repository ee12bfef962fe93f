using OmeNgff.Tests.Support.S3;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>Buckets of a real S3 server that checks signatures.</summary>
public sealed class S3StoreTests : IAsyncLifetime
{
    private const string Variable = "OMENGFF_TEST_S3_KEY";
    private const string Wrong = "OMENGFF_TEST_S3_WRONG_KEY";

    private static readonly string[] Buckets = ["s3://images/", "s3://no-such-bucket/"];

    private static readonly S3Identity Keyed = new S3Identity.Variables(Variable, Variable, null);
    private static readonly S3Identity Anonymous = new S3Identity.Anonymous();

    private readonly TemporaryFolder _folder = new();
    private S3Server? _server;

    private S3Server Server => _server!;

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable(Variable, S3Server.Key);
        Environment.SetEnvironmentVariable(Wrong, "wrong");
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

    [FactWithS3]
    public async Task A_wrong_key_is_no_absence_and_is_in_no_message()
    {
        await Server.Put("x", [1]);
        using var factory = Factory(new S3Identity.Variables(Variable, Wrong, null));
        var store = factory.Open("s3://images");

        var problem = await Assert.ThrowsAsync<StoreException>(() => store.Bytes("x"));
        Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
        Assert.Equal("The S3 service answered 403 SignatureDoesNotMatch.", problem.Message);
        var listing = await Assert.ThrowsAsync<StoreException>(() => store.Entries(""));
        Assert.Equal(problem.Message, listing.Message);
        Assert.DoesNotContain("wrong", $"{problem} {listing}", StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz", $"{problem} {listing}", StringComparison.Ordinal);
    }

    [FactWithS3]
    public async Task A_presigned_address_is_for_one_method_of_a_plain_client()
    {
        await Server.Put("x.zarr/0/c 0", "0123456789"u8.ToArray());
        using var factory = Factory(Keyed);
        using var http = new HttpClient();
        var prefix = factory.PrefixOf("s3://images/x.zarr/")!;

        var get = await factory.ViewerAddress(prefix, "s3://images/x.zarr/", "0/c 0", HttpMethod.Get);
        var head = await factory.ViewerAddress(prefix, "s3://images/x.zarr/", "0/c 0", HttpMethod.Head);

        Assert.Equal("0123456789", await http.GetStringAsync(get));
        using var part = new HttpRequestMessage(HttpMethod.Get, get) { Headers = { Range = new(2, 3) } };
        Assert.Equal("23", await (await http.SendAsync(part)).Content.ReadAsStringAsync());
        using var looked = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, head));
        Assert.Equal((200, 10L), ((int)looked.StatusCode, looked.Content.Headers.ContentLength!.Value));
        using var crossed = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, get));
        Assert.Equal(403, (int)crossed.StatusCode);
        Assert.Contains("X-Amz-Expires=600", get.Query, StringComparison.Ordinal);
    }

    [FactWithS3]
    public async Task Without_keys_the_address_is_the_object_s_own()
    {
        using var factory = Factory(Anonymous);
        var address = await factory.ViewerAddress(
            factory.PrefixOf("s3://images/")!, "s3://images/a%20b/", "ä/0", HttpMethod.Get);
        Assert.Equal($"{Server.Address}/images/a%20b/%C3%A4/0", address.AbsoluteUri);
    }

    [Fact]
    public async Task In_the_name_of_the_host_the_bucket_comes_first()
    {
        using var factory = new StoreFactory(new StoreOptions
        {
            Prefixes =
            [
                new StorePrefix { Address = "s3://here/", S3 = new S3Access { Endpoint = "https://s3.example.org:9000" } },
                new StorePrefix { Address = "s3://amazon/", S3 = new S3Access { Region = "eu-west-1" } },
                new StorePrefix
                {
                    Address = "s3://signed/",
                    S3 = new S3Access { Endpoint = "https://s3.example.org", Identity = Keyed, Region = "x-1" },
                },
            ],
        });

        Assert.Equal("https://here.s3.example.org:9000/a", await Address("s3://here/"));
        Assert.Equal("https://amazon.s3.eu-west-1.amazonaws.com/a", await Address("s3://amazon/"));
        Assert.StartsWith("https://signed.s3.example.org/a?", await Address("s3://signed/"), StringComparison.Ordinal);

        async Task<string> Address(string store) => (await factory.ViewerAddress(
            factory.PrefixOf(store)!, store, "a", HttpMethod.Get)).AbsoluteUri;
    }

    [Theory]
    [InlineData("s3://images", "s3://images/")]
    [InlineData("S3://images/a b/../c%2B%41/", "s3://images/c%2BA/")]
    [InlineData("s3://My_Bucket.1/x", "s3://My_Bucket.1/x/")]
    [InlineData("s3://b/x", null)]
    [InlineData("s3:///x", null)]
    [InlineData("s3://images/x?versionId=1", null)]
    [InlineData("s3://images//x", null)]
    [InlineData("s3://images/a%2Fb", null)]
    [InlineData("s3://key:secret@images/x", null)]
    [InlineData("s3://images:9000/x", null)]
    [InlineData("s3:images/x", null)]
    public void An_address_is_canonical_or_refused(string address, string? canonical)
    {
        if (canonical is null)
        {
            var problem = Assert.Throws<StoreException>(() => StoreAddress.Canonical(address));
            Assert.Equal(StoreRules.AddressInvalid, problem.Rule);
        }
        else
        {
            Assert.Equal(canonical, StoreAddress.Canonical(address));
            Assert.Equal(canonical, StoreAddress.Normalize(canonical));
        }
    }

    private StoreFactory Factory(S3Identity identity) => new(new StoreOptions
    {
        Prefixes =
        [
            .. Buckets.Select(address => new StorePrefix
            {
                Address = address,
                PresignedFor = TimeSpan.FromMinutes(10),
                S3 = new S3Access { Endpoint = Server.Address, PathStyle = true, Identity = identity },
            }),
        ],
    });
}
