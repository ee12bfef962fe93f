using System.Text.Json;
using OmeNgff.Tests.Support;
using Xunit.Abstractions;

namespace OmeNgff.Cli.Tests.Validation;

/// <summary>The protocol of the specification's conformance runner, on the suite of 0.6.</summary>
public sealed class ValidateAttributesTests(ITestOutputHelper output)
{
    /// <summary>Cases that are judged otherwise than the suite says; the tests of the library have the reasons.</summary>
    private static readonly string[] Disagreements =
    [
        "spec/valid/image/mismatch_axes_units.json",
        "spec/valid/image/multiscales_transform_additional_transforms.json",
        "spec/valid/plate/minimal_acquisitions.json",
        "spec/valid/plate/minimal_no_acquisitions.json",
        "spec/valid/plate/non_alphanumeric_row.json",
        "strict/valid/image/image_omero.json",
        "strict/valid/image/multiscales_example.json",
        "strict/valid/plate/strict_acquisitions.json",
        "strict/valid/plate/strict_no_acquisitions.json",
    ];

    private static string Suite => ConformanceFolder.Of("ngff-spec/0.6rc0/tests/attributes");

    [Fact]
    public async Task The_verdict_on_every_case_is_the_suite_s_but_for_some()
    {
        var disagreements = new List<string>();
        var cases = Directory.GetFiles(Suite, "*.json", SearchOption.AllDirectories);
        Array.Sort(cases, StringComparer.Ordinal);
        foreach (var file in cases)
        {
            var name = Path.GetRelativePath(Suite, file);
            var (isValid, message) = Answer(await Ngff.Run("validate", "--attributes", file));
            Assert.Equal(isValid, message.Length == 0);
            if (isValid != name.Contains("/valid/", StringComparison.Ordinal))
            {
                disagreements.Add(name);
                output.WriteLine($"{name}: {message}");
            }
        }

        output.WriteLine($"{cases.Length - disagreements.Count} of {cases.Length} agree");
        Assert.Equal(143, cases.Length);
        Assert.Equal(Disagreements, disagreements);
    }

    [Theory]
    [InlineData("strict/valid/image/image.json", true)]
    [InlineData("spec/invalid/plate/missing_rows.json", false)]
    [InlineData("strict/invalid/plate/missing_name.json", false)]
    public async Task The_program_answers_with_one_line_and_exits_with_0(string name, bool isValid)
    {
        using var process = ProcessTests.Start("nonsense", "validate", "--attributes", Path.Combine(Suite, name));

        Assert.Equal(isValid, Answer(await ProcessTests.End(process)).IsValid);
    }

    [Fact]
    public async Task A_file_that_names_a_strict_schema_is_judged_strictly_and_so_is_any_with_the_option()
    {
        using var folder = new HierarchyFolder();
        folder.Write("strict.json", """
            {"ome": {"version": "0.5", "plate": {"rows": [{"name": "A"}], "columns": [{"name": "1"}],
             "wells": [{"path": "A/1", "rowIndex": 0, "columnIndex": 0}]}},
             "_conformance": {"schema": {"id": "schemas/strict_plate.schema"}}}
            """);
        folder.Write("lax.json", await File.ReadAllTextAsync(folder.Of("strict.json")));
        folder.Change("lax.json", "strict_", "");

        var (isValid, message) = Answer(await Ngff.Run("validate", "--attributes", folder.Of("strict.json")));

        Assert.False(isValid);
        Assert.StartsWith("/ome/plate: plate-name-missing: The plate has no name. ", message, StringComparison.Ordinal);
        Assert.Equal((true, ""), Answer(await Ngff.Run("validate", "--attributes", folder.Of("lax.json"))));
        Assert.False(Answer(await Ngff.Run("validate", folder.Of("lax.json"), "--strict", "--attributes")).IsValid);
    }

    [Fact]
    public async Task What_is_no_JSON_was_read_and_is_invalid()
    {
        using var folder = new HierarchyFolder();
        folder.Write("attributes.json", "{\n  \"ome\": }\n");

        var (isValid, message) = Answer(await Ngff.Run("validate", "--attributes", folder.Of("attributes.json")));

        Assert.False(isValid);
        Assert.StartsWith("json-invalid: Line 2, byte ", message, StringComparison.Ordinal);
    }

    /// <summary>The answer, which is exactly one line with two members, and the exit code 0.</summary>
    private static (bool IsValid, string Message) Answer(Outcome outcome)
    {
        var line = outcome.Succeeds();
        using var json = JsonDocument.Parse(line);
        var isValid = json.RootElement.GetProperty("valid").GetBoolean();
        var message = json.RootElement.GetProperty("message").GetString()!;
        Assert.Equal(["valid", "message"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.StartsWith(
            $"{{\"valid\": {(isValid ? "true" : "false")}, \"message\": \"", line, StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        return (isValid, message);
    }
}
