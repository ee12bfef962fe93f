using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Zarr.Stores;
using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class HttpAddressTests
{
    private static string Rule(string address) =>
        Assert.Throws<StoreException>(() => HttpAddress.Canonical(address)).Rule;

    [Theory]
    [InlineData("http://example.org", "http://example.org/")]
    [InlineData("HTTPS://Example.ORG:443/x.zarr", "https://example.org/x.zarr/")]
    [InlineData("http://example.org:80/x.zarr//", "http://example.org/x.zarr/")]
    [InlineData("https://example.org:80/X.zarr", "https://example.org:80/X.zarr/")]
    [InlineData("https://example.org/a b/ä/😀", "https://example.org/a%20b/%C3%A4/%F0%9F%98%80/")]
    [InlineData("https://example.org/%61%2b%7e%c3%a4", "https://example.org/a%2B~%C3%A4/")]
    [InlineData("https://example.org/a+b,c(1)=d", "https://example.org/a+b,c(1)=d/")]
    [InlineData("https://example.org/a/./b/../c", "https://example.org/a/c/")]
    [InlineData("https://example.org/a/%2e%2E/../../b", "https://example.org/b/")]
    [InlineData("https://bücher.example/x", "https://xn--bcher-kva.example/x/")]
    [InlineData("http://[::1]:8080/x", "http://[::1]:8080/x/")]
    [InlineData("http://0x7f.1/x", "http://127.0.0.1/x/")]
    public void Every_way_to_name_a_folder_gives_one_address(string address, string canonical)
    {
        Assert.Equal(canonical, HttpAddress.Canonical(address));
        Assert.Equal(canonical, HttpAddress.Canonical(canonical));
        Assert.Equal(canonical, StoreAddress.Normalize(address));
    }

    [Theory]
    [InlineData("http:")]
    [InlineData("http://")]
    [InlineData("http:///x")]
    [InlineData("http:/example.org/x")]
    [InlineData("ftp://example.org/x")]
    [InlineData("https://example.org/x?list-type=2")]
    [InlineData("https://example.org/x?")]
    [InlineData("https://example.org/x#part")]
    [InlineData("https://example.org?x")]
    [InlineData("https://user@example.org/x")]
    [InlineData("https://user:secret@example.org/x")]
    [InlineData("https://@example.org/x")]
    [InlineData("https://exa mple.org/x")]
    [InlineData("https:// example.org/x")]
    [InlineData("https://example.org:port/x")]
    [InlineData("https://example.org:99999/x")]
    [InlineData("https://example.org\\x")]
    [InlineData("https://example.org/a\\b")]
    [InlineData("https://example.org/a//b")]
    [InlineData("https://example.org/a\nb")]
    [InlineData("https://example.org/a%2fb")]
    [InlineData("https://example.org/a%5Cb")]
    [InlineData("https://example.org/a%00")]
    [InlineData("https://example.org/a%zz")]
    [InlineData("https://example.org/a%2")]
    public void A_malformed_address_is_refused(string address)
    {
        Assert.Equal(StoreRules.AddressInvalid, Rule(address));
        using var factory = new StoreFactory(new StoreOptions { AllowHttp = true });
        if (!address.StartsWith("ftp", StringComparison.Ordinal))
        {
            Assert.Equal(
                StoreRules.AddressInvalid, Assert.Throws<StoreException>(() => factory.Open(address)).Rule);
        }
    }

    [Fact]
    public void A_password_is_not_repeated_in_the_refusal() => Assert.DoesNotContain(
        "secret",
        Assert.Throws<StoreException>(() => HttpAddress.Canonical("https://user:secret@example.org/x")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() =>
        Assert.Equal(StoreRules.AddressInvalid, Rule("https://example.org/" + '\ud800'));

    [Fact]
    public void Any_text_is_refused_or_has_one_canonical_form() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        text =>
        {
            try
            {
                var canonical = HttpAddress.Canonical("https://example.org/" + text.Get);
                return canonical == HttpAddress.Canonical(canonical)
                    && canonical.EndsWith('/')
                    && canonical == new Uri(canonical).AbsoluteUri;
            }
            catch (StoreException problem)
            {
                return problem.Rule == StoreRules.AddressInvalid;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_key_is_escaped_where_a_server_could_take_it_for_something_else() => Assert.Equal(
        "https://example.org/x/a%2Bb%3F%23%252F/zarr.json",
        StoreAddress.KeyAddress("https://example.org/x/", "a+b?#%2F/zarr.json"));
}
