using System.Globalization;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Silo.Demo.Story;

/// <summary>The records of the story beside its images.</summary>
internal static class StoryRecords
{
    /// <summary>The id of the reference space.</summary>
    public const string Reference = "story-reference";

    /// <summary>The id of the viewpoint.</summary>
    public const string Viewpoint = "story";

    /// <summary>The first, rough pose of the confocal image: moved, not turned.</summary>
    public static readonly SamplePose RoughConfocal = SamplePose.Shift(0.5, 4, 1);

    /// <summary>The pose of the confocal image by hand: turned, and a little beside.</summary>
    public static readonly SamplePose ManualConfocal = SamplePose.Of(
        [1, 0, 0, 1], [0, SamplePose.Cos, SamplePose.Sin, 1.25], [0, -SamplePose.Sin, SamplePose.Cos, 4.375]);

    /// <summary>All records.</summary>
    /// <param name="images">The ids of the images by those of the story: <c>em</c>, <c>confocal</c>, <c>lightsheet</c>.
    /// </param>
    public static IEnumerable<CatalogRecord> All(IReadOnlyDictionary<string, string> images) =>
    [
        new SpaceRecord
        {
            Id = Reference,
            Name = "Reference of the story",
            Description = "The space that all images of the synthetic sample are brought to, as an organism's reference "
                + "space would be.",
            Axes = [Oriented("z", "dorsal-to-ventral"), Oriented("y", "anterior-to-posterior"), Oriented("x", "left-to-right")],
            References = ["https://github.com/ome/ngff/issues/102", "https://github.com/ome/ngff/blob/main/rfc/4/index.md"],
            Tags = ["story"],
        },
        .. StoryImages.All.Select(image => new SpaceRecord
        {
            Id = Aligned(image),
            Name = $"{image.Title[7..]}, aligned",
            Description = $"The physical space of the {image.Title[7..]} of the story after its own alignment.",
            Axes = [Axis("z"), Axis("y"), Axis("x")],
            Tags = ["story"],
        }),
        .. StoryImages.All.SelectMany(image => Alignments(image, $"image:{images[image.Id]}")),
        new ViewpointRecord
        {
            Id = Viewpoint,
            Name = "The story",
            Description = "Light-sheet, confocal and EM volume of the same sample, in its reference space.",
            Space = Reference,
            Layers =
            [
                new ViewpointLayer { Image = images[StoryImages.LightSheet.Id] },
                new ViewpointLayer
                {
                    Image = images[StoryImages.Confocal.Id],
                    Pins = [AlignmentVersionRecord.IdOf(ToAligned(StoryImages.Confocal), 2)],
                },
                new ViewpointLayer { Image = images[StoryImages.Em.Id] },
            ],
            Tags = ["story"],
        },
    ];

    /// <summary>The id of an image's aligned space.</summary>
    public static string Aligned(StoryImage image) => $"{image.Id}-aligned";

    /// <summary>The id of the alignment of an image with its aligned space.</summary>
    public static string ToAligned(StoryImage image) => $"{image.Id}-to-aligned";

    private static IEnumerable<CatalogRecord> Alignments(StoryImage image, string source)
    {
        var (aligned, reference) = ($"space:{Aligned(image)}", $"space:{Reference}");
        var best = Version(image.ToAligned, image.LeadingAxes, "beads", "All beads, affine.", 0.03);
        if (image != StoryImages.Confocal)
        {
            return
            [
                .. Alignment(ToAligned(image), source, aligned, 0, best),
                .. Alignment($"{Aligned(image)}-to-reference", aligned, reference, 0,
                    Version(image.AlignedToReference, 0, "vessel", "The fork of the vessel, affine.", 0.05)),
            ];
        }

        return
        [
            .. Alignment(ToAligned(image), source, aligned, 0,
                Version(RoughConfocal, image.LeadingAxes, "stage", "Where the stage stood; not turned.",
                    Distance(RoughConfocal, image)),
                best),
            .. Alignment($"{ToAligned(image)}-manual", source, aligned, 10,
                Version(ManualConfocal, image.LeadingAxes, "by hand", "Turned and moved by hand.",
                    Distance(ManualConfocal, image))),
            .. Alignment($"{Aligned(image)}-to-reference", aligned, reference, 0,
                Version(image.AlignedToReference, 0, "vessel", "The fork of the vessel, and 6.25 % of shrinkage.", 0.05)),
        ];
    }

    private static double Distance(SamplePose pose, StoryImage image) =>
        Math.Round(pose.DistanceTo(image.ToAligned, image.Corners()), 3);

    /// <summary>An alignment with its versions, of which the last is the default.</summary>
    private static IEnumerable<CatalogRecord> Alignment(
        string id, string source, string target, double rank, params AlignmentVersionRecord[] versions) =>
    [
        new AlignmentRecord
        {
            Id = id,
            Name = id.Replace('-', ' '),
            Source = source,
            Target = target,
            Rank = rank,
            DefaultVersion = versions.Length,
            LastVersion = versions.Length,
            Tags = ["story"],
        },
        .. versions.Select((version, index) => version with
        {
            Id = AlignmentVersionRecord.IdOf(id, index + 1),
            Alignment = id,
            Number = index + 1,
            Source = source,
            Target = target,
        }),
    ];

    private static AlignmentVersionRecord Version(
        SamplePose pose, int leadingAxes, string method, string comment, double distance) => new()
        {
            CoordinateTransformation = pose.ToAffine(leadingAxes),
            Status = AlignmentStatus.Published,
            Comment = comment,
            Quality = RawJson.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"rmsMicrometer":{{distance}}}""")),
            Provenance = new Provenance { Method = method, Software = "OmeNgff.Silo.Demo.Story", Author = "the demo" },
        };

    private static Axis Axis(string name) => new(name, "space", "micrometer");

    private static Axis Oriented(string name, string direction) => Axis(name) with
    {
        Other = RawJson.Parse($$$"""{"orientation":{"type":"anatomical","value":"{{{direction}}}"}}"""),
    };
}
