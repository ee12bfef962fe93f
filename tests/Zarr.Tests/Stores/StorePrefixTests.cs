using System.Net;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Stores;
using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>Which addresses may be opened, and where they may lead.</summary>
public sealed class StorePrefixTests
{
    private static StoreFactory Factory(params StorePrefix[] prefixes) =>
        new(new StoreOptions { Prefixes = [.. prefixes] });

    private static StorePrefix Prefix(string address) => new() { Address = StoreAddress.Canonical(address) };

    [Fact]
    public void The_longest_prefix_that_contains_an_address_decides()
    {
        using var factory = Factory(
            Prefix("https://a.example/data"),
            Prefix("https://a.example/data/slow") with { Chunks = ChunkDelivery.Proxy },
            Prefix("https://b.example"));

        Assert.Equal(ChunkDelivery.Redirect, factory.PrefixOf("https://a.example/data/x.zarr/")!.Chunks);
        Assert.Equal(ChunkDelivery.Proxy, factory.PrefixOf("https://a.example/data/slow/x.zarr/")!.Chunks);
        Assert.Equal(ChunkDelivery.Redirect, factory.PrefixOf("https://a.example/data/slower/x.zarr/")!.Chunks);
        Assert.Null(factory.PrefixOf("https://a.example/dat/"));
        Assert.Null(factory.PrefixOf("file:///data/"));
        Assert.Equal("https://a.example/data/x%20y.zarr/", factory.Open("HTTPS://A.example:443/data/x y.zarr").Address);
    }

    [Theory]
    [InlineData("https://a.example/")]
    [InlineData("https://a.example/dat")]
    [InlineData("https://a.example/database/x.zarr")]
    [InlineData("http://a.example/data/x.zarr")]
    [InlineData("https://a.example:8443/data/x.zarr")]
    [InlineData("https://a.example.evil.example/data/x.zarr")]
    [InlineData("https://a.example/data/../x.zarr")]
    [InlineData("https://a.example/data/%2e%2e/x.zarr")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://localhost/data/x.zarr")]
    public void Every_other_address_is_refused(string address)
    {
        using var factory = Factory(Prefix("https://a.example/data"), Prefix("http://b.example"));
        var problem = Assert.Throws<StoreException>(() => factory.Open(address));
        Assert.Equal((StoreRules.AddressNotAllowed, address), (problem.Rule, problem.Path));
    }

    [Theory]
    [InlineData("s3://bucket/x.zarr", "store-unsupported")]
    [InlineData("gs://bucket/x.zarr", "store-unsupported")]
    [InlineData("https://user@a.example/data", "address-invalid")]
    [InlineData("https://a.example/data/x%2f..%2f..", "address-invalid")]
    [InlineData("/etc", "path-outside-roots")]
    public void What_is_of_another_kind_is_refused_as_ever(string address, string rule)
    {
        using var factory = Factory(Prefix("https://a.example/data"));
        Assert.Equal(rule, Assert.Throws<StoreException>(() => factory.Open(address)).Rule);
    }

    [Fact]
    public async Task A_redirect_leads_to_another_allowed_address_only()
    {
        await using var inside = await WebServer.OfBytes([.. "inside"u8], known: true);
        await using var outside = await WebServer.OfBytes([.. "outside"u8], known: true);
        await using var server = await WebServer.Of(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = context.Request.Path.Value switch
            {
                "/data/in" => inside.Address + "open/x?signature=1",
                "/data/up" => inside.Address + "open/../shut/x",
                "/data/up2" => inside.Address + "open/%2e%2e/shut/x",
                "/data/up3" => inside.Address + "open/..%2fshut/x",
                "/data/metadata" => "http://169.254.169.254/latest/meta-data/iam",
                _ => outside.Address + "x",
            };
            return Task.CompletedTask;
        });
        using var factory = Factory(Prefix(server.Address + "data"), Prefix(inside.Address + "open"));
        var store = factory.Open(server.Address + "data");

        Assert.Equal("inside", await store.Text("in"));
        foreach (var key in (string[])["up", "up2", "up3", "metadata", "out"])
        {
            var problem = await Assert.ThrowsAsync<StoreException>(() => store.Bytes(key));
            Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
            Assert.Contains("outside of the addresses", problem.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("169.254", problem.Message, StringComparison.Ordinal);
        }

        Assert.Empty(outside.Requests);
        Assert.Equal(["/open/x"], inside.Requests);
    }

    [FactWithLocalName]
    public async Task A_name_that_leads_into_a_private_network_is_not_connected_to_unless_it_may()
    {
        // As when a name that an operator trusts is made to mean a machine of his own network.
        await using var server = await WebServer.OfBytes([.. "secret"u8], known: true);
        var address = $"http://{Dns.GetHostName()}:{new Uri(server.Address).Port}/";

        using var careful = Factory(Prefix(address));
        var problem = await Assert.ThrowsAsync<StoreException>(() => careful.Open(address).Bytes("x"));
        Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
        Assert.Contains("privateNetwork", problem.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        using var trusting = Factory(Prefix(address) with { PrivateNetwork = true });
        Assert.Equal("secret", await trusting.Open(address).Text("x"));
    }

    [Fact]
    public async Task An_address_that_says_itself_that_it_is_private_is_taken_at_its_word()
    {
        await using var server = await WebServer.OfBytes([.. "here"u8], known: true);
        using var factory = Factory(Prefix(server.Address));
        Assert.Equal("here", await factory.Open(server.Address).Text("x"));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void Link_local_addresses_are_never_connected_to(string address) =>
        Assert.True(NetworkBarrier.IsNever(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("fd12::1", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2001:4860:4860::8888", false)]
    public void Private_networks_are_known(string address, bool isPrivate)
    {
        Assert.Equal(isPrivate, NetworkBarrier.IsPrivate(IPAddress.Parse(address)));
        Assert.False(NetworkBarrier.IsNever(IPAddress.Parse(address)));
    }

    [Fact]
    public async Task A_public_address_stands_for_the_prefix()
    {
        using var factory = Factory(
            Prefix("https://a.example/data") with { PublicAddress = "https://cdn.example/d/" },
            Prefix("file:///data/") with { PublicAddress = "https://www.example/files/" });

        Assert.Equal("https://cdn.example/d/x%20y.zarr/0/c%20%C3%A4/%25", await Address("https://a.example/data/x%20y.zarr/"));
        Assert.Equal("https://www.example/files/x.zarr/0/c%20%C3%A4/%25", await Address("file:///data/x.zarr/"));

        async Task<string> Address(string store) => (await factory.ViewerAddress(
            factory.PrefixOf(store)!, store, "0/c ä/%", HttpMethod.Get)).AbsoluteUri;
    }
}

/// <summary>A test for which this machine's name leads to this machine; skipped where it does not.</summary>
internal sealed class FactWithLocalNameAttribute : FactAttribute
{
    public FactWithLocalNameAttribute() => Skip = LeadsHere() ? null : "the name of this machine does not lead to it";

    private static bool LeadsHere()
    {
        try
        {
            return !new Uri($"http://{Dns.GetHostName()}/").IsLoopback
                && Dns.GetHostAddresses(Dns.GetHostName()) is { Length: > 0 } addresses
                && addresses.Contains(IPAddress.Loopback)
                && addresses.All(address => NetworkBarrier.IsPrivate(address) || NetworkBarrier.IsNever(address));
        }
        catch (Exception unknown) when (unknown is System.Net.Sockets.SocketException or UriFormatException)
        {
            return false;
        }
    }
}
