using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Silo.Viewers;

/// <summary>Checks which hierarchy a request means.</summary>
public static class ViewRoots
{
    /// <summary>Refuses an OME version that is not written.</summary>
    /// <exception cref="ProblemException">400, naming the versions that are.</exception>
    public static void Check(ViewRoot root)
    {
        if (!OmeVersions.TryParse(root.Ome, out var version) || !version.IsWritten())
        {
            var written = string.Join(", ", OmeVersions.Written.Select(known => known.Text()));
            throw ProblemException.Invalid("/ome", "ome-version-unknown", $"ome must be one of {written}.");
        }
    }
}
