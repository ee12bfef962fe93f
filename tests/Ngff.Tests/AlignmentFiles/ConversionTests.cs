using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

/// <summary>Units, orders of axes, frames and directions between a file and the ends of an alignment.</summary>
public class ConversionTests
{
    // In LPS: x' = 10 − y, y' = 20 + x, z' = 30 + 2 z.
    private static readonly string Content =
        Files.Itk("AffineTransform_double_3_3", "0 -1 0 1 0 0 0 0 2 10 20 30", "0 0 0");

    public static TheoryData<string, string, bool, bool> Frames()
    {
        var data = new TheoryData<string, string, bool, bool>();
        foreach (var source in new[] { "LPS", "RAS" })
        {
            foreach (var target in new[] { "LPS", "RAS" })
            {
                data.Add(source, target, true, true);
                data.Add(source, target, true, false);
                data.Add(source, target, false, true);
                data.Add(source, target, false, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void Signs_follow_from_orientations_or_from_what_is_said(
        string source, string target, bool isSourceOriented, bool isTargetOriented)
    {
        var (from, to) = (Files.Axes("xyz"), Files.Axes("xyz"));
        var statement = Files.Plain with
        {
            SourceFrame = isSourceOriented ? null : Enum.Parse<AlignmentFrame>(source, ignoreCase: true),
            TargetFrame = isTargetOriented ? null : Enum.Parse<AlignmentFrame>(target, ignoreCase: true),
        };

        var transformation = Files.Import(
            AlignmentFileFormat.Itk,
            Content,
            statement,
            isSourceOriented ? from.In(source) : from,
            isTargetOriented ? to.In(target) : to);

        // The point of LPS (1, 2, 3) goes to (8, 21, 36).
        var (s, t) = (source == "LPS" ? 1 : -1, target == "LPS" ? 1 : -1);
        Files.Near([8 * t, 21 * t, 36], transformation.Carry(s, 2 * s, 3));
    }

    [Fact]
    public void An_axis_that_leads_down_is_flipped()
    {
        EquatableArray<Axis> down =
            [.. Files.Axes("xyz").In("LPS").Select(axis => axis.Name == "z" ? axis.Leading("superior-to-inferior") : axis)];

        var transformation = Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain with { SourceFrame = null, TargetFrame = null },
            down, Files.Axes("xyz").In("LPS"));

        Files.Near([8, 21, 24], transformation.Carry(1, 2, 3));
    }

    [Fact]
    public void What_is_said_of_a_frame_must_agree_with_orientations()
    {
        var axes = Files.Axes("xyz");
        var statement = Files.Plain with { SourceFrame = null, TargetFrame = AlignmentFrame.Lps };

        Refuses("frame-unknown", "/sourceFrame", statement, axes, axes);
        Refuses("frame-unknown", "/targetFrame", statement with { TargetFrame = null }, axes.In("LPS"), axes);
        Refuses("frame-unknown", "/sourceFrame", statement, [axes[0].Leading("left-to-right"), axes[1], axes[2]], axes);
        Refuses("frame-contradiction", "/targetFrame", statement, axes.In("LPS"), axes.In("RAS"));
        Refuses(
            "frame-contradiction", "/sourceFrame", statement with { SourceFrame = AlignmentFrame.File }, axes.In("RAS"), axes);
        Refuses("frame-contradiction", "/frame", statement with { Frame = AlignmentFrame.Ras }, axes, axes);
        Refuses(
            "frame-contradiction", "/sourceFrame", statement,
            [axes[0].Leading("anterior-to-posterior"), axes[1].Leading("right-to-left"), axes[2]], axes);
        Refuses(
            "frame-contradiction", "/sourceFrame", statement with { SourceFrame = AlignmentFrame.Ras },
            [axes[0].Leading("dorsal-to-ventral"), axes[1], axes[2]], axes);

        // Of an animal nobody says how it lay; as in the file it may be.
        var animal = axes.Select(axis => axis.Leading(axis.Name switch
        {
            "x" => "dorsal-to-ventral",
            "y" => "rostral-to-caudal",
            _ => "proximal-to-distal",
        })).ToEquatableArray();
        Refuses("frame-contradiction", "/sourceFrame", statement, animal, axes);
        Files.Near([8, 21, 36], Files.Import(
            AlignmentFileFormat.Itk, Content, statement with { SourceFrame = AlignmentFrame.File }, animal, axes)
            .Carry(1, 2, 3));
    }

    [Fact]
    public void A_matrix_has_a_frame_only_where_one_is_said()
    {
        var (lps, ras) = (Files.Axes("zyx").In("LPS"), Files.Axes("zyx").In("RAS"));
        const string content = "0 -1 0 10\n1 0 0 20\n0 0 2 30";
        var statement = Files.PlainMatrix;

        Files.Near([36, 21, 8], Import(statement, lps, ras).Carry(3, 2, 1));
        Files.Near([36, -21, -8], Import(statement with { Frame = AlignmentFrame.Lps }, lps, ras).Carry(3, 2, 1));
        Files.Near([36, -19, -12], Import(statement with { Frame = AlignmentFrame.Ras }, lps, lps).Carry(3, 2, 1));
        Files.Refuses("frame-unknown", "/frame", () =>
            Import(statement with { SourceFrame = AlignmentFrame.Lps }, lps, ras));
        Files.Refuses("frame-contradiction", "/frame", () => Files.Import(
            AlignmentFileFormat.Matrix, content, statement with { Axes = ["i", "j", "k"], Frame = AlignmentFrame.Lps },
            Files.Axes("ijk"), Files.Axes("ijk")));

        CoordinateTransformation Import(
            AlignmentStatement said, EquatableArray<Axis> source, EquatableArray<Axis> target) =>
            Files.Import(AlignmentFileFormat.Matrix, content, said, source, target);
    }

    [Fact]
    public void Units_and_orders_are_those_of_each_end()
    {
        var transformation = Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain, Files.Axes("zyx", "micrometer"), Files.Axes("yxz", "meter"));

        Files.Near([0.021, 0.008, 0.036], transformation.Carry(3000, 2000, 1000), 1e-15);
        Files.Near([0.021, 0.008, 0.036], Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain with { Unit = "micrometer", UnitSize = 1000 },
            Files.Axes("zyx", "micrometer"), Files.Axes("yxz", "meter")).Carry(3000, 2000, 1000), 1e-15);
        Files.Near([36, 21, 8], Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain with { Unit = "index" },
            Files.Axes("zyx", null), Files.Axes("zyx", null)).Carry(3, 2, 1));
    }

