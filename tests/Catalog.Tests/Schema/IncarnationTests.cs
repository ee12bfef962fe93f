using OmeNgff.Catalog.Schema;

namespace OmeNgff.Catalog.Tests.Schema;

public sealed class IncarnationTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_restored_database_names_its_changes_anew_and_a_reader_of_the_feed_meets_all_of_them_in_order()
    {
        await catalog.Put(CatalogFixture.Array("before"));
        await Settle();
        var old = (await catalog.Put(CatalogFixture.Array("between"))).Change;
        Assert.Equal(1, old.Incarnation);

        // As a dump would be that was taken on a server that had come further.
        await Execute("update catalog set identity = 'another'");
        await Execute("update history set transaction = transaction + 1000000000");
        await Settle();
        await catalog.Put(CatalogFixture.Array("after"));

        // The feed waits for whatever runs on the server.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var all = await catalog.Store.ReadChanges(null, 100, None);
        while (all[^1].Id != "after")
        {
            await Task.Delay(20, patience.Token);
            all = await catalog.Store.ReadChanges(null, 100, None);
        }

        Assert.Equal(["before", "between", "after"], all.Skip(1).Select(entry => entry.Id));
        Assert.Equal(2, all[^1].Change.Incarnation);
        var names = all.Select(entry => entry.Change.ToString()).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal("after", Assert.Single(await catalog.Store.ReadChanges(all[^2].Change, 100, None)).Id);
        Assert.NotEqual(old, all[^1].Change);
    }

    private async Task Settle()
    {
        await using var connection = await catalog.Source.OpenConnectionAsync();
        await Incarnation.Settle(connection, None);
    }

    private async Task Execute(string sql)
    {
        await using var command = catalog.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
