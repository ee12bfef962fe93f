using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Administration;

/// <summary>In a catalog of its own, which it breaks.</summary>
public sealed class AdminCommandTests : IAsyncLifetime
{
    private readonly RunningSilo _silo = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task What_differs_from_the_records_is_told_and_mended_by_reindexing()
    {
        (await Run("import", _silo.CopyOf(ConformanceFolder.Idr05))).Succeeds();
        Assert.Matches("^Verified [0-9]+ records: nothing differs.\n$", (await Run("admin", "verify")).Succeeds());

        var source = _silo.Silo.Services.GetRequiredService<NpgsqlDataSource>();
        await using var damage = source.CreateCommand(
            """
            update search_index set extent_max = '{1,2,3}' where kind = 'image';
            update image_views set view_revision = 99
            """);
        Assert.NotEqual(0, await damage.ExecuteNonQueryAsync());
        var found = await Run("admin", "verify");
        Assert.Equal((1, ""), (found.Code, found.Error));
        Assert.Matches("image:[^ ]+  search_index.extent_max: ", found.Output);
        Assert.Matches("image:[^ ]+  view.revision: 1, not 99", found.Output);
        Assert.EndsWith(" differences.\n", found.Output, StringComparison.Ordinal);

        Assert.StartsWith("Reindexed ", (await Run("admin", "reindex")).Succeeds(), StringComparison.Ordinal);
        (await Run("admin", "verify")).Succeeds();
    }

    private Task<Outcome> Run(params string[] args) => Ngff.Run(_silo, args);
}
