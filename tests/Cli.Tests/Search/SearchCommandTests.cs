using OmeNgff.Client.Http;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Search;

[Collection(SiloCollection.Name)]
public sealed class SearchCommandTests(RunningSilo silo)
{
    [Fact]
    public async Task Matches_come_as_a_table_with_their_number()
    {
        await Put(new DatasetRecord { Id = "quagga-1", Title = "Quagga muscle" });
        await Put(new DatasetRecord { Id = "quagga-2", Title = "Quagga bone" });

        var outcome = await Ngff.Run(silo, "search", "quagga", "muscle");

        var output = outcome.Succeeds();
        outcome.Line("kind", "name", "id", "dataset", "match");
        Assert.Equal(
            ["dataset", "Quagga", "muscle", "quagga-1", "quagga-1", "Quagga", "muscle"], outcome.Line("dataset"));
        Assert.EndsWith("1 of 1 match\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_shows_how_many_more_there_are()
    {
        foreach (var number in Enumerable.Range(1, 3))
        {
            await Put(new DatasetRecord { Id = $"thylacine-{number}", Title = "Thylacine" });
        }

        var output = (await Ngff.Run(silo, "search", "thylacine", "--limit", "2")).Succeeds();

        Assert.EndsWith("2 of 3 matches\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_may_be_excluded()
    {
        await Put(new DatasetRecord { Id = "dodo-1", Title = "Dodo feather" });
        await Put(new DatasetRecord { Id = "dodo-2", Title = "Dodo beak" });

        var output = (await Ngff.Run(silo, "search", "--", "dodo", "-feather")).Succeeds();

        Assert.EndsWith("1 of 1 match\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_kind_that_is_asked_for_is_shown()
    {
        await Put(new DatasetRecord { Id = "moa", Title = "Moa" });

        (await Ngff.Run(silo, "search", "moa", "--kind", "dataset")).Line("dataset", "Moa", "moa");
        Assert.Equal("No matches.\n", (await Ngff.Run(silo, "search", "moa", "--kind", "image")).Succeeds());
    }

    [Fact]
    public async Task Ids_and_names_are_never_cut()
    {
        var id = new string('i', 128);
        var name = $"Auk {new string('n', 300)}";
        await Put(new DatasetRecord { Id = id, Title = name });

        var output = (await Ngff.Run(silo, "search", "auk")).Succeeds();

        Assert.Contains($"{name}  {id}  {id}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_cannot_command_the_terminal()
    {
        await Put(new DatasetRecord { Id = "escape", Title = "Bluebuck \e[31m[red]\r\nnext" });

        var output = (await Ngff.Run(silo, "search", "bluebuck")).Succeeds();

        Assert.Contains("Bluebuck \uFFFD[31m[red]  next  escape", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task The_answer_can_be_had_as_JSON()
    {
        await Put(new DatasetRecord { Id = "aurochs", Title = "Aurochs" });

        var output = (await Ngff.Run(silo, "search", "aurochs", "--json")).Succeeds();

        Assert.Equal("aurochs", Assert.Single(CatalogJson.Deserialize<SearchAnswer>(output).Items).Id);
    }

    private Task<DatasetRecord> Put(DatasetRecord record) => new OmeNgffClient(silo.Http).Put(record);
}
