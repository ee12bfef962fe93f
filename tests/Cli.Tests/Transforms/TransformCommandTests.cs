using OmeNgff.Client.Http;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Transforms;

[Collection(SiloCollection.Name)]
public sealed class TransformCommandTests(RunningSilo silo)
{
    private readonly OmeNgffClient _client = new(silo.Http);

    [Fact]
    public async Task The_path_its_matrix_and_points_are_shown()
    {
        var (from, to, alignment) = await NewAlignment([2, 3]);

        var output = (await Ngff.Run(silo, "transform", from, $"space:{to}", "1,2", "--alternatives")).Succeeds();

        Assert.Contains($"{alignment}@1", output, StringComparison.Ordinal);
        Assert.Contains("y (micrometer)", output, StringComparison.Ordinal);
        Assert.Contains("1,2 → 2,6\n", output, StringComparison.Ordinal);
        var back = (await Ngff.Run(silo, "transform", to, from, "--", "-2,6")).Succeeds();
        Assert.Contains($"{alignment}@1, backwards", back, StringComparison.Ordinal);
        Assert.Contains("-2,6 → -1,2\n", back, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_points_of_a_file_are_carried_a_line_each()
    {
        var (from, to, _) = await NewAlignment([2, 3]);
        var file = Path.Join(silo.Root, $"{from}.csv");
        await File.WriteAllTextAsync(file, "# y,x\n1,2\n\n3 4\n");

        Assert.Equal("2,6\n6,12\n", (await Ngff.Run(silo, "transform", from, to, "--points", file)).Succeeds());

        await File.WriteAllTextAsync(file, "1,2\nx,4\n");
        Assert.Contains("Point 2", (await Ngff.Run(silo, "transform", from, to, "--points", file)).Fails(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pins_are_taken_and_one_that_is_not_on_the_path_is_an_error()
    {
        var (from, to, alignment) = await NewAlignment([2, 3]);
        Assert.Contains("1,1 → 2,3\n",
            (await Ngff.Run(silo, "transform", from, to, "1,1", "--pin", $"{alignment}@1")).Succeeds(),
            StringComparison.Ordinal);
        Assert.Contains("pin-unused",
            (await Ngff.Run(silo, "transform", from, from, "--pin", $"{alignment}@1")).Fails(), StringComparison.Ordinal);
        Assert.Contains("no time", (await Ngff.Run(silo, "transform", from, to, "--as-of", "soon")).Fails(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_resolves_through_an_alignment_is_listed()
    {
        var (from, to, alignment) = await NewAlignment([2, 3]);
        var outcome = await Ngff.Run(silo, "impact", alignment);
        outcome.Succeeds();
        Assert.Equal(["default", "1"], outcome.Line($"space:{from}")[1..]);
        Assert.Equal(["default", "1"], outcome.Line($"space:{to}")[1..]);
    }

    private async Task<(string From, string To, string Alignment)> NewAlignment(double[] factors)
    {
        var (from, to, alignment) = (NewId(), NewId(), NewId());
        foreach (var id in (string[])[from, to])
        {
            await _client.Put(new SpaceRecord
            {
                Id = id,
                Axes = [new("y", "space", "micrometer"), new("x", "space", "micrometer")],
            });
        }

        var record = await _client.Put(new AlignmentRecord
        {
            Id = alignment,
            Source = $"space:{from}",
            Target = $"space:{to}",
        });
        await _client.AddAlignmentVersion(alignment, new AlignmentVersion
        {
            CoordinateTransformation = new ScaleTransformation([.. factors]),
            Status = AlignmentStatus.Published,
        });
        await _client.SetAlignmentDefault(await _client.Get<AlignmentRecord>(record.Id), 1);
        return (from, to, alignment);
    }

    private static string NewId() => "t" + Guid.NewGuid().ToString("N");
}
