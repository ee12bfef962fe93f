using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;

namespace OmeNgff.Grains.Spaces;

/// <summary>The way from an image to a space that it is published in.</summary>
/// <param name="Key">What decides it: two with the same key publish alike.</param>
/// <param name="Placement">What it does to the image.</param>
/// <param name="Warning">What whoever reads the image there should know, or null.</param>
public sealed record WayToSpace(string Key, SpacePlacement Placement, string? Warning)
{
    /// <summary>True when the way begins at an image with these axes.</summary>
    public bool Fits(EquatableArray<Axis> axes) => Placement.Map.FromAxes == axes;
}

/// <summary>
/// Finds ways from images to spaces, and keeps them until something changes that may change a path: reading many keys of an
/// image in a space searches once.
/// </summary>
public sealed class WaysToSpaces(PathResolution resolution, CurrentSpaces spaces, FeedTail feed)
{
    private const int Kept = 10_000;

    private readonly BoundedCache<(string Image, ViewPlace Place), Found> _found = new(Kept / 2);

    /// <summary>The way of an image to a place.</summary>
    /// <exception cref="ProblemException">There is none, or the place cannot be used.</exception>
    public async Task<WayToSpace> Find(string image, ViewPlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (await feed.CatchUp(cancellationToken) || !spaces.IsRead)
        {
            await spaces.CatchUp(cancellationToken);
        }

        var revision = spaces.Revision;
        var found = await _found.Get((image, place), async _ => await Search(image, place, revision, cancellationToken));
        if (found!.Revision != revision && place.At is null)
        {
            found = await Search(image, place, revision, cancellationToken);
            _found.Put((image, place), found);
        }

        var way = found.Way ?? throw new ProblemException(found.Refusal!);
        return place.At is null || place.Pins.IsEmpty
            ? way
            : way with { Warning = await resolution.WarnOfRetracted(place.Pins, cancellationToken) };
    }

    private async Task<Found> Search(
        string image, ViewPlace place, long revision, CancellationToken cancellationToken)
    {
        try
        {
            var path = await resolution.Resolve(
                new PathRequest($"image:{image}", $"space:{place.Space}") { Pins = place.Pins, AsOf = place.At },
                cancellationToken);
            return new Found(revision, new WayToSpace(
                $"{place.Space}\n{path.Map.Text}",
                new SpacePlacement(place.Space, path.Map),
                await resolution.WarnOfRetracted(place.Pins, cancellationToken)));
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 404 && place.At is null)
        {
            // Clients probe for many keys, and to say what both ends reach takes longer than to find a path.
            return new Found(revision, null, refusal.Problem);
        }
    }

    private sealed record Found(long Revision, WayToSpace? Way, Problem? Refusal = null);
}
