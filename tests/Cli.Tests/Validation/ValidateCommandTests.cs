using System.Text.Json;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Validation;

public sealed class ValidateCommandTests
{
    [Fact]
    public async Task An_image_of_the_IDR_is_valid_with_warnings()
    {
        using var image = HierarchyFolder.Image04();

        var lines = Lines((await Validate(image.Path)).Succeeds());

        Assert.Equal(".zattrs", lines[0]);
        Assert.Contains("  warning  axis-unit-missing  /multiscales/0/axes/1", lines);
        Assert.Contains("           Axis \"y\" of type space has no unit.", lines);
        Assert.Equal("OME 0.4: 1 group, 1 image, 4 arrays: 0 errors, 8 warnings. Valid.", lines[^1]);
    }

    [Fact]
    public async Task Strictly_a_warning_makes_it_invalid()
    {
        using var image = HierarchyFolder.Image04();

        Assert.EndsWith(
            "OME 0.4: 1 group, 1 image, 4 arrays: 8 errors, 0 warnings. Invalid.\n",
            IsInvalid(await Validate(image.Path, "--strict")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scale_of_the_wrong_length_is_invalid_with_rule_and_pointer()
    {
        using var image = HierarchyFolder.Image04();
        image.Change(".zattrs", "1.0,\n", "");

        var lines = Lines(IsInvalid(await Validate(image.Path)));

        Assert.Equal(".zattrs", lines[0]);
        Assert.StartsWith(
            "  error    transformation-rank-mismatch  /multiscales/0/datasets/0/coordinateTransformations/0",
            lines[1],
            StringComparison.Ordinal);
        Assert.EndsWith("Invalid.", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_plate_has_no_findings()
    {
        using var plate = HierarchyFolder.Plate05();

        Assert.Equal(
            "OME 0.5: 5 groups, 2 images, 2 arrays: 0 errors, 0 warnings. Valid.\n",
            (await Validate(plate.Path)).Succeeds());
    }

    [Fact]
    public async Task A_plate_with_a_wrong_rowIndex_and_a_missing_well_is_invalid_with_both()
    {
        using var plate = HierarchyFolder.Plate05();
        plate.Change("zarr.json", "\"rowIndex\": 0", "\"rowIndex\": 1");
        plate.Delete("A/2");

        var lines = Lines(IsInvalid(await Validate(plate.Path)));

        Assert.Equal("zarr.json", lines[0]);
        Assert.Contains(lines, line => line.StartsWith(
            "  error    plate-well-index-mismatch  /attributes/ome/plate/wells/0/", StringComparison.Ordinal));
        Assert.Contains("  error    well-missing  /attributes/ome/plate/wells/1/path", lines);
        Assert.Equal("OME 0.5: 3 groups, 1 image, 1 array: 2 errors, 0 warnings. Invalid.", lines[^1]);
    }

    [Fact]
    public async Task Over_HTTP_the_same_is_found()
    {
        using var plate = HierarchyFolder.Plate05();
        plate.Change("zarr.json", "\"rowIndex\": 0", "\"rowIndex\": 1");
        await using var server = await FolderServer.Start(plate.Path);

        var listed = Lines(IsInvalid(await Validate(plate.Path)));
        var referred = Lines(IsInvalid(await Validate(server.Address)));

        Assert.Equal(
            [
                .. listed[..^1],
                "This address cannot be listed: only what groups and consolidated metadata name was looked at.",
                listed[^1],
            ],
            referred);
        Assert.Contains(
            "1 group, 0 images", IsInvalid(await Validate(server.Address + "zarr.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_JSON_is_told_with_its_line()
    {
        using var plate = HierarchyFolder.Plate05();
        plate.Change("A/1/0/zarr.json", "\"type\": \"none\",", "\"type\": none,");

        var output = IsInvalid(await Validate(plate.Path));

        Assert.StartsWith(
            "A/1/0/zarr.json\n  error    json-invalid\n           Line 2, byte ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_the_verdict_and_every_finding()
    {
        using var image = HierarchyFolder.Image04();
        image.Change(".zattrs", "\"0.4\"", "\"0.4.1\"");

        var output = (await Validate(image.Path, "--json", "--limit", "1")).Succeeds();

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.True(root.GetProperty("valid").GetBoolean());
        Assert.Equal($"file://{image.Path}/", root.GetProperty("source").GetString());
        Assert.Equal("0.4", Assert.Single(root.GetProperty("versions").EnumerateArray()).GetString());
        Assert.Equal(
            (1, 1, 4),
            (root.GetProperty("groups").GetInt32(), root.GetProperty("images").GetInt32(),
                root.GetProperty("arrays").GetInt32()));
        Assert.Equal(9, root.GetProperty("diagnostics").GetArrayLength());
        var found = root.GetProperty("diagnostics").EnumerateArray()
            .Single(one => one.GetProperty("rule").GetString() == "version-inexact");
        Assert.Equal("warning", found.GetProperty("severity").GetString());
        Assert.Equal(".zattrs", found.GetProperty("path").GetString());
        Assert.Equal("/multiscales/0/version", found.GetProperty("pointer").GetString());
        Assert.Equal("0.4", found.GetProperty("proposal").GetString());
        Assert.Contains("0.4.1", found.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_of_what_is_invalid_says_so_and_so_does_the_exit_code()
    {
        using var plate = HierarchyFolder.Plate05();
        plate.Delete("A/2");

        using var json = JsonDocument.Parse(IsInvalid(await Validate(plate.Path, "--json")));

        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.False(json.RootElement.GetProperty("diagnostics")[0].TryGetProperty("proposal", out _));
    }

    [Fact]
    public async Task What_is_over_the_limit_is_counted()
    {
        using var image = HierarchyFolder.Image04();

        var lines = Lines((await Validate(image.Path, "--limit", "2")).Succeeds());

        Assert.Equal("  and 6 more (0 errors, 6 warnings); --json lists all", lines[5]);
        Assert.Equal(8, lines.Length);
    }

    [Theory]
    [InlineData("zarr.json", "OME 0.5: 1 group, 0 images, 0 arrays: 0 errors, 0 warnings. Valid.")]
    [InlineData("A/1/0/zarr.json", "OME 0.5: 1 group, 1 image, 0 arrays: 0 errors, 0 warnings. Valid.")]
    public async Task One_document_of_a_group_is_validated_without_its_arrays(string key, string verdict)
    {
        using var plate = HierarchyFolder.Plate05();
        plate.Delete("A/2");
        plate.Delete("A/1/0/0");

        Assert.Equal(
            $"Only this document was looked at, no arrays and no other groups.\n{verdict}\n",
            (await Validate(plate.Of(key))).Succeeds());
    }

    [Theory]
    [InlineData("0/.zarray", "dtype", "type", "zarr-member-missing")]
    [InlineData(".zgroup", "2", "3", "zarr-format")]
    [InlineData(".zattrs", "\"0.4\"", "\"0.5\"", "version-zarr-format  /multiscales/0/version")]
    public async Task One_document_is_enough_to_be_invalid(string key, string text, string other, string finding)
    {
        using var image = HierarchyFolder.Image04();
        image.Change(key, text, other);

        var output = IsInvalid(await Validate(image.Of(key)));

        Assert.StartsWith($"{Path.GetFileName(key)}\n  error    {finding}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_of_the_other_Zarr_format_is_invalid_in_one_document_too()
    {
        using var image = HierarchyFolder.Image04();
        image.WriteGroup("as3", File.ReadAllText(image.Of(".zattrs")));

        Assert.Contains(
            "version-zarr-format", IsInvalid(await Validate(image.Of("as3/zarr.json"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_without_OME_metadata_are_no_OME_Zarr_but_an_array_may_be_alone()
    {
        using var plate = HierarchyFolder.Plate05();
        plate.Delete("A/1/0/0");
        plate.WriteGroup("A/1/0", "{}");

        Assert.Contains("ome-metadata-missing", IsInvalid(await Validate(plate.Of("A/1/0"))), StringComparison.Ordinal);
        Assert.Equal(
            "No OME metadata: 0 groups, 0 images, 1 array: 0 errors, 0 warnings. Valid.\n",
            (await Validate(plate.Of("A/2/0/0"))).Succeeds());
    }

    [Fact]
    public async Task A_relative_path_and_a_URL_mean_the_same_folder()
    {
        using var plate = HierarchyFolder.Plate05();
        string[] names =
        [
            Path.GetRelativePath(Environment.CurrentDirectory, plate.Path),
            $"file://{plate.Path}",
            $"file:{plate.Of("zarr.json")}",
        ];

        foreach (var name in names)
        {
            Assert.EndsWith("Valid.\n", (await Validate(name)).Succeeds(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Cannot read /no/such.zarr: There is no such file or folder.", "/no/such.zarr")]
    [InlineData("Cannot read /proc/: There is no Zarr group or array at this address.", "/proc")]
    [InlineData("Cannot read http://127.0.0.1:1/zarr.json: No server answers there.", "http://127.0.0.1:1/zarr.json")]
    [InlineData("Cannot read ftp://a/b: 'ftp:' addresses are not read", "ftp://a/b")]
    [InlineData("Cannot read /proc: There is no such file.", "/proc", "--attributes")]
    [InlineData("Cannot read /no/such.json: There is no such file.", "/no/such.json", "--attributes")]
    [InlineData("--limit must be a number from 1.", "/proc", "--limit", "0")]
    [InlineData("--attributes prints JSON of its own; leave --json out.", "/proc", "--attributes", "--json")]
    [InlineData("Required argument missing for command: 'validate'.")]
    public async Task Without_a_verdict_the_exit_code_is_2(string sentence, params string[] args)
    {
        var outcome = await Validate(args);

        Assert.Equal(2, outcome.Code);
        Assert.StartsWith(sentence, outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.Trim().Split('\n'));
        Assert.Equal("", outcome.Output);
    }

    [Fact]
    public async Task A_server_without_the_hierarchy_is_no_verdict()
    {
        using var plate = HierarchyFolder.Plate05();
        await using var server = await FolderServer.Start(plate.Path);

        var outcome = await Validate(server.Address + "elsewhere");

        Assert.Equal(2, outcome.Code);
        Assert.StartsWith(
            $"Cannot read {server.Address}elsewhere/: There is no Zarr group", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_the_exit_codes() => Assert.Contains(
        "0 for valid, 1 for invalid, and 2 when it could not be read",
        (await Validate("--help")).Succeeds(),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_cancelled_reading_is_no_verdict()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await CommandLine.Run(
            ["validate", ConformanceFolder.Of(ConformanceFolder.Idr05)], output, error, stop.Token);

        Assert.Equal((2, "", "Cancelled.\n"), (code, output.ToString(), error.ToString()));
    }

    private static Task<Outcome> Validate(params string[] args) => Ngff.Run(["validate", .. args]);

    private static string IsInvalid(Outcome outcome)
    {
        Assert.True(outcome.Code == 1 && outcome.Error.Length == 0, $"Exit code {outcome.Code}: {outcome.Error}");
        return outcome.Output;
    }

    private static string[] Lines(string output) => output.TrimEnd().Split('\n');
}
