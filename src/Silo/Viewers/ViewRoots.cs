using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Versions;
using OmeNgff.Silo.Transforms;

namespace OmeNgff.Silo.Viewers;

/// <summary>Checks which hierarchy a request means.</summary>
public static class ViewRoots
{
    private const string SpacePrefix = "space:";

    /// <summary>Refuses an OME version that is not written.</summary>
    /// <exception cref="ProblemException">400, naming the versions that are.</exception>
    public static void Check(ViewRoot root)
    {
        if (!IsWritten(root))
        {
            var written = string.Join(", ", OmeVersions.Written.Select(known => known.Text()));
            throw ProblemException.Invalid("/ome", "ome-version-unknown", $"ome must be one of {written}.");
        }
    }

    /// <summary>True for an OME version that is written.</summary>
    internal static bool IsWritten(ViewRoot root) =>
        OmeVersions.TryParse(root.Ome, out var version) && version.IsWritten();

    /// <summary>The space that a query names (<c>space</c>, as an id or a reference; <c>pin</c>, <c>asOf</c>), or null for
    /// the image's own.</summary>
    /// <exception cref="ProblemException">400: pins or a time without a space, or no time at all.</exception>
    public static ViewPlace? Place(HttpRequest request)
    {
        var (pins, asOf) = (TransformQuery.Pins(request), TransformQuery.AsOf(request));
        return request.Query["space"].FirstOrDefault() is { Length: > 0 } space
            ? new ViewPlace(
                space.StartsWith(SpacePrefix, StringComparison.Ordinal) ? space[SpacePrefix.Length..] : space, pins, asOf)
            : pins.IsEmpty && asOf is null
                ? null
                : throw ProblemException.Invalid(
                    "/space", "space-missing", "Pins and a time lead to a space: say space= which.");
    }
}
