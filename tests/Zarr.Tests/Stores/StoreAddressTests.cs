using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class StoreAddressTests
{
    [Fact]
    public void A_path_and_its_address_say_the_same() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>(),
        text =>
        {
            var name = new string([.. text.Get.Where(c => c is not ('/' or '\\' or '\0') && !char.IsSurrogate(c))]);
            return name is "" or "." or ".."
                || StoreAddress.ToPath(StoreAddress.OfFolder("/data/" + name)) == "/data/" + name;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("/data/x.zarr", "/data/x.zarr")]
    [InlineData("/data/x.zarr/", "/data/x.zarr")]
    [InlineData("file:///data/x.zarr/", "/data/x.zarr")]
    [InlineData("FILE:///data/x.zarr", "/data/x.zarr")]
    [InlineData("file:/data/x.zarr", "/data/x.zarr")]
    [InlineData("file://localhost/data/x.zarr", "/data/x.zarr")]
    [InlineData("file:///data/a%20b%c3%a4%25.zarr", "/data/a bä%.zarr")]
    [InlineData("file:///data/a+b/😀", "/data/a+b/😀")]
    [InlineData("file:///data/%2e%2e/etc", "/etc")]
    [InlineData("/data/a%20b", "/data/a%20b")]
    [InlineData("file:///", "/")]
    public void An_address_names_a_path(string address, string path) =>
        Assert.Equal(path, StoreAddress.ToPath(address));

    [Theory]
    [InlineData("")]
    [InlineData("data/x.zarr")]
    [InlineData("file:data")]
    [InlineData("file://")]
    [InlineData("file://server/data")]
    [InlineData("file:///data?x")]
    [InlineData("file:///data#x")]
    [InlineData("file:///data/%2Fetc")]
    [InlineData("file:///data/%00")]
    [InlineData("file:///data/%zz")]
    [InlineData("file:///data/%2")]
    [InlineData("file:///data/%ff")]
    [InlineData("file:///data/..%5cetc")]
    [InlineData("/data/\0")]
    [InlineData("/data\\..\\etc")]
    public void A_malformed_address_is_refused(string address) => Assert.Equal(
        StoreRules.AddressInvalid, Assert.Throws<StoreException>(() => StoreAddress.ToPath(address)).Rule);

    [Fact]
    public void Combining_goes_down_and_parent_goes_up()
    {
        Assert.Equal("file:///a/b.zarr/labels/0/", StoreAddress.Combine("file:///a/b.zarr", "labels/0"));
        Assert.Equal("file:///a/b.zarr/", StoreAddress.Combine("file:///a/b.zarr/", ""));
        Assert.Equal("file:///a/b%20c/.zattrs", StoreAddress.KeyAddress("file:///a", "b c/.zattrs"));
        Assert.Equal("file:///a/", StoreAddress.Parent("file:///a/b.zarr/"));
        Assert.Equal("file:///", StoreAddress.Parent("file:///a/"));
        Assert.Null(StoreAddress.Parent("file:///"));
        Assert.Null(StoreAddress.Parent("s3://bucket/"));
        Assert.Equal("s3://bucket/", StoreAddress.Parent("s3://bucket/a"));
        Assert.Equal("b c.zarr", StoreAddress.Name("file:///a/b%20c.zarr/"));
        Assert.Equal("", StoreAddress.Name("file:///"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("a\0")]
    public void A_malformed_key_is_refused(string key) => Assert.Equal(
        StoreRules.KeyInvalid, Assert.Throws<StoreException>(() => StoreAddress.Combine("file:///a/", key)).Rule);
}
