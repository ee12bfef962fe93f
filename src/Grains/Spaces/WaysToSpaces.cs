using OmeNgff.Client.Grains;
using OmeNgff.Ngff.Images;

namespace OmeNgff.Grains.Spaces;

/// <summary>The way from an image to a space that it is published in.</summary>
/// <param name="Key">What decides it: two with the same key publish alike.</param>
/// <param name="Placement">What it does to the image.</param>
/// <param name="Warning">What whoever reads the image there should know, or null.</param>
public sealed record WayToSpace(string Key, SpacePlacement Placement, string? Warning);

/// <summary>
/// Finds ways from images to spaces, and keeps them until something changes that may change a path: reading many keys of an
/// image in a space searches once.
/// </summary>
public sealed class WaysToSpaces(PathResolution resolution, CurrentSpaces spaces)
{
    private const int Kept = 10_000;

    private readonly BoundedCache<(string Image, ViewPlace Place), Found> _found = new(Kept / 2);

    /// <summary>The way of an image to a place.</summary>
    /// <exception cref="Client.Problems.ProblemException">There is none, or the place cannot be used.</exception>
    public async Task<WayToSpace> Find(string image, ViewPlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        var revision = spaces.Revision;
        var found = await _found.Get((image, place), async _ =>
            new Found(revision, await Search(image, place, cancellationToken)));
        if (found!.Revision == revision || place.At is not null)
        {
            return found.Way;
        }

        var way = await Search(image, place, cancellationToken);
        _found.Put((image, place), new Found(revision, way));
        return way;
    }

    private async Task<WayToSpace> Search(string image, ViewPlace place, CancellationToken cancellationToken)
    {
        var path = await resolution.Resolve(
            new PathRequest($"image:{image}", $"space:{place.Space}") { Pins = place.Pins, AsOf = place.At },
            cancellationToken);
        var retracted = path.Diagnostics.Where(diagnostic => diagnostic.Rule == PathResolution.VersionRetracted)
            .Select(diagnostic => diagnostic.Message);
        return new WayToSpace(
            $"{place.Space}\n{path.Map.Text}",
            new SpacePlacement(place.Space, path.Map),
            string.Join(' ', retracted) is { Length: > 0 } warning ? warning : null);
    }

    private sealed record Found(long Revision, WayToSpace Way);
}
