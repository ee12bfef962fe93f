using OmeNgff.Client.Grains;

namespace OmeNgff.Grains.Tests;

public sealed class ViewTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(GrainFixture.V2, "0.4", "s0/1.3", "1.3")]
    [InlineData(GrainFixture.V2, "0.5", "s0/1.3", "1.3")]
    [InlineData(GrainFixture.V2, "0.6", "s0/1.3", "1.3")]
    [InlineData(GrainFixture.V3, "0.6", "s0/c/1/3", "c/1/3")]
    [InlineData(GrainFixture.Sharded, "0.6", "s0/c/0/1", "c/0/1")]
    [InlineData(GrainFixture.V3, "0.5", "s0/c/1/3", "c/1/3")]
    [InlineData(GrainFixture.V3, "0.4", "s0/1/3", "c/1/3")]
    [InlineData(GrainFixture.Sharded, "0.5", "s0/c/0/1", "c/0/1")]
    public async Task A_chunk_key_of_a_hierarchy_leads_to_the_chunk_in_the_store(
        string zarr, string ome, string key, string stored)
    {
        var id = $"chunk-{Math.Abs(HashCode.Combine(zarr, ome))}";
        await silo.Register(id, 1, zarr);
        var served = await silo.Image(id).Read(new ViewRoot(ome), key, None);
        Assert.Equal(new ServedChunk("file:///nowhere/", $"{id}/0/{stored}"), served.Chunk);
    }

    [Theory]
    [InlineData("s0/2.0")]
    [InlineData("s0/0.4")]
    [InlineData("s0/0/0")]
    [InlineData("s0/-1.0")]
    [InlineData("s0/00.0")]
    [InlineData("s0/0.0.0")]
    [InlineData("s0/")]
    [InlineData("s0")]
    [InlineData("s1/0.0")]
    [InlineData("")]
    [InlineData("zarr.json")]
    [InlineData("labels/.zattrs")]
    [InlineData("info")]
    public async Task Any_other_key_is_absent(string key)
    {
        const string Id = "absent";
        if (await silo.Image(Id).Get(None) is null)
        {
            await silo.Register(Id, 1);
        }

        Assert.Equal(ServedKey.Absent, await silo.Image(Id).Read(new ViewRoot("0.4"), key, None));
    }

    [Fact]
    public async Task A_hierarchy_that_cannot_be_said_refuses_what_it_would_hold_and_nothing_else()
    {
        await silo.Register("shards", 2, GrainFixture.Sharded);
        var root = new ViewRoot("0.4");
        foreach (var key in (string[])[".zgroup", ".zattrs", ".zmetadata", "s0/.zarray", "s1/.zarray", "s0/0/1"])
        {
            var served = await silo.Image("shards").Read(root, key, None);
            Assert.Equal(409, served.Problem?.Status);
            Assert.Contains("shards of [64, 64]", served.Problem!.Detail, StringComparison.Ordinal);
        }

        foreach (var key in (string[])["info", "s2/.zarray", "labels/.zattrs", "attributes.json"])
        {
            Assert.Equal(ServedKey.Absent, await silo.Image("shards").Read(root, key, None));
        }
    }

    [Fact]
    public async Task The_same_documents_have_the_same_tag_and_others_have_another()
    {
        await silo.Register("tags", 1);
        var first = await silo.Image("tags").Read(new ViewRoot("0.5"), "zarr.json", None);
        var again = await silo.Image("tags").Read(new ViewRoot("0.5"), "zarr.json", None);
        var other = await silo.Image("tags").Read(new ViewRoot("0.5"), "s0/zarr.json", None);
        Assert.Equal(first.Document!.ETag, again.Document!.ETag);
        Assert.NotEqual(first.Document.ETag, other.Document!.ETag);
    }
}
