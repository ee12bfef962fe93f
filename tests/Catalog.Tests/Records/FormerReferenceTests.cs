using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Tests.Records;

/// <summary>What images referenced once is found again.</summary>
public sealed class FormerReferenceTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_level_that_moves_leaves_a_former_reference_of_the_time_it_moved()
    {
        await catalog.Put(
            CatalogFixture.Array("m-0"), CatalogFixture.Array("m-1", 2), CatalogFixture.Array("m-2"),
            CatalogFixture.Image("from", "m-0", "m-1"), CatalogFixture.Image("to", "m-2"));
        Assert.Empty(await Former("from"));

        // Others added before it, and put in another order, are none that is no more.
        await catalog.Put(CatalogFixture.Image("from", "m-1", "m-0") with { Version = 1 });
        Assert.Empty(await Former("from"));

        await catalog.Put(
            CatalogFixture.Image("from", "m-1") with { Version = 2 },
            CatalogFixture.Image("to", "m-2", "m-0") with { Version = 1 });

        var moved = (await catalog.Store.Read<ImageRecord>("from", None))!.UpdatedAt;
        Assert.Equal([("m-0", moved)], await Former("from"));
        Assert.Empty(await Former("to"));
    }

    [Fact]
    public async Task A_deleted_image_leaves_all_its_references_each_time()
    {
        await catalog.Put(CatalogFixture.Array("d-0"), CatalogFixture.Array("d-1", 2));
        var times = new List<DateTimeOffset>();
        for (var life = 0; life < 2; life++)
        {
            var made = await catalog.Put(CatalogFixture.Image("d", "d-0", "d-1", "d-0"));
            await catalog.Commit(new Catalog.Records.RecordChange(
                RecordKind.Image, "d", made.Record<ImageRecord>("d").Version, null, "away"));
            times.Add((await catalog.Store.ReadHistory(RecordKind.Image, "d", null, 1, None))[0].At);
        }

        Assert.Equal(
            times.SelectMany(time => new[] { ("d-0", time), ("d-1", time) }), await Former("d"));
    }

    private async Task<List<(string Array, DateTimeOffset Until)>> Former(string image)
    {
        await using var command = catalog.Source.CreateCommand(
            """
            select target_id, until from former_references
            where kind = 'image' and id = $1 and role = 1 and target_kind = 'array' order by until, target_id
            """);
        command.Parameters.Add(new() { Value = image });
        var found = new List<(string, DateTimeOffset)>();
        await using var reader = await command.ExecuteReaderAsync(None);
        while (await reader.ReadAsync(None))
        {
            found.Add((reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }

        return found;
    }
}
