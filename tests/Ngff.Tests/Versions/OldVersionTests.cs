using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Versions;

/// <summary>0.1 to 0.3, which say neither scales nor, at first, axes.</summary>
public class OldVersionTests
{
    [Theory]
    [InlineData("""{"multiscales":[{"version":"0.1","datasets":[{"path":"0"},{"path":"1"}]}]}""", OmeVersion.V01)]
    [InlineData("""{"multiscales":[{"version":"0.2","datasets":[{"path":"0"},{"path":"1"}]}]}""", OmeVersion.V02)]
    [InlineData("""{"multiscales":[{"datasets":[{"path":"0"},{"path":"1"}]}]}""", OmeVersion.V02)]
    [InlineData(
        """{"multiscales":[{"version":"0.3","axes":["t","c","z","y","x"],"datasets":[{"path":"0"},{"path":"1"}]}]}""", OmeVersion.V03)]
    public void Levels_get_the_scales_that_their_sizes_say(string attributes, OmeVersion version)
    {
        var group = OmeReader.Read(2, RawJson.Parse(attributes)).Group!;
        const string dimensions = """{"_ARRAY_DIMENSIONS":["t","c","z","y","x"]}""";

        // 1351 is odd: a half of it is 675, and the factor 2 all the same.
        var image = ImageAssembly.Assemble(group, new Dictionary<string, ZarrArrayDocument>
        {
            ["0"] = SyntheticArrays.Make(version, [1, 2, 7, 1351, 1024], [], dimensions),
            ["1"] = SyntheticArrays.Make(version, [1, 2, 7, 675, 512], [], dimensions),
        })[0];

        Assert.Equal(version, group.Version);
        Assert.Equal(["t", "c", "z", "y", "x"], image.Levels[0].Spatial.Axes.Select(axis => axis.Name));
        Assert.Equal(
            ["time", "channel", "space", "space", "space"], image.Levels[0].Spatial.Axes.Select(axis => axis.Type));
        Assert.Equal(new ScaleTransformation([1, 1, 1, 1, 1]), image.Levels[0].Spatial.Transformation);
        Assert.Equal(
            new SequenceTransformation(
                [new ScaleTransformation([1, 1, 1, 2, 2]), new TranslationTransformation([0, 0, 0, 0.5, 0.5])]),
            image.Levels[1].Spatial.Transformation);
        Assert.Equal(["scale-inferred"], image.Diagnostics.Select(found => found.Rule));
        Assert.NotNull(image.Group);
    }

    [Fact]
    public void The_arrays_of_0_3_repeat_the_names_of_the_axes()
    {
        var group = OmeReader.Read(2, RawJson.Parse(
            """{"multiscales":[{"version":"0.3","axes":["y","x"],"datasets":[{"path":"0"}]}]}""")).Group!;

        var image = ImageAssembly.Assemble(group, new Dictionary<string, ZarrArrayDocument>
        {
            ["0"] = SyntheticArrays.Make(OmeVersion.V03, [8, 8], [], """{"_ARRAY_DIMENSIONS":["x","y"]}"""),
        })[0];

        var found = image.Diagnostics.First(item => item.Severity == Severity.Error);
        Assert.Equal(
            ("array-dimensions-mismatch", "0/.zattrs", "/_ARRAY_DIMENSIONS"), (found.Rule, found.Path, found.Pointer));
    }

    [Theory]
    [InlineData("ome-zarr-py/tests/data/v1")]
    [InlineData("ome-zarr-py/tests/data/v2")]
    public void Stores_of_other_software_become_discrete_pyramids(string folder)
    {
        var image = StoredImage.Folder(folder).ReadImage(out var diagnostics);

        Assert.DoesNotContain(diagnostics, found => found.Severity == Severity.Error);
        var pyramid = PyramidRecognition.Recognise(
            [.. image.Levels.Select(level => new PyramidLevel(level.Spatial.Transformation, level.Array.Shape))]);
        Assert.Equal(PyramidKind.Discrete, pyramid.Kind);
    }
}
