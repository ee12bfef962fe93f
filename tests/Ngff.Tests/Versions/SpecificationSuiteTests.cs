using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;
using Xunit.Abstractions;

namespace OmeNgff.Ngff.Tests.Versions;

/// <summary>All schema-level cases of the specification, 0.1 to 0.6: suites where a version has them, else examples.</summary>
public class SpecificationSuiteTests(ITestOutputHelper output)
{
    private static readonly (string Version, int Count)[] Counts =
        [("0.1", 26), ("0.2", 14), ("0.3", 20), ("0.4", 92), ("0.5", 86), ("0.6rc0", 143)];

    private static readonly Lazy<IReadOnlyList<SuiteCase>> All = new(() =>
        [.. Counts.SelectMany(row => SuiteCase.Of(row.Version))]);

    public static TheoryData<string> Cases() => new(All.Value.Select(test => test.Id));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_is_judged_as_the_suite_says(string id)
    {
        var test = All.Value.Single(test => test.Id == id);

        var diagnostics = Judge(test);

        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)
            .Select(diagnostic => diagnostic.Rule).ToList();
        if (SuiteDeviations.All.TryGetValue(id, out var deviation))
        {
            Assert.Equal(deviation.Rules, errors.Distinct());
        }
        else if (test.IsValid)
        {
            Assert.Empty(errors);
        }
        else
        {
            // Strict schemas make a MUST of what is a SHOULD.
            var least = test.IsStrict ? Severity.Warning : Severity.Error;
            Assert.Contains(diagnostics, diagnostic => diagnostic.Severity <= least);
        }
    }

    [Fact]
    public void All_381_cases_are_there_and_every_deviation_is_one_of_them()
    {
        foreach (var (version, count) in Counts)
        {
            var cases = All.Value.Where(test => test.Version == version).ToList();
            output.WriteLine(
                $"{version}: {cases.Count} cases, {cases.Count(test => test.IsValid)} valid, "
                + $"{cases.Count(test => SuiteDeviations.All.ContainsKey(test.Id))} judged differently");
            Assert.Equal(count, cases.Count);
        }

        var ids = All.Value.Select(test => test.Id).ToHashSet();
        Assert.Equal(381, ids.Count);
        Assert.All(SuiteDeviations.All.Keys, id => Assert.Contains(id, ids));
    }

    [Theory]
    [InlineData(2, "ngff-spec/0.4/examples/multiscales_strict/multiscales_example.json")]
    [InlineData(2, "ngff-spec/0.4/examples/multiscales_strict/multiscales_transformations.json")]
    [InlineData(2, "ngff-spec/0.4/examples/label_strict/colors_properties.json")]
    [InlineData(2, "ngff-spec/0.4/examples/plate_strict/plate_6wells.json")]
    [InlineData(2, "ngff-spec/0.4/examples/plate_strict/plate_2wells.json")]
    [InlineData(2, "ngff-spec/0.4/examples/well_strict/well_4fields.json")]
    [InlineData(2, "ngff-spec/0.4/examples/bf2raw/image.json")]
    [InlineData(2, "ngff-spec/0.4/examples/bf2raw/plate.json")]
    [InlineData(2, "ngff-spec/0.4/examples/ome/series-2.json")]
    [InlineData(3, "ngff-spec/0.5/examples/multiscales_strict/multiscales_example.json")]
    [InlineData(3, "ngff-spec/0.5/examples/multiscales_strict/multiscales_transformations.json")]
    [InlineData(3, "ngff-spec/0.5/examples/label_strict/colors_properties.json")]
    [InlineData(3, "ngff-spec/0.5/examples/plate_strict/plate_6wells.json")]
    [InlineData(3, "ngff-spec/0.5/examples/well_strict/well_2fields.json")]
    [InlineData(3, "ngff-spec/0.5/examples/ome/series-2.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/multiscales_strict/multiscales_example.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/multiscales_strict/multiscales_transformations.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/multiscales_strict/multiscales_reference_to_label.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/multiscales_strict/multiscales_example_relative.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/label_strict/colors_properties.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/plate_strict/plate_6wells.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/well_strict/well_4fields.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/scene/scene_registration.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/scene/scene_stitching.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/transformations/displacements/displacement_field.json")]
    [InlineData(3, "ngff-spec/0.6rc0/examples/transformations/displacements/multiscales.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/multiscales_example.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/image_label_example.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/plate_example_1.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/plate_example_2.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/well_example_1.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/well_example_2.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/bioformats2raw_example.json")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr/.zattrs")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr/B/03/.zattrs")]
    [InlineData(2, "ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr/B/03/0/.zattrs")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/image_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/labels_image_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/image_label_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/labels_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/plate_example_1.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/plate_example_2.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/hcs_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/well_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/bioformats2raw_example.json")]
    [InlineData(3, "ome-zarr-models-py/repo/tests/data/examples/v05/image_no_version_example.json", "version-missing")]
    [InlineData(2, "ome-zarr-py/tests/data/v1/.zattrs")]
    [InlineData(2, "ome-zarr-py/tests/data/v2/.zattrs")]
    public void An_example_is_read(int zarrFormat, string path, string? error = null)
    {
        var attributes = SuiteCase.WithoutComments(path);
        attributes = attributes.Member("attributes") is { } inner ? new RawJson(inner) : attributes;

        var errors = Judge(zarrFormat, attributes, assumed: null)
            .Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.Rule);

        Assert.Equal(
            error is not null ? [error] : SuiteDeviations.Examples.TryGetValue(path, out var deviation) ? deviation.Rules : [],
            errors);
    }

    private static List<Diagnostic> Judge(SuiteCase test)
    {
        Assert.True(OmeVersions.TryParse(test.Version[..3], out var version));
        return Judge(version.ZarrFormat(), test.Data, version);
    }

    /// <summary>Reads the group, and puts it together with arrays that fit as far as they can.</summary>
    private static List<Diagnostic> Judge(int zarrFormat, RawJson attributes, OmeVersion? assumed)
    {
        var reading = OmeReader.Read(zarrFormat, attributes, assumed);
        var found = reading.Diagnostics.ToList();
        if (reading.Group is { } group)
        {
            found.AddRange(ImageAssembly.Assemble(group, SyntheticArrays.For(group)).SelectMany(image => image.Diagnostics));
        }

        return found;
    }
}
