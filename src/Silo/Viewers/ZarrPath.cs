using System.Diagnostics.CodeAnalysis;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;

namespace OmeNgff.Silo.Viewers;

/// <summary>A path below <c>/zarr/</c>, taken apart: <c>{ome}/[distributed/]{image}.zarr/{key}</c>.</summary>
/// <param name="Root">The OME version and layout.</param>
/// <param name="Image">The image's id.</param>
/// <param name="Key">The Zarr key; empty for the bare root, which is no resource.</param>
public sealed record ZarrPath(ViewRoot Root, string Image, string Key)
{
    private const string Ending = ".zarr";

    /// <summary>Takes a path apart. Repeated slashes count as one, as some clients join paths carelessly.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out ZarrPath? result)
    {
        result = null;
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var distributed = segments.Length > 1 && segments[1] == "distributed";
        var image = distributed ? 2 : 1;
        if (segments.Length <= image
            || !segments[image].EndsWith(Ending, StringComparison.Ordinal)
            || !RecordId.IsValid(segments[image][..^Ending.Length]))
        {
            return false;
        }

        result = new ZarrPath(
            new ViewRoot(segments[0], distributed),
            segments[image][..^Ending.Length],
            string.Join('/', segments[(image + 1)..]));
        return true;
    }
}
