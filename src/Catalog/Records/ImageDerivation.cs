using System.Collections.Immutable;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// What an image group derives from its arrays, for its view and for the index; also the check that they fit together.
/// </summary>
/// <param name="Consolidated">The axes and levels put together.</param>
/// <param name="Extent">The pixel edges of all levels in intrinsic space.</param>
/// <param name="Pyramid">What relates the levels.</param>
/// <param name="Diagnostics">What is amiss: what the import found in the source, what the levels show now, and which
/// alignments were made when the image lay elsewhere.</param>
public sealed record ImageDerivation(
    Multiscale Consolidated, Extent Extent, Pyramid Pyramid, EquatableArray<Diagnostic> Diagnostics)
{
    /// <summary>The image.</summary>
    public required ImageRecord Image { get; init; }

    /// <summary>Its arrays, in the order of its levels.</summary>
    public required ImmutableArray<ArrayRecord> Arrays { get; init; }

    /// <summary>The default versions of the alignments that end at it.</summary>
    public ImmutableArray<AlignmentVersionRecord> Defaults { get; init; } = [];

    /// <summary>The default versions of the alignments that end at the image that it labels.</summary>
    public ImmutableArray<AlignmentVersionRecord> LabelledDefaults { get; init; } = [];

    /// <summary>The size of a pixel of the first level per axis, in the axis' unit; null where the level is more than
    /// scaled and translated.</summary>
    public EquatableArray<double>? VoxelSize =>
        Consolidated.Levels[0].Transformation.AsScaleAndTranslation(Consolidated.Axes.Count)?.Scale;

    /// <summary>Derives from an image and its arrays, alignments left aside.</summary>
    /// <inheritdoc cref="Of(ImageRecord, ImmutableArray{ArrayRecord}, IEnumerable{AlignmentVersionRecord})"/>
    public static ImageDerivation Of(ImageRecord image, ImmutableArray<ArrayRecord> arrays) => Of(image, arrays, []);

    /// <summary>Derives from an image and all that its view depends on.</summary>
    /// <param name="image">The image.</param>
    /// <param name="arrays">Its arrays in the order of its levels.</param>
    /// <param name="defaults">The default versions of the alignments that end at it.</param>
    /// <exception cref="ProblemException">The arrays do not share one set of axes, or a transformation does not fit
    /// them; the pointers lead into the image.</exception>
    public static ImageDerivation Of(
        ImageRecord image, ImmutableArray<ArrayRecord> arrays, IEnumerable<AlignmentVersionRecord> defaults)
    {
        ImmutableArray<AlignmentVersionRecord> versions = [.. defaults];
        try
        {
            var group = image.ToGroup();
            var spatial = arrays.Select(array => array.Spatial).ToList();
            var consolidated = Consolidation.Consolidate(group, spatial);
            CheckGroupTransformations(image, consolidated.Axes.Count);
            var extent = Extent.Of(consolidated, [.. arrays.Select(array => array.Shape)]);
            if (!extent.Min.Concat(extent.Max).All(double.IsFinite))
            {
                throw new NgffException("extent-overflow", "/levels",
                    "The scales and translations lead beyond the range of numbers.");
            }

            var levels = consolidated.Levels
                .Select((level, index) => new PyramidLevel(level.Transformation, arrays[index].Shape)).ToList();
            var diagnostics = DiagnosticsOf(image, consolidated, levels)
                .Concat(DefaultVersions.Diagnose(image, arrays[0], versions)).ToEquatableArray();
            return new ImageDerivation(consolidated, extent, PyramidRecognition.Recognise(levels), diagnostics)
            {
                Image = image,
                Arrays = arrays,
                Defaults = versions,
            };
        }
        catch (NgffException refusal)
        {
            throw ProblemException.Invalid(refusal);
        }
    }

    /// <summary>What the import found, but for what is looked at anew: an edit may have mended it, or broken it.</summary>
    private static IEnumerable<Diagnostic> DiagnosticsOf(
        ImageRecord image, Multiscale consolidated, List<PyramidLevel> levels) =>
        (image.Diagnostics ?? []).Where(diagnostic => !LevelDiagnostics.IsOfLevels(diagnostic.Rule))
            .Concat(LevelDiagnostics.Of(levels, consolidated.Axes, level => $"/levels/{level}"));

    /// <summary>
    /// A transformation of the whole group leads from the image's axes to as many; one between coordinate systems names
    /// both, and fits those that are the image's own.
    /// </summary>
    private static void CheckGroupTransformations(ImageRecord image, int rank)
    {
        var faults = new List<Diagnostic>();
        for (var index = 0; index < image.CoordinateTransformations.Count; index++)
        {
            var transformation = image.CoordinateTransformations[index];
            var pointer = $"/coordinateTransformations/{index}";
            var (input, output) = (transformation.Input, transformation.Output);
            if (input is null != output is null)
            {
                faults.Add(new Diagnostic(
                    "transformation-end-missing", Severity.Error, pointer,
                    "A transformation of an image has both input and output, or neither: then it is applied after "
                    + "those of the levels."));
                continue;
            }

            faults.AddRange(transformation
                .Validate(RankOf(image, rank, input), RankOf(image, rank, output), pointer)
                .Where(fault => fault.Refuses));
        }

        if (faults.Count > 0)
        {
            throw new NgffException(faults.ToEquatableArray());
        }
    }

    /// <summary>The number of axes of one of the image's own coordinate systems; null for another's.</summary>
    private static int? RankOf(ImageRecord image, int rank, CoordinateSystemReference? end)
    {
        var intrinsic = image.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName;
        return end switch
        {
            null => rank,
            { Path: null, Name: { } name } => name == intrinsic
                ? rank
                : image.CoordinateSystems.FirstOrDefault(system => system.Name == name)?.Axes.Count,
            _ => null,
        };
    }
}
