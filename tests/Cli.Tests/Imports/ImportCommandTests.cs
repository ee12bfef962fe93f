using OmeNgff.Client.Imports;
using OmeNgff.Client.Json;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Imports;

[Collection(SiloCollection.Name)]
public sealed class ImportCommandTests(RunningSilo silo)
{
    [Fact]
    public async Task Tells_what_was_registered_under_which_id()
    {
        var outcome = await Ngff.Run(silo, "import", silo.CopyOf(ConformanceFolder.Idr04));

        var output = outcome.Succeeds();
        Assert.Contains("Waiting to import file:///", output, StringComparison.Ordinal);
        outcome.Line("found", "registered", "updated", "unchanged", "drifted", "failed");
        outcome.Line("1", "1", "0", "0", "0", "0");
        var id = Assert.Single(output.Split('\n'), line => line.EndsWith("  10501752", StringComparison.Ordinal))
            .Trim().Split(' ')[0];
        Assert.True(Guid.TryParseExact(id, "D", out _), id);
    }

    [Fact]
    public async Task A_second_import_finds_everything_unchanged()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);
        await Ngff.Run(silo, "import", source);

        var outcome = await Ngff.Run(silo, "import", source);

        outcome.Succeeds();
        outcome.Line("1", "0", "0", "1", "0", "0");
    }

    [Fact]
    public async Task Faults_of_a_source_are_counted_and_named()
    {
        var output = (await Ngff.Run(silo, "import", silo.CopyOf(ConformanceFolder.Idr05))).Succeeds();

        Assert.Contains("\n1 error:\n", output, StringComparison.Ordinal);
        Assert.Contains("/6001240_labels.zarr/labels/0: label-missing: The label", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relative_path_is_seen_from_where_the_user_is()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);

        var output = (await Ngff.Run(silo, "import", Path.GetRelativePath(Environment.CurrentDirectory, source)))
            .Succeeds();

        Assert.Contains($"file://{source}/", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_passed_on_as_it_is()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);

        (await Ngff.Run(silo, "import", $"file://{source}")).Succeeds();
        var error = (await Ngff.Run(silo, "import", "gopher://example.org/a.zarr")).Fails();

        Assert.Contains("gopher://example.org/a.zarr", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_join_the_dataset_that_is_given()
    {
        using var body = new StringContent("""{"id": "given"}""");
        await silo.Http.PostAsync("/v1/datasets", body);
        var source = silo.CopyOf(ConformanceFolder.Idr04);

        (await Ngff.Run(silo, "import", source, "--dataset", "given")).Succeeds();

        Assert.Equal("given", (await Ngff.Run(silo, "show", source)).Line("dataset")[1]);
        Assert.Equal(
            "Invalid request.\n  /dataset: dataset-unknown: There is no dataset 'nowhere'.\n",
            (await Ngff.Run(silo, "import", source, "--dataset", "nowhere")).Fails());
    }

    [Fact]
    public async Task Folders_are_not_looked_into_when_that_is_not_wanted()
    {
        var folder = Path.GetDirectoryName(silo.CopyOf(ConformanceFolder.Idr04))!;

        (await Ngff.Run(silo, "import", folder, "--no-recursive")).Fails();
        (await Ngff.Run(silo, "import", folder)).Succeeds();
    }

    [Fact]
    public async Task An_import_of_nothing_fails_with_the_reason()
    {
        var folder = Directory.CreateDirectory(Path.Join(silo.Root, "nothing")).FullName;

        var outcome = await Ngff.Run(silo, "import", folder);

        Assert.StartsWith(
            $"There is no OME-Zarr image at file://{folder}/.\n", outcome.Fails(), StringComparison.Ordinal);
        outcome.Line("0", "0", "0", "0", "0", "0");
    }

    [Fact]
    public async Task A_folder_that_may_not_be_read_is_refused()
    {
        var outcome = await Ngff.Run(silo, "import", "/etc");

        Assert.Contains("path-outside-roots", outcome.Fails(), StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }

    [Fact]
    public async Task The_outcome_as_JSON_is_all_that_is_printed()
    {
        var output = (await Ngff.Run(silo, "import", silo.CopyOf(ConformanceFolder.Idr05), "--json")).Succeeds();

        var status = CatalogJson.Deserialize<ImportStatus>(output);
        Assert.Equal(ImportState.Succeeded, status.State);
        Assert.Single(status.Images);
        Assert.Single(status.Errors);
    }
}