    [Fact]
    public void Units_that_are_not_said_or_not_known_are_refused()
    {
        var (axes, pixels) = (Files.Axes("xyz"), Files.Axes("xyz", null));

        Refuses("unit-unknown", "/unit", Files.Plain with { Unit = null }, axes, axes);
        Refuses("unit-unknown", "/unit", Files.Plain with { Unit = "mm" }, axes, axes);
        Refuses("unit-mismatch", "/unit", Files.Plain, pixels, axes);
        Refuses("unit-mismatch", "/unit", Files.Plain, axes, pixels);
        Refuses("unit-mismatch", "/unit", Files.Plain with { Unit = "index" }, axes, axes);
        Refuses("unit-mismatch", "/unit", Files.Plain with { Unit = "second" }, axes, axes);
        Refuses("unit-mismatch", "/unit", Files.Plain, Files.Axes("xyz", "cubit"), axes);
        Refuses("unit-contradiction", "/unitSize", Files.Plain with { UnitSize = -1 }, axes, axes);
        Refuses("unit-contradiction", "/unitSize", Files.Plain with { Unit = "index", UnitSize = 2 }, pixels, pixels);
    }

    [Fact]
    public void The_fixed_image_is_where_the_transform_leads_from()
    {
        var axes = Files.Axes("zyx");

        var backwards = Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain with { Fixed = AlignmentEnd.Target }, axes, axes);

