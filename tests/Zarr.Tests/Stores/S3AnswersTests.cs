using Microsoft.AspNetCore.Http;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>What services of other makers answer, and addresses that no server is needed for.</summary>
public sealed class S3AnswersTests
{
    private const string Variable = "OMENGFF_TEST_S3_ANY_KEY";

    private static readonly S3Identity Keyed = new S3Identity.Variables(Variable, Variable, null);

    public S3AnswersTests() => Environment.SetEnvironmentVariable(Variable, "any");

    [Theory]
    [InlineData(403, "AccessDenied", StoreRules.StoreForbidden)]
    [InlineData(403, "AllAccessDisabled", StoreRules.StoreForbidden)]
    [InlineData(403, null, StoreRules.StoreForbidden)]
    [InlineData(403, "InvalidAccessKeyId", StoreRules.StoreUnreadable)]
    [InlineData(403, "RequestTimeTooSkewed", StoreRules.StoreUnreadable)]
    [InlineData(403, "ExpiredToken", StoreRules.StoreUnreadable)]
    [InlineData(404, "NoSuchKey", null)]
    [InlineData(503, "SlowDown", StoreRules.StoreUnreadable)]
    public async Task An_absent_key_that_may_not_be_listed_is_told_from_refused_keys(
        int status, string? code, string? rule)
    {
        // Amazon answers 403 AccessDenied for a missing key to whoever may not list the bucket; HEAD has no body.
        await using var server = await WebServer.Of(async context =>
        {
            context.Response.StatusCode = status;
            if (code is not null && context.Request.Method == "GET")
            {
                context.Response.ContentType = "application/xml";
                await context.Response.WriteAsync(
                    $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>secret</Message></Error>");
            }
        });
        using var factory = Factory(new S3Access { Endpoint = server.Address, PathStyle = true, Identity = Keyed });
        var store = factory.Open("s3://here/x.zarr");
        foreach (var attempt in new Func<Task>[]
        {
            () => store.Bytes("0"), async () => await store.Look("0", default),
        })
        {
            if (rule is null)
            {
                await attempt();
                continue;
            }

            var problem = await Assert.ThrowsAsync<StoreException>(attempt);
            Assert.Equal((rule, "s3://here/x.zarr/0"), (problem.Rule, problem.Path));
            Assert.DoesNotContain("secret", $"{problem}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed_as_its_signature_would_be_another()
    {
        await using var other = await WebServer.OfBytes([1], known: true);
        await using var server = await WebServer.Of(context =>
        {
            context.Response.Redirect(other.Address);
            return Task.CompletedTask;
        });
        using var factory = Factory(new S3Access { Endpoint = server.Address, PathStyle = true, Identity = Keyed });

        var problem = await Assert.ThrowsAsync<StoreException>(() => factory.Open("s3://here/").Bytes("0"));

        Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task In_the_name_of_the_host_the_bucket_comes_first()
    {
        Assert.Equal("https://here.s3.example.org:9000/a",
            await Address(new S3Access { Endpoint = "https://s3.example.org:9000" }));
        Assert.Equal("https://here.s3.eu-west-1.amazonaws.com/a", await Address(new S3Access { Region = "eu-west-1" }));
        Assert.StartsWith(
            "https://here.s3.example.org/a?",
            await Address(new S3Access { Endpoint = "https://s3.example.org", Identity = Keyed, Region = "x-1" }),
            StringComparison.Ordinal);

        static async Task<string> Address(S3Access access)
        {
            using var factory = Factory(access);
            return (await factory.ViewerAddress(
                factory.PrefixOf("s3://here/")!, "s3://here/", "a", HttpMethod.Get)).AbsoluteUri;
        }
    }

    [Fact]
    public async Task A_signature_for_seven_days_is_for_no_second_more_which_would_be_refused()
    {
        using var factory = Factory(new S3Access { Identity = Keyed });
        var prefix = factory.PrefixOf("s3://here/")! with { PresignedFor = TimeSpan.FromDays(7) };

        var address = await factory.ViewerAddress(prefix, "s3://here/", "a", HttpMethod.Get);

        Assert.Matches("[?&]X-Amz-Expires=(604800|604799)&", address.Query);
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

    private static StoreFactory Factory(S3Access access) =>
        new(new StoreOptions { Prefixes = [new StorePrefix { Address = "s3://here/", S3 = access }] });
}
