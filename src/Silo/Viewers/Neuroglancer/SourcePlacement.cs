using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Neuroglancer;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Silo.Viewers.Neuroglancer;

/// <summary>The way from a source to the space that a state shows.</summary>
/// <param name="Way">From physical positions, as the source says them now, to points of the space.</param>
/// <param name="Target">The axes of the space.</param>
/// <param name="Warning">What whoever looks should know, or null.</param>
internal sealed record SourcePlacement(Matrix Way, EquatableArray<Axis> Target, string? Warning)
{
    /// <summary>The rule of a way that is more than affine.</summary>
    internal const string WayNotAffine = "viewer-way-not-affine";

    /// <summary>The rule of a time at which an image had another first level.</summary>
    internal const string LevelReplaced = "viewer-level-replaced";

    /// <summary>The source in its own space.</summary>
    internal static SourcePlacement Own(PublishedSource source) => new(
        Matrix.Create(source.Space.Rank, source.Space.Rank + 1, (row, column) => row == column ? 1 : 0), source.Axes, null);

    /// <summary>The source in another space.</summary>
    /// <param name="resolution">Finds the way.</param>
    /// <param name="source">The source.</param>
    /// <param name="place">The space (an id, or a reference to any space), the pins and the time.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ProblemException">There is no way, or it is none that Neuroglancer can show.</exception>
    internal static async Task<SourcePlacement> Find(
        PathResolution resolution, PublishedSource source, ViewPlace place, CancellationToken cancellationToken)
    {
        var to = place.Space.Contains(':', StringComparison.Ordinal) ? place.Space : $"space:{place.Space}";
        var path = await resolution.Resolve(
            new PathRequest($"image:{source.Image.Id}", to) { Pins = place.Pins, AsOf = place.At }, cancellationToken);
        if (path.Map.Matrix is not { } matrix || matrix.Columns != source.Space.Rank + 1)
        {
            throw Refusal(source, WayNotAffine,
                $"The way from the image '{source.Image.Id}' to '{to}' is no affine transformation, and Neuroglancer shows "
                + "no other.");
        }

        var level = path.FromImage!.Levels[0];
        if (place.At is not null && level.Array != source.Image.Levels[0].Array)
        {
            throw Refusal(source, LevelReplaced,
                $"The image '{source.Image.Id}' had another first level then, and only that of now is served.");
        }

        return new SourcePlacement(
            ThenToNow(source.Space, level.Transformation).Then(matrix), path.Map.ToAxes,
            await resolution.WarnOfRetracted(place.Pins, cancellationToken));
    }

    /// <summary>From physical positions as the source says them to those that the path begins at: of the past, they may have
    /// been others. Exactly the identity where they are the same.</summary>
    private static Matrix ThenToNow(SourceSpace source, CoordinateTransformation level)
    {
        var matrix = level.ToMatrix(source.Rank)
            ?? throw new NgffException(WayNotAffine, "", "The first level is not placed by an affine transformation.");
        return Matrix.Create(source.Rank, source.Rank + 1, (row, column) => column < source.Rank
            ? matrix[row, column] / source.Scale[column]
            : matrix[row, column] - Enumerable.Range(0, source.Rank)
                .Sum(axis => matrix[row, axis] / source.Scale[axis] * source.Translation[axis]));
    }

    private static ProblemException Refusal(PublishedSource source, string rule, string message) =>
        PublishedSource.NotShown($"Neuroglancer cannot show the image '{source.Image.Id}' there.",
            [new ProblemError("/space", rule, message)]);
}
