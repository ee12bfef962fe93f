using OmeNgff.Client.Http;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Alignments;

[Collection(SiloCollection.Name)]
public sealed class AlignCommandTests(RunningSilo silo)
{
    private const string Itk = """
        #Insight Transform File V1.0
        #Transform 0
        Transform: AffineTransform_double_3_3
        Parameters: 0 -1 0 1 0 0 0 0 2 10 20 30
        FixedParameters: 0 0 0

        """;

    private readonly OmeNgffClient _client = new(silo.Http);

    [Fact]
    public async Task A_file_is_added_and_made_the_default()
    {
        var alignment = await NewAlignment("micrometer");

        var outcome = await Ngff.Run(
            silo, "align", $"alignment:{alignment}", NewFile(Itk), "--unit", "millimeter", "--fixed", "source",
            "--source-frame", "LPS", "--target-frame", "RAS", "--status", "published", "--default");

        outcome.Succeeds();
        Assert.Equal(["itk,", "as", "the", "file", "begins"], outcome.Line("format")[1..]);
        outcome.Line("to", "\\", "from", "z", "(micrometer)", "y", "(micrometer)", "x", "(micrometer)", "offset");
        Assert.Equal(["2", "0", "0", "30000"], outcome.Line("z", "(micrometer)")[2..]);
        Assert.Equal(["0", "0", "-1", "-20000"], outcome.Line("y", "(micrometer)")[2..]);
        Assert.Equal(["0", "1", "0", "-10000"], outcome.Line("x", "(micrometer)")[2..]);
        outcome.Line($"{alignment}@1");
        outcome.Line("It", "is", "the", "default", "now.");
        Assert.Equal(1, (await _client.Get<AlignmentRecord>(alignment)).DefaultVersion);
        var version = await _client.GetAlignmentVersion(alignment, 1);
        Assert.Equal(AlignmentStatus.Published, version.Status);
        Assert.Equal("ITK (Insight Transform File V1.0)", version.Provenance?.Software);
    }

    [Fact]
    public async Task A_dry_run_shows_the_matrix_and_adds_nothing()
    {
        var alignment = await NewAlignment("millimeter");

        var outcome = await Ngff.Run(
            silo, "align", alignment, NewFile("0,-1,10\n1,0,20\n"), "--format", "matrix", "--unit", "millimeter",
            "--axes", "y, x", "--from", "source", "--comment", "by hand", "--dry-run");

        outcome.Succeeds();
        Assert.DoesNotContain("format", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(["1", "0", "0", "0"], outcome.Line("z", "(millimeter)")[2..]);
        Assert.Equal(["0", "0", "-1", "10"], outcome.Line("y", "(millimeter)")[2..]);
        Assert.Equal(["0", "1", "0", "20"], outcome.Line("x", "(millimeter)")[2..]);
        outcome.Line($"{alignment}@1", "could", "be", "added.");
        Assert.Equal(0, (await _client.Get<AlignmentRecord>(alignment)).LastVersion);
    }

    [Fact]
    public async Task A_view_and_an_initial_transform_are_named()
    {
        var alignment = await NewAlignment(null, "micrometer");
        var xml = NewFile("""
            <SpimData version="0.2"><SequenceDescription><ViewSetups><ViewSetup><id>3</id><voxelSize><unit>um</unit>
            <size>2 2 5</size></voxelSize></ViewSetup></ViewSetups></SequenceDescription><ViewRegistrations>
            <ViewRegistration timepoint="7" setup="3"><ViewTransform type="affine">
            <affine>1 0 0 0 0 1 0 0 0 0 2.5 0</affine></ViewTransform></ViewRegistration></ViewRegistrations></SpimData>
            """);

        var outcome = await Ngff.Run(
            silo, "align", alignment, xml, "--setup", "3", "--timepoint", "7", "--unit-size", "2");

        outcome.Succeeds();
        Assert.Equal("bigdataviewer,", outcome.Line("format")[1]);
        Assert.Equal(["5", "0", "0", "0"], outcome.Line("z", "(micrometer)")[2..]);
        Assert.Contains(
            "unit-unknown", (await Ngff.Run(silo, "align", alignment, xml)).Fails(), StringComparison.Ordinal);

        var physical = await NewAlignment("millimeter");
        var second = """
            (Transform "TranslationTransform")
            (TransformParameters 1 2 3)
            (FixedImageDimension 3)
            (MovingImageDimension 3)
            """;
        outcome = await Ngff.Run(
            silo, "align", physical,
            NewFile(second + "\n(InitialTransformParameterFileName \"0.txt\")\n(HowToCombineTransforms \"Compose\")\n"),
            "--initial", NewFile(second), "--unit", "millimeter", "--fixed", "source", "--source-frame", "file",
            "--target-frame", "file");
        outcome.Succeeds();
        Assert.Equal("6", outcome.Line("z", "(millimeter)")[^1]);
    }

    [Fact]
    public async Task What_cannot_be_taken_over_is_told_with_its_field()
    {
        var alignment = await NewAlignment("millimeter");

        var error = (await Ngff.Run(silo, "align", alignment, NewFile(Itk))).Fails();
        Assert.Contains("/fixed: alignment-direction-unknown: ", error, StringComparison.Ordinal);
        Assert.Contains("/unit: unit-unknown: ", error, StringComparison.Ordinal);
        error = (await Ngff.Run(silo, "align", alignment, NewFile([0, 0, 0, 0, 12, 0, 0, 0]))).Fails();
        Assert.Contains("ConvertTransformFile", error, StringComparison.Ordinal);
        error = (await Ngff.Run(silo, "align", alignment, NewFile([0x89, (byte)'H', (byte)'D', (byte)'F']))).Fails();
        Assert.Contains("ConvertTransformFile", error, StringComparison.Ordinal);
        error = (await Ngff.Run(silo, "align", alignment, NewFile("what is this"))).Fails();
        Assert.Contains("--format", error, StringComparison.Ordinal);
        error = (await Ngff.Run(silo, "align", alignment, Path.Join(silo.Root, "nowhere.txt"))).Fails();
        Assert.Contains("cannot be read", error, StringComparison.Ordinal);
        error = (await Ngff.Run(silo, "align", alignment, NewFile(Itk), "--default")).Fails();
        Assert.Contains("--status published", error, StringComparison.Ordinal);
        Assert.Equal(0, (await _client.Get<AlignmentRecord>(alignment)).LastVersion);
    }

    private async Task<string> NewAlignment(string? sourceUnit, string? targetUnit = null)
    {
        var id = $"align-{Guid.NewGuid():N}";
        foreach (var (end, unit) in new[] { ("source", sourceUnit), ("target", targetUnit ?? sourceUnit) })
        {
            await _client.Put(new SpaceRecord
            {
                Id = $"{id}-{end}",
                Axes = "zyx".Select(name => new Axis(name.ToString(), "space", unit)).ToEquatableArray(),
            });
        }

        await _client.Put(new AlignmentRecord { Id = id, Source = $"space:{id}-source", Target = $"space:{id}-target" });
        return id;
    }

    private string NewFile(string content) => NewFile(System.Text.Encoding.UTF8.GetBytes(content));

    private string NewFile(byte[] content)
    {
        var path = Path.Join(silo.Root, $"{Guid.NewGuid():N}.txt");
        File.WriteAllBytes(path, content);
        return path;
    }
}
