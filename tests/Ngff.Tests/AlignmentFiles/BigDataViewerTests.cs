using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

/// <summary>
/// Documents of BigDataViewer: from the pixels of a view to the world, the transforms concatenated in the order in which
/// they are listed, so that a point meets the last one first (spimdata, ViewRegistration).
/// </summary>
public class BigDataViewerTests
{
    private const string Calibration = "2 0 0 0  0 2 0 0  0 0 5 0";
    private const string ByPixels = "1 0 0 0  0 1 0 0  0 0 2.5 0";
    private const string Moved = "1 0 0 100  0 1 0 200  0 0 1 300";

    // x to y, y to −x, and 7 along z.
    private const string Turned = "0 -1 0 0\n1 0 0 0\n0 0 1 7";

    private static readonly EquatableArray<Axis> Pixels = Files.Axes("zyx", null);
    private static readonly EquatableArray<Axis> World = Files.Axes("zyx", "micrometer");

    [Fact]
    public void The_last_transform_listed_is_applied_first()
    {
        // The pixel x 1, y 2, z 3 is at (2, 4, 15); turned it is at (−4, 2, 22).
        var calibrated = Files.BigDataViewer(Turned, Calibration);
        Files.Near([22, 2, -4], Import(calibrated, new()).Carry(3, 2, 1));

        // Moved after the turn it is at (96, 202, 322), and moved before at (−204, 102, 322).
        Files.Near([322, 202, 96], Import(Files.BigDataViewer(Moved, Turned, Calibration), new()).Carry(3, 2, 1));
        Files.Near([322, 102, -204], Import(Files.BigDataViewer(Turned, Moved, Calibration), new()).Carry(3, 2, 1));
    }

    [Fact]
    public void A_world_in_steps_of_the_smallest_voxel_side_has_to_be_said()
    {
        var content = Files.BigDataViewer(Moved, ByPixels);

        var refusal = Files.Refuses("unit-unknown", "/unitSize", () => Import(content, new()));
        Assert.Contains("2 micrometer", refusal.Message, StringComparison.Ordinal);
        Files.Refuses("unit-contradiction", "/unitSize", () => Import(content, new() { UnitSize = 1 }));

        // x 1, y 2, z 3 is at (101, 202, 307.5) steps of 2 micrometers.
        Files.Near([615, 404, 202], Import(content, new() { UnitSize = 2 }).Carry(3, 2, 1));
    }

    [Fact]
    public void Where_the_step_cannot_be_told_it_has_to_be_said()
    {
        var content = Files.BigDataViewer(Turned);

        Files.Refuses("unit-unknown", "/unitSize", () => Import(content, new()));
        Files.Near([10, 1, -2], Import(content, new() { UnitSize = 1 }).Carry(3, 2, 1));
    }

    [Fact]
    public void The_unit_is_that_of_the_document_and_converted()
    {
        var content = Files.BigDataViewer(Calibration);

        Files.Near(
            [0.015, 0.004, 0.002],
            Files.Import(AlignmentFileFormat.Bigdataviewer, content, new(), Pixels, Files.Axes("zyx")).Carry(3, 2, 1));
        Files.Near([15, 4, 2], Import(content, new() { Unit = "micrometer" }).Carry(3, 2, 1));
        Files.Refuses("unit-contradiction", "/unit", () => Import(content, new() { Unit = "millimeter" }));
        Files.Refuses("unit-unknown", "/unit", () =>
            Import(content.Replace("µm", "pixel", StringComparison.Ordinal), new()));
        Files.Near([15, 4, 2], Import(
            content.Replace("µm", "pixel", StringComparison.Ordinal), new() { Unit = "micrometer", UnitSize = 1 })
            .Carry(3, 2, 1));
    }

    [Fact]
    public void Pixels_are_at_one_end_and_the_world_at_the_other()
    {
        var content = Files.BigDataViewer(Calibration);

        Files.Refuses("unit-mismatch", "/unit", () => Files.Import(
            AlignmentFileFormat.Bigdataviewer, content, new(), World, World));
        Files.Refuses("unit-mismatch", "/unit", () => Files.Import(
            AlignmentFileFormat.Bigdataviewer, content, new(), Pixels, Pixels));
        Files.Near([3, 2, 1], Files.Import(
            AlignmentFileFormat.Bigdataviewer, content, new() { From = AlignmentEnd.Target }, World, Pixels)
            .Carry(15, 4, 2));
    }

    [Fact]
    public void A_view_is_chosen_by_setup_and_time_point()
    {
        var content = Files.SpimData(
            "um",
            "2 2 5",
            Files.View(0, 0, Calibration) + Files.View(0, 1, Moved, Calibration) + Files.View(1, 0, "1 0 0 0 0 1 0 0 0 0 1 9"));

        Files.Near([315, 204, 102], Import(content, new(), 0, 1).Carry(3, 2, 1));
        Files.Near([12000, 2000, 1000], Import(content, new(), 1).Carry(3, 2, 1));
        Files.Refuses("alignment-file-ambiguous", "/view", () => Import(content, new()));
        Files.Refuses("alignment-file-ambiguous", "/view", () => Import(content, new(), 0));
        Files.Refuses("alignment-file-part-missing", "/view", () => Import(content, new(), 2, 0));
        Assert.Equal("SpimData 0.2", AlignmentFileReader.Read(
            AlignmentFileFormat.Bigdataviewer, content, new AlignmentFilePart { Setup = 1 }).Software);
    }

    private static Ngff.Transformations.CoordinateTransformation Import(
        string content, AlignmentStatement statement, int? setup = null, int? timepoint = null) => Files.Import(
        AlignmentFileFormat.Bigdataviewer, content, statement, Pixels, World,
        new AlignmentFilePart { Setup = setup, Timepoint = timepoint });
}
