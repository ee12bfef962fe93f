using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Imports;

[Collection(SiloCollection.Name)]
public sealed class RegisterCommandTests(RunningSilo silo) : IDisposable
{
    private readonly TestFolder _folder = new();

    private string File => Path.Join(_folder.Path, "images.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Registers_an_image_per_line()
    {
        await System.IO.File.WriteAllLinesAsync(File, [Image("cli-first"), "", Image("cli-second")]);

        var output = (await Ngff.Run(silo, "register", File)).Succeeds();

        Assert.Equal("2 registered, 0 failed.\n", output);
        (await Ngff.Run(silo, "show", "cli-second")).Succeeds();
    }

    [Fact]
    public async Task Tells_the_lines_that_fail_and_why()
    {
        await System.IO.File.WriteAllLinesAsync(File, [Image("cli-third"), "[]", """{"levels": [], "a": 1}"""]);

        var outcome = await Ngff.Run(silo, "register", File);

        var error = outcome.Fails();
        Assert.Contains("Line 2: ", error, StringComparison.Ordinal);
        Assert.Contains("object-expected", error, StringComparison.Ordinal);
        Assert.Contains("Line 3: ", error, StringComparison.Ordinal);
        Assert.Contains("  /a: json-mismatch", error, StringComparison.Ordinal);
        Assert.Equal("1 registered, 2 failed.\n", outcome.Output);
    }

    [Fact]
    public async Task Lines_that_fail_go_to_the_file_that_is_given_across_all_parts()
    {
        var errors = Path.Join(_folder.Path, "errors.ndjson");
        await System.IO.File.WriteAllLinesAsync(
            File, Enumerable.Range(1, 2500).Select(line => line % 1000 == 7 ? Image($"cli-part-{line}") : "{}"));

        var outcome = await Ngff.Run(silo, "register", File, "--errors", errors);

        Assert.Equal((1, "3 registered, 2497 failed.\n", ""), (outcome.Code, outcome.Output, outcome.Error));
        var answers = (await System.IO.File.ReadAllLinesAsync(errors)).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(
            Enumerable.Range(1, 2500).Where(line => line % 1000 != 7), answers.Select(answer => (int)answer["line"]!));
        Assert.All(answers, answer => Assert.Equal(400, (int)answer["problem"]!["status"]!));
    }

    [Fact]
    public async Task Under_a_key_lines_are_registered_once()
    {
        await System.IO.File.WriteAllLinesAsync(File, [Image("cli-once"), Image("cli-twice")]);
        (await Ngff.Run(silo, "register", File, "--key", "cli-key")).Succeeds();

        Assert.Equal("2 registered, 0 failed.\n", (await Ngff.Run(silo, "register", File, "--key", "cli-key")).Succeeds());
        Assert.Contains("exists", (await Ngff.Run(silo, "register", File)).Fails(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_registers_nothing()
    {
        await System.IO.File.WriteAllLinesAsync(File, [Image("cli-tried")]);

        var output = (await Ngff.Run(silo, "register", File, "--dry-run")).Succeeds();

        Assert.Equal("1 could be registered, 0 failed.\n", output);
        (await Ngff.Run(silo, "show", "cli-tried")).Fails();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told() => Assert.Contains(
        "cannot be read", (await Ngff.Run(silo, "register", File)).Fails(), StringComparison.Ordinal);

    private static string Image(string id) => $$$"""
        {"id": "{{{id}}}", "levels": [{"path": "0", "array": {
          "zarr": {"zarr_format": 3, "node_type": "array", "shape": [8, 8], "data_type": "uint8",
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [8, 8]}},
            "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "codecs": [{"name": "bytes"}]},
          "axes": [{"name": "y", "type": "space"}, {"name": "x", "type": "space"}],
          "coordinateTransformations": [{"type": "scale", "scale": [1, 1]}]} }]}
        """.ReplaceLineEndings("");
}
