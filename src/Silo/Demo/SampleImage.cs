using System.Globalization;

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
            .SelectMany(array => SampleArray.ChunkKeys(array.Shape, ChunkShape(array.Shape)).Append("zarr.json")
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
            var (name, factor, shape) = arrays[i];
            var values = IsLabel(shape) ? Stride(volume.Labels, factor) : Mean(volume.Image, factor);
            SampleArray.Write(Path.Combine(root, name), shape, ChunkShape(shape), values, "uint16", ct);
        }

        // Groups come last, the image's own at the very end: who looks earlier finds no image.
        SampleArray.WriteGroup(Path.Combine(root, "labels", "nuclei"), SampleDocuments.LabelImage(volume.Count));
        SampleArray.WriteGroup(Path.Combine(root, "labels"), SampleDocuments.Labels());
        SampleArray.WriteGroup(root, SampleDocuments.Image());
    }

    private static IEnumerable<(string Name, int Factor, int[] Shape)> Arrays()
    {
        for (var level = 0; level < SampleDocuments.Factors.Length; level++)
        {
            var factor = SampleDocuments.Factors[level];
            int[] shape = [SampleVolume.Depth, SampleVolume.Height / factor, SampleVolume.Width / factor];
            var name = level.ToString(CultureInfo.InvariantCulture);
            yield return (name, factor, [2, .. shape]);
            yield return ($"labels/nuclei/{name}", factor, shape);
        }
    }

    private static bool IsLabel(int[] shape) => shape.Length == 3;

    /// <summary>Each voxel the mean of <paramref name="factor"/> × <paramref name="factor"/> in y and x.</summary>
    private static ushort[] Mean(ushort[] source, int factor)
    {
        var (height, width) = (SampleVolume.Height / factor, SampleVolume.Width / factor);
        var (result, count) = (new ushort[source.Length / (factor * factor)], (uint)(factor * factor));
        for (var i = 0; i < result.Length; i++)
        {
            var (plane, y, x) = (i / (height * width), i / width % height, i % width);
            var sum = count / 2;
            for (var j = 0; j < count; j++)
            {
                var row = (((plane * height) + y) * factor) + (j / factor);
                sum += source[(row * SampleVolume.Width) + (x * factor) + (j % factor)];
            }

            result[i] = (ushort)(sum / count);
        }

        return result;
    }

    /// <summary>Every <paramref name="factor"/>th voxel in y and x: labels have no mean.</summary>
    private static ushort[] Stride(ushort[] source, int factor)
    {
        var width = SampleVolume.Width / factor;
        var result = new ushort[source.Length / (factor * factor)];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = source[(i / width * factor * SampleVolume.Width) + (i % width * factor)];
        }

        return result;
    }

    private static int[] ChunkShape(int[] shape)
    {
        int[] chunk = [ChunkZ, Math.Min(ChunkXY, shape[^2]), Math.Min(ChunkXY, shape[^1])];
        return IsLabel(shape) ? chunk : [1, .. chunk];
    }
}
