using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Versions;

/// <summary>The JSON test suites and examples of the specification, and the examples of ome-zarr-models-py.</summary>
public class SpecificationSuiteTests
{
    /// <summary>Cases where this library differs from the suite, each with its reason.</summary>
    private static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["0.4 valid/mismatch_axes_units.json"] =
            "Two factors for three axes: the JSON schema does not see it, the text forbids it (MUST match the axes).",
    };

    /// <summary>Suites of subjects that are not read yet.</summary>
    private static readonly Dictionary<string, string> OutOfScope = new(StringComparer.Ordinal)
    {
        ["plate"] = "plates",
        ["strict_plate"] = "plates",
        ["well"] = "wells",
        ["strict_well"] = "wells",
    };

    public static TheoryData<string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var version in (string[])["0.4", "0.5"])
        {
            foreach (var file in Directory.GetFiles(Conformance.Path($"ngff-spec/{version}/tests"), "*_suite.json").Order())
            {
                var suite = Path.GetFileName(file)[..^"_suite.json".Length];
                foreach (var test in Tests(version, suite).Where(_ => !OutOfScope.ContainsKey(suite)))
                {
                    cases.Add(version, suite, Name(test));
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_is_judged_as_the_suite_says(string version, string suite, string name)
    {
        var test = Tests(version, suite).Single(test => Name(test) == name);
        var valid = test.GetProperty("valid").GetBoolean() && !Deviations.ContainsKey($"{version} {name}");
        var zarrFormat = version == "0.4" ? 2 : 3;

        var diagnostics = Judge(zarrFormat, new RawJson(test.GetProperty("data")));

        if (valid)
        {
            Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        }
        else
        {
            // Strict schemas make a MUST of what is a SHOULD.
            var least = suite.StartsWith("strict", StringComparison.Ordinal) ? Severity.Warning : Severity.Error;
            Assert.Contains(diagnostics, diagnostic => diagnostic.Severity <= least);
        }
    }

    [Fact]
    public void All_suites_are_found_and_every_deviation_exists()
    {
        var cases = Cases();

        Assert.Equal(89, cases.Count);
        var names = cases.Select(row => $"{row[0]} {row[2]}").ToHashSet();
        Assert.All(Deviations.Keys, name => Assert.Contains(name, names));
    }

    [Theory]
    [InlineData(2, "ngff-spec/0.4/examples/multiscales_strict/multiscales_example.json")]
    [InlineData(2, "ngff-spec/0.4/examples/multiscales_strict/multiscales_transformations.json")]
    [InlineData(2, "ngff-spec/0.4/examples/label_strict/colors_properties.json")]
    [InlineData(3, "ngff-spec/0.5/examples/multiscales_strict/multiscales_example.json")]
    [InlineData(3, "ngff-spec/0.5/examples/multiscales_strict/multiscales_transformations.json")]
    [InlineData(3, "ngff-spec/0.5/examples/label_strict/colors_properties.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/multiscales_example.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/image_label_example.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr/B/03/0/.zattrs")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/image_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/labels_image_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/image_label_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/labels_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/image_no_version_example.json", "version-missing")]
    [InlineData(2, "ome-zarr-py/tests/data/v1/.zattrs", "version-unsupported")]
    [InlineData(2, "ome-zarr-py/tests/data/v2/.zattrs", "version-unsupported")]
    public void An_example_is_read(int zarrFormat, string path, string? error = null)
    {
        var text = string.Join(
            '\n',
            File.ReadLines(Conformance.Path(path)).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
        var attributes = RawJson.Parse(text);
        attributes = attributes.Member("attributes") is { } inner ? new RawJson(inner) : attributes;

        var errors = Judge(zarrFormat, attributes)
            .Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.Rule);

        Assert.Equal(error is null ? [] : [error], errors);
    }

    private static List<JsonElement> Tests(string version, string suite) =>
        [.. Conformance.Read($"ngff-spec/{version}/tests/{suite}_suite.json").Member("tests")!.Value.EnumerateArray()];

    private static string Name(JsonElement test) => test.GetProperty("formerly").GetString()!;

    /// <summary>Reads the group, and puts it together with arrays that fit as far as they can.</summary>
    private static List<Diagnostic> Judge(int zarrFormat, RawJson attributes)
    {
        var reading = OmeReader.Read(zarrFormat, attributes);
        var found = reading.Diagnostics.ToList();
        if (reading.Group is { } group)
        {
            found.AddRange(ImageAssembly.Assemble(group, SyntheticArrays.For(group)).SelectMany(image => image.Diagnostics));
        }

        return found;
    }
}
