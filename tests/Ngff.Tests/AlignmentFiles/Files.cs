using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

/// <summary>Files, what is said of them, and axes to import them between.</summary>
internal static class Files
{
    /// <summary>A transform file of ITK with one transform.</summary>
    public static string Itk(string kind, string parameters, string fixedParameters = "") =>
        $"#Insight Transform File V1.0\n#Transform 0\nTransform: {kind}\nParameters: {parameters}\n"
        + $"FixedParameters: {fixedParameters}\n";

    /// <summary>A transform parameter file of elastix.</summary>
    public static string Elastix(
        string kind, int rank, string parameters, string? centre = null, string more = "", string? initial = null) =>
        $"""
        (Transform "{kind}")
        (NumberOfParameters {parameters.Split(' ').Length})
        (TransformParameters {parameters})
        (InitialTransformParameterFileName "{initial ?? "NoInitialTransform"}")
        (HowToCombineTransforms "Compose")

        // Image specific
        (FixedImageDimension {rank})
        (MovingImageDimension {rank})
        {(centre is null ? "" : $"(CenterOfRotationPoint {centre}) // in millimetres (mm)")}
        {more}
        """;

    /// <summary>A document of BigDataViewer with one view, whose voxels have sides of 2, 2 and 5 micrometers.</summary>
    public static string BigDataViewer(params ReadOnlySpan<string> affines) =>
        SpimData("µm", "2.0 2.0 5.0", View(0, 0, affines));

    /// <summary>A document of BigDataViewer with these registrations.</summary>
    public static string SpimData(string unit, string voxel, string views) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <SpimData version="0.2">
          <BasePath type="relative">.</BasePath>
          <SequenceDescription>
            <ViewSetups>
              <ViewSetup><id>0</id><size>8 9 10</size><voxelSize><unit>{unit}</unit><size>{voxel}</size></voxelSize></ViewSetup>
              <ViewSetup><id>1</id><voxelSize><unit>mm</unit><size>1 1 1</size></voxelSize></ViewSetup>
            </ViewSetups>
          </SequenceDescription>
          <ViewRegistrations>{views}</ViewRegistrations>
        </SpimData>
        """;

    /// <summary>The registration of a view.</summary>
    public static string View(int setup, int timepoint, params ReadOnlySpan<string> affines)
    {
        var transforms = "";
        foreach (var affine in affines)
        {
            transforms += $"""<ViewTransform type="affine"><Name>one</Name><affine>{affine}</affine></ViewTransform>""";
        }

        return $"""<ViewRegistration timepoint="{timepoint}" setup="{setup}">{transforms}</ViewRegistration>""";
    }

    /// <summary>Space axes of these names, one letter each, and others by their usual names.</summary>
    public static EquatableArray<Axis> Axes(string names, string? unit = "millimeter") => names.Select(name => name switch
    {
        'c' => new Axis("c", "channel"),
        't' => new Axis("t", "time", "second"),
        _ => new Axis(name.ToString(), "space", unit),
    }).ToEquatableArray();

    /// <summary>The axes with the orientations of a frame.</summary>
    public static EquatableArray<Axis> In(this EquatableArray<Axis> axes, string frame)
    {
        string[] values = frame == "LPS"
            ? ["right-to-left", "anterior-to-posterior", "inferior-to-superior"]
            : ["left-to-right", "posterior-to-anterior", "inferior-to-superior"];
        return axes.Select(axis => axis.Type == "space" ? axis.Leading(values["xyz".IndexOf(axis.Name[0])]) : axis)
            .ToEquatableArray();
    }

    /// <summary>The axis with an orientation.</summary>
    public static Axis Leading(this Axis axis, string value) => axis with
    {
        Other = RawJson.Parse($$"""{"orientation": {"type": "anatomical", "value": "{{value}}"} }"""),
    };

    /// <summary>What is said of a file of ITK or elastix in the simplest case: millimeters, from the source, both ends as
    /// in the file.</summary>
    public static AlignmentStatement Plain { get; } = new()
    {
        Unit = "millimeter",
        Fixed = AlignmentEnd.Source,
        SourceFrame = AlignmentFrame.File,
        TargetFrame = AlignmentFrame.File,
    };

    /// <summary>What is said of a matrix in the simplest case.</summary>
    public static AlignmentStatement PlainMatrix { get; } = new()
    {
        Unit = "millimeter",
        From = AlignmentEnd.Source,
        Axes = ["x", "y", "z"],
    };

    /// <summary>Imports a file.</summary>
    public static CoordinateTransformation Import(
        AlignmentFileFormat format,
        string content,
        AlignmentStatement statement,
        EquatableArray<Axis> source,
        EquatableArray<Axis> target,
        AlignmentFilePart? part = null) =>
        AlignmentFileReader.Read(format, content, part ?? new AlignmentFilePart())
            .ToTransformation(statement, source, target);

    /// <summary>Where a point goes.</summary>
    public static double[] Carry(this CoordinateTransformation transformation, params double[] point)
    {
        var result = new double[transformation.OutputRank(point.Length)!.Value];
        transformation.ApplyTo(point, result);
        return result;
    }

    /// <summary>Asserts where a point goes in the file's own axes, x y z or x y.</summary>
    public static void Carries(AlignmentFileFormat format, string content, double[] point, double[] expected)
    {
        var axes = Axes("xyz"[..point.Length]);
        Near(expected, Import(format, content, Plain, axes, axes).Carry(point));
    }

    /// <summary>Asserts that two points are the same but for rounding.</summary>
    public static void Near(double[] expected, double[] actual, double tolerance = 1e-9)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), both => Assert.Equal(
            both.First, both.Second, tolerance * Math.Max(1, Math.Abs(both.First))));
    }

    /// <summary>Asserts a refusal with one reason.</summary>
    public static Diagnostic Refuses(string rule, string pointer, Func<object?> action)
    {
        var refusal = Assert.Single(Assert.Throws<NgffException>(action).Diagnostics);
        Assert.Equal((rule, pointer), (refusal.Rule, refusal.Pointer));
        Assert.True(Rules.TryGet(rule, out _));
        return refusal;
    }
}
