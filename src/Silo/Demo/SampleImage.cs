using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

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
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

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
        if (!IsThere(target))
        {
            Directory.CreateDirectory(folder);
            var temporary = Path.Combine(Path.GetFullPath(folder), $".{Name}.{Guid.NewGuid():N}.tmp");
            try
            {
                await Task.Run(() => WriteAll(temporary, progress, ct), ct);
                Publish(temporary, target);
            }
            finally
            {
                if (Directory.Exists(temporary))
                {
                    Directory.Delete(temporary, recursive: true);
                }
            }
        }

        progress?.Report(1);
        return target;
    }

    /// <summary>True when the whole image is there, false when nothing is.</summary>
    private static bool IsThere(string target)
    {
        if (!Path.Exists(target))
        {
            return false;
        }

        foreach (var (name, _, shape) in Arrays())
        {
            var files = ChunkKeys(shape).Append("zarr.json");
            if (files.Any(file => new FileInfo(Path.Combine(target, name, file)) is not { Exists: true, Length: > 0 }))
            {
                throw Occupied(target);
            }
        }

        return File.Exists(Path.Combine(target, "zarr.json")) ? true : throw Occupied(target);
    }

    private static IOException Occupied(string target) =>
        new($"'{target}' exists and is not the whole sample image. Move it away, or name another folder.");

    private static void Publish(string temporary, string target)
    {
        try
        {
            Directory.Move(temporary, target);
        }
        catch (IOException) when (IsThere(target))
        {
            // Another process was faster; its image is the same.
        }
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
            WriteArray(Path.Combine(root, name), shape, values, ct);
        }

        // Groups come last, the image's own at the very end: who looks earlier finds no image.
        WriteGroup(Path.Combine(root, "labels", "nuclei"), SampleDocuments.LabelImage(volume.Count));
        WriteGroup(Path.Combine(root, "labels"), SampleDocuments.Labels());
        WriteGroup(root, SampleDocuments.Image());
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

    private static IEnumerable<string> ChunkKeys(int[] shape)
    {
        var chunk = ChunkShape(shape);
        IEnumerable<string> keys = ["c"];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var count = shape[axis] / chunk[axis];
            keys = keys.SelectMany(
                key => Enumerable.Range(0, count).Select(index => FormattableString.Invariant($"{key}/{index}")));
        }

        return keys;
    }

    private static void WriteArray(string folder, int[] shape, ushort[] values, CancellationToken ct)
    {
        var chunk = ChunkShape(shape);
        foreach (var key in ChunkKeys(shape))
        {
            ct.ThrowIfCancellationRequested();
            var at = key.Split('/').Skip(1).Select(index => int.Parse(index, CultureInfo.InvariantCulture)).ToArray();
            var file = Path.Combine(folder, key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var gzip = new GZipStream(File.Create(file), CompressionLevel.Optimal);
            WriteChunk(gzip, values, shape, chunk, IsLabel(shape) ? [0, .. at] : at);
        }

        WriteDocument(folder, SampleDocuments.Array(shape, chunk));
    }

    private static void WriteChunk(Stream stream, ushort[] values, int[] shape, int[] chunk, int[] at)
    {
        var row = new byte[chunk[^1] * sizeof(ushort)];
        for (var z = 0; z < chunk[^3]; z++)
        {
            for (var y = 0; y < chunk[^2]; y++)
            {
                var plane = (at[0] * shape[^3]) + (at[1] * chunk[^3]) + z;
                var start = (((plane * shape[^2]) + (at[2] * chunk[^2]) + y) * shape[^1]) + (at[3] * chunk[^1]);
                for (var x = 0; x < chunk[^1]; x++)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(x * sizeof(ushort)), values[start + x]);
                }

                stream.Write(row);
            }
        }
    }

    private static void WriteGroup(string folder, JsonObject attributes) => WriteDocument(
        folder, new() { ["zarr_format"] = 3, ["node_type"] = "group", ["attributes"] = attributes });

    private static void WriteDocument(string folder, JsonObject document) =>
        File.WriteAllText(Path.Combine(folder, "zarr.json"), document.ToJsonString(Indented));
}
