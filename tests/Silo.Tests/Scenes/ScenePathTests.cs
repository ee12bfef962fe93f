using OmeNgff.Client.Records;

namespace OmeNgff.Silo.Tests.Scenes;

/// <summary>Paths in the documents of a group as addresses and back.</summary>
public sealed class ScenePathTests
{
    private static readonly Location Group = new("file:///data/a%20b.zarr/", "scene");

    [Theory]
    [InlineData("field", "file:///data/a%20b.zarr/scene/field")]
    [InlineData("fields/warp 1%", "file:///data/a%20b.zarr/scene/fields/warp%201%25")]
    [InlineData("../other/é", "file:///data/a%20b.zarr/other/%C3%A9")]
    [InlineData("../../b.zarr/0", "file:///data/b.zarr/0")]
    [InlineData("../../../top", "file:///top")]
    [InlineData(".", "file:///data/a%20b.zarr/scene")]
    [InlineData("https://example.org/field", "https://example.org/field")]
    public void A_path_is_an_address_and_the_path_again(string path, string address)
    {
        Assert.Equal(address, Group.ToAddress(path));
        Assert.Equal(path, Group.ToPath(address));
    }

    [Theory]
    [InlineData("./a//b/../c/", "a/c")]
    [InlineData("/a", "a")]
    public void A_path_comes_back_in_its_shortest_form(string path, string shortest) =>
        Assert.Equal(shortest, Group.ToPath(Group.ToAddress(path)!));

    [Fact]
    public void No_path_leads_out_of_the_topmost_folder()
    {
        Assert.Null(Group.ToAddress("../../../../top"));
        Assert.Null(new Location("https://example.org/a/").ToAddress("../../b"));
        Assert.Equal("https://example.org/b", new Location("https://example.org/a/").ToAddress("../b"));
    }
}