        Files.Near([3, 2, 1], backwards.Carry(36, 21, 8));
        Refuses("alignment-direction-unknown", "/fixed", Files.Plain with { Fixed = null }, axes, axes);
        Refuses("alignment-field-unexpected", "/from", Files.Plain with { From = AlignmentEnd.Source }, axes, axes);
        Files.Refuses("alignment-not-invertible", "/content", () => Files.Import(
            AlignmentFileFormat.Itk,
            Files.Itk("AffineTransform_double_3_3", "1 0 0 0 1 0 1 1 0 0 0 0", "0 0 0"),
            Files.Plain with { Fixed = AlignmentEnd.Target }, axes, axes));
        Assert.Equal(
            new TranslationTransformation([-8, 4, 0]),
            Files.Import(
                AlignmentFileFormat.Itk,
                Files.Itk("TranslationTransform_double_3_3", "0 -4 8"),
                Files.Plain with { Fixed = AlignmentEnd.Target },
                axes,
                axes));
    }

    [Fact]
    public void Axes_of_the_source_alone_are_left_out_and_those_of_both_kept()
    {
        var (source, target) = (Files.Axes("tczyx"), Files.Axes("zyx", "micrometer"));

        Files.Near([36000, 21000, 8000], Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain, source, target).Carry(7, 9, 3, 2, 1));
        Files.Near([9, 36, 21, 8, 7000], Files.Import(
            AlignmentFileFormat.Itk,
            Content,
            Files.Plain,
            source,
            [new Axis("c"), .. Files.Axes("zyx"), new Axis("t", "time", "millisecond")]).Carry(7, 9, 3, 2, 1));

        // A file of two axes says nothing of the third.
        var plane = Files.Itk("TranslationTransform_double_2_2", "1 -2");
        Files.Near([3, 0, 2], Files.Import(
            AlignmentFileFormat.Itk, plane, Files.Plain, Files.Axes("zyx"), Files.Axes("zyx")).Carry(3, 2, 1));
        Refuses("axis-only-in-target", "/axes", Files.Plain, Files.Axes("zyx"), source);
        Refuses("file-axes-mismatch", "/axes", Files.Plain, Files.Axes("yx"), Files.Axes("zyx"));
        Refuses("unit-mismatch", "/axes", Files.Plain, [.. Files.Axes("xyz"), new Axis("t", "time", "second")],
            [.. Files.Axes("xyz"), new Axis("t", "time")]);
        Files.Refuses("frame-contradiction", "/axes", () => Files.Import(
            AlignmentFileFormat.Itk,
            plane,
            Files.Plain,
            [.. Files.Axes("xy"), new Axis("z").Leading("inferior-to-superior")],
            [.. Files.Axes("xy"), new Axis("z").Leading("superior-to-inferior")]));
    }

    [Fact]
    public void Axes_that_are_called_otherwise_are_named_in_the_order_of_the_file()
    {
        var ends = Files.Axes("kji");

        Refuses("file-axes-mismatch", "/axes", Files.Plain, ends, ends);
        Files.Near([36, 21, 8], Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain with { Axes = ["i", "j", "k"] }, ends, ends).Carry(3, 2, 1));
        Files.Near([36, 21, 8], Files.Import(
            AlignmentFileFormat.Itk, Content, Files.Plain with { TargetAxes = ["i", "j", "k"] }, Files.Axes("zyx"), ends)
            .Carry(3, 2, 1));
        Refuses("file-axes-mismatch", "/sourceAxes", Files.Plain with { SourceAxes = ["i", "j", "x"] }, ends, ends);
        Refuses("file-axes-mismatch", "/axes", Files.Plain with { Axes = ["i", "j"] }, ends, ends);

        // A channel is no space axis, whatever its name.
        Refuses("file-axes-mismatch", "/axes", Files.Plain, [new Axis("x", "channel"), .. Files.Axes("yz")], ends);
    }

    private static void Refuses(
        string rule, string pointer, AlignmentStatement statement, EquatableArray<Axis> source, EquatableArray<Axis> target) =>
        Files.Refuses(rule, pointer, () => Files.Import(AlignmentFileFormat.Itk, Content, statement, source, target));
}
