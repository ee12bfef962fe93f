using System.Diagnostics.CodeAnalysis;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Viewers;

/// <summary>A path below <c>/zarr/</c>, taken apart: <c>{ome}/[distributed/]{image}.zarr/{key}</c>, or in a space
/// <c>{ome}/in/{space}/[pin/{alignment}@{version}/]…[at/{time}/]{image}.zarr/{key}</c>, or
/// <c>{ome}/collections/{collection}.zarr/{key}</c>.</summary>
/// <param name="Root">The OME version, layout and space.</param>
/// <param name="Id">The id of the image or collection.</param>
/// <param name="Key">The Zarr key; empty for the bare root, which is no resource.</param>
public sealed record ZarrPath(ViewRoot Root, string Id, string Key)
{
    private const string Ending = ".zarr";

    /// <summary>True for a collection's hierarchy, false for an image's.</summary>
    public bool IsCollection { get; private init; }

    /// <summary>
    /// Takes a path apart. Repeated slashes count as one, as some clients join paths carelessly; one at the end stays, as
    /// it makes a folder of the key, which is none.
    /// </summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out ZarrPath? result)
    {
        result = null;
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var distributed = segments.Length > 1 && segments[1] == "distributed";
        var isCollection = segments.Length > 1 && segments[1] == "collections";
        var image = distributed || isCollection ? 2 : 1;
        ViewPlace? place = null;
        if (!distributed && segments is [_, "in", var space, ..] && RecordId.IsValid(space)
            && !TryParsePlace(space, segments, out place, out image))
        {
            return false;
        }

        if (segments.Length <= image
            || !segments[image].EndsWith(Ending, StringComparison.Ordinal)
            || !RecordId.IsValid(segments[image][..^Ending.Length]))
        {
            return false;
        }

        result = new ZarrPath(
            new ViewRoot(segments[0], distributed) { Place = place },
            segments[image][..^Ending.Length],
            KeyOf(path, segments[(image + 1)..]))
        {
            IsCollection = isCollection,
        };
        return true;
    }

    private static string KeyOf(string path, string[] segments) =>
        string.Join('/', segments) + (segments.Length > 0 && path.EndsWith('/') ? "/" : "");

    private static bool TryParsePlace(
        string space, string[] segments, [NotNullWhen(true)] out ViewPlace? place, out int image)
    {
        place = null;
        image = 3;
        var pins = new List<string>();
        for (; segments.Length > image + 1 && segments[image] == "pin"; image += 2)
        {
            pins.Add(segments[image + 1]);
        }

        DateTimeOffset? at = null;
        if (segments.Length > image + 1 && segments[image] == "at")
        {
            if (!Moments.TryParse(segments[image + 1], out var time))
            {
                return false;
            }

            at = time;
            image += 2;
        }

        place = new ViewPlace(space, pins.ToEquatableArray(), at);
        return true;
    }
}
