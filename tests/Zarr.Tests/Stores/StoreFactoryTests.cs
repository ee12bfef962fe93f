using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class StoreFactoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Rule(string address) => Assert.Throws<StoreException>(() => _folder.Factory.Open(address)).Rule;

    [Fact]
    public void Every_way_to_name_a_folder_gives_one_address()
    {
        _folder.Write("a b/x.zarr/zarr.json");
        _folder.Link("alias", "a b");
        var expected = $"file://{_folder.Root}/a%20b/x.zarr/";

        string[] names =
        [
            $"{_folder.Root}/a b/x.zarr", $"{_folder.Root}/a b/x.zarr/", $"file://{_folder.Root}/a%20b/x.zarr",
            $"file://localhost{_folder.Root}/a%20b/./x.zarr/", $"{_folder.Root}/alias/x.zarr",
            $"file://{_folder.Root}/a%20b/%78.zarr//", $"{_folder.Root}/none/../alias//x.zarr", expected,
        ];
        Assert.All(names, name => Assert.Equal(expected, _folder.Factory.Open(name).Address));
    }

    [Fact]
    public void A_root_itself_may_be_opened_and_may_be_named_through_a_link()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Top, "link"), _folder.Root);
        var factory = new StoreFactory(new StoreOptions { Roots = [Path.Combine(_folder.Top, "link") + "/"] });

        Assert.Equal($"file://{_folder.Root}/", factory.Open(_folder.Root).Address);
        Assert.Equal($"file://{_folder.Root}/", factory.Open(Path.Combine(_folder.Top, "link")).Address);
    }

    [Fact]
    public void What_lies_outside_is_refused_the_same_whether_it_exists_or_not()
    {
        _folder.Link("out", _folder.Outside);
        _folder.Link("nowhere", Path.Combine(_folder.Outside, "none"));
        Directory.CreateDirectory(_folder.Root + "-sibling");

        string[] outside =
        [
            _folder.Outside, _folder.Outside + "/none", $"{_folder.Root}/../outside", $"{_folder.Root}/../none",
            $"file://{_folder.Root}/%2e%2e/outside", $"file://{_folder.Root}/%2E%2e/none", _folder.Root + "-sibling",
            $"{_folder.Root}/out", $"{_folder.Root}/out/none", $"{_folder.Root}/nowhere", "/", "/etc", _folder.Top,
        ];
        Assert.All(outside, address =>
        {
            var problem = Assert.Throws<StoreException>(() => _folder.Factory.Open(address));
            Assert.Equal(StoreRules.PathOutsideRoots, problem.Rule);
            Assert.Equal(address, problem.Path);
            Assert.DoesNotContain("outside/", problem.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void What_is_no_folder_inside_is_missing()
    {
        _folder.Write("file");
        _folder.Link("nowhere", "none/at/all");
        _folder.Link("circle", "circle");
        Assert.All(
            ["none", "none/deeper", "file", "file/deeper", "nowhere", "circle", new string('n', 300)],
            name => Assert.Equal(StoreRules.StoreMissing, Rule(Path.Combine(_folder.Root, name))));
    }

    [Theory]
    [InlineData("http://example.org/x.zarr")]
    [InlineData("https://example.org/x.zarr")]
    [InlineData("https://user@example.org/x?y")]
    public void HTTP_is_refused_unless_it_is_allowed(string address) =>
        Assert.Equal(StoreRules.StoreUnsupported, Rule(address));

    [Fact]
    public void HTTP_is_opened_without_a_look_where_it_is_allowed()
    {
        using var factory = new StoreFactory(new StoreOptions { AllowHttp = true });
        Assert.Equal("https://no.example/x.zarr/", factory.Open("HTTPS://NO.example:443/x.zarr").Address);
        var problem = Assert.Throws<StoreException>(() => factory.Open("s3://bucket/x.zarr"));
        Assert.Equal(StoreRules.StoreUnsupported, problem.Rule);
    }

    [Theory]
    [InlineData("s3://bucket/x.zarr")]
    [InlineData("gs://bucket/x.zarr")]
    public void Other_schemes_are_not_supported_yet(string address) =>
        Assert.Equal(StoreRules.StoreUnsupported, Rule(address));

    [Fact]
    public void Without_roots_nothing_may_be_opened() => Assert.Equal(
        StoreRules.PathOutsideRoots,
        Assert.Throws<StoreException>(() => new StoreFactory(new StoreOptions()).Open(_folder.Root)).Rule);

    [Fact]
    public void A_root_may_appear_later_and_the_whole_machine_may_be_a_root()
    {
        var factory = new StoreFactory(new StoreOptions { Roots = [Path.Combine(_folder.Outside, "later")] });
        Assert.Throws<StoreException>(() => factory.Open(Path.Combine(_folder.Outside, "later")));
        Directory.CreateDirectory(Path.Combine(_folder.Outside, "later"));
        Assert.NotNull(factory.Open(Path.Combine(_folder.Outside, "later")));

        Assert.NotNull(new StoreFactory(new StoreOptions { Roots = ["/"] }).Open(_folder.Outside));
    }

    [Fact]
    public async Task A_store_within_a_store_is_opened_by_its_address()
    {
        _folder.Write("a/b.zarr/labels/0/.zattrs", "{\"is\": \"label\"}");
        var image = _folder.Factory.Open(Path.Combine(_folder.Root, "a/b.zarr"));
        var label = _folder.Factory.Open(StoreAddress.Combine(image.Address, "labels/0"));

        Assert.Equal(await image.Text("labels/0/.zattrs"), await label.Text(".zattrs"));
        var above = StoreAddress.Parent(StoreAddress.Parent(label.Address)!)!;
        Assert.Equal(image.Address, _folder.Factory.Open(above).Address);
    }
}
