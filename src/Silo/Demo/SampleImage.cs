using System.Globalization;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Demo;

/// <summary>
/// Writes a small, complete OME-Zarr 0.5 image, so that there is something to look at before any data is at hand: two
/// channels of a synthetic tissue with a label image of its nuclei, three levels each.
/// </summary>
internal static class SampleImage
{
    /// <summary>The name of the image's folder.</summary>
    public const string Name = "nuclei.zarr";

    private const int ChunkZ = 8, ChunkXY = 128;

    /// <summary>
    /// Writes <c>nuclei.zarr</c> into a folder, which is made where it does not exist. The image appears there whole or
    /// not at all; one that is already there is left as it is.
    /// </summary>
    /// <param name="folder">The folder to write into.</param>
    /// <param name="progress">Told the part that is done, 0 to 1; or null.</param>
    /// <param name="ct">Stops the writing and removes what was written.</param>
    /// <returns>The image's path.</returns>
    /// <exception cref="IOException">Something else has the name, or the folder cannot be written.</exception>
    public static async Task<string> Write(string folder, IProgress<double>? progress, CancellationToken ct)
    {
        var target = Path.Combine(Path.GetFullPath(folder), Name);
        var files = Arrays()
            .SelectMany(array => array.Layout.Places().Select(array.Layout.Key).Append(array.Layout.DocumentName)
                .Select(file => Path.Combine(array.Name, file)))
            .Append("zarr.json").ToList();
        await WholeFolder.Make(target, files, temporary => WriteAll(temporary, progress, ct), ct);
        progress?.Report(1);
        return target;
    }

    private static void WriteAll(string root, IProgress<double>? progress, CancellationToken ct)
    {
        var volume = new SampleVolume(ct);
        var arrays = Arrays().ToList();
        for (var i = 0; i < arrays.Count; i++)
        {
            progress?.Report((i + 3.0) / (arrays.Count + 3));
            var (name, factor, layout) = arrays[i];
            int[] shape = [SampleVolume.Depth, SampleVolume.Height, SampleVolume.Width];
            var values = layout.Shape.Length == 3
                ? SamplePyramid.First([.. volume.Labels], shape, [1, factor, factor])
                : SamplePyramid.Mean([.. volume.Image], [2, .. shape], [1, 1, factor, factor]);
            SampleArray.Write(Path.Combine(root, name), layout, values, ct);
        }

        // Groups come last, the image's own at the very end: who looks earlier finds no image.
        SampleArray.WriteGroup(Path.Combine(root, "labels", "nuclei"), SampleDocuments.LabelImage(volume.Count));
        SampleArray.WriteGroup(Path.Combine(root, "labels"), SampleDocuments.Labels());
        SampleArray.WriteGroup(root, SampleDocuments.Image());
    }

    private static IEnumerable<(string Name, int Factor, SampleLayout Layout)> Arrays()
    {
        for (var level = 0; level < SampleDocuments.Factors.Length; level++)
        {
            var factor = SampleDocuments.Factors[level];
            int[] shape = [SampleVolume.Depth, SampleVolume.Height / factor, SampleVolume.Width / factor];
            int[] chunk = [ChunkZ, Math.Min(ChunkXY, shape[1]), Math.Min(ChunkXY, shape[2])];
            var name = level.ToString(CultureInfo.InvariantCulture);
            yield return (name, factor, Layout([2, .. shape], [1, .. chunk], ["c", "z", "y", "x"]));
            yield return ($"labels/nuclei/{name}", factor, Layout(shape, chunk, ["z", "y", "x"]));
        }
    }

    private static SampleLayout Layout(int[] shape, int[] chunk, string[] dimensions) =>
        new() { Shape = shape, Chunk = chunk, Dimensions = dimensions, Type = ElementType.UInt16 };
}
