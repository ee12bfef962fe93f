using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Verification;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Verification;

public sealed class CatalogVerificationTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly CatalogFixture _catalog = new();

    public async Task InitializeAsync()
    {
        await _catalog.InitializeAsync();
        await _catalog.Put(
            CatalogFixture.Array("a"), CatalogFixture.Array("b", 2), CatalogFixture.Image("i", "a", "b"),
            CatalogFixture.Array("d") with { DerivedFrom = new ArrayDerivation("a", [2, 2]) });
        await _catalog.Put(CatalogFixture.Array("a", 3) with { Version = 1 });
        var axes = CatalogFixture.Array("a").Axes;
        await _catalog.Put(
            new SpaceRecord { Id = "s", Axes = axes },
            new AlignmentRecord { Id = "warp", Source = "image:i", Target = "space:s", LastVersion = 1, DefaultVersion = 1 },
            new AlignmentVersionRecord
            {
                Id = "warp@1",
                Alignment = "warp",
                Number = 1,
                Source = "image:i",
                Target = "space:s",
                Status = AlignmentStatus.Published,
                CoordinateTransformation = new DisplacementsTransformation("file:///field"),
                FieldBounds =
                [
                    new FieldBounds
                    {
                        Path = "file:///field",
                        Size = [10, 10],
                        Blocks = [1, 1],
                        ToInput = Matrix.OfRows([100, 0, -100], [0, 100, -100]),
                        Min = [1, 2],
                        Max = [3, 4],
                    },
                ],
            });
        await _catalog.Put(CatalogFixture.Array("gone"));
        await _catalog.Commit(new RecordChange(RecordKind.Array, "gone", 1, null, "away"));
    }

    public Task DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task What_commits_leave_behind_differs_in_nothing() => Assert.Empty(await Differences());

    [Theory]
    [InlineData("update records set name = 'other' where id = 'i'", "image:i", "name")]
    [InlineData("update records set address = 'file:///x/' where id = 'i'", "image:i", "address")]
    [InlineData("update records set search_text = '' where id = 'i'", "image:i", "search_text")]
    [InlineData("update records set updated_at = now() where id = 'i'", "image:i", "updated_at")]
    [InlineData("update records set version = 9 where id = 'b'", "array:b", "version")]
    [InlineData("delete from record_references where id = 'i' and ordinal = 1", "image:i", "record_references")]
    [InlineData("delete from search_index", "image:i", "search_index")]
    [InlineData("delete from image_views", "image:i", "image_views")]
    [InlineData("update search_index set terms = '{}'", "dataset:default", "search_index.terms")]
    [InlineData("update search_index set extent_max = '{1,2}'", "image:i", "search_index.extent_max")]
    [InlineData("update search_index set voxel_size = '{1,2}'", "image:i", "search_index.voxel_size")]
    [InlineData("update search_index set words = ''", "array:d", "search_index.words")]
    [InlineData("update search_index set diagnostics = '{x}'", "image:i", "search_index.diagnostics")]
    [InlineData("delete from placed_extents where not is_exact", "image:i", "placed_extents")]
    [InlineData("update placed_extents set is_exact = true", "image:i", "placed_extents")]
    [InlineData("update placed_extents set image_key = -1", "image:i", "placed_extents")]
    [InlineData("update placed_extents set half_edges = '{1,0,0,1}'", "image:i", "placed_extents")]
    public async Task Reindexing_mends_what_verification_finds(string damage, string record, string what)
    {
        await Execute(damage);
        var found = await Differences();
        Assert.Contains(found, difference => difference.Record.ToString() == record && difference.What == what);

        await foreach (var (_, revision) in _catalog.Service<Reindexing>().Run(None))
        {
            Assert.True(revision is null or > 0);
        }

        Assert.Empty(await Differences());
    }

    [Theory]
    [InlineData("delete from history where id = 'a' and version = 1", "array:a", "history (number of versions)")]
    [InlineData("update history set body = '{}' where id = 'b'", "array:b", "history.body")]
    [InlineData("delete from history where id = 'b'", "array:b", "history")]
    [InlineData("delete from history where id = 'gone' and version = 2", "array:gone", "records")]
    public async Task A_history_that_does_not_tell_what_stands_is_found(string damage, string record, string what)
    {
        await Execute(damage);
        Assert.Contains(
            await Differences(), difference => difference.Record.ToString() == record && difference.What == what);
    }

    [Fact]
    public async Task An_array_that_does_not_follow_its_base_is_found()
    {
        var derived = (await _catalog.Store.Read<ArrayRecord>("d", None))!;
        await Execute($"""
            update records set body = '{RecordJson.Write(derived with
        {
            CoordinateTransformations = [new ScaleTransformation([7, 7])],
        })}' where id = 'd'
            """);

        Assert.Contains(await Differences(), difference => difference.What == "derivedFrom");
    }

    private async Task<List<Difference>> Differences()
    {
        var found = new List<Difference>();
        await foreach (var (_, differences) in _catalog.Service<CatalogVerification>().Run(None))
        {
            found.AddRange(differences);
        }

        return found;
    }

    private async Task Execute(string sql)
    {
        await using var command = _catalog.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
