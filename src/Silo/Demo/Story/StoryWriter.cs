namespace OmeNgff.Silo.Demo.Story;

/// <summary>Renders the images of the story and writes them as OME-Zarr 0.5.</summary>
internal static class StoryWriter
{
    private const ulong Seed = 8_000;

    /// <summary>
    /// Writes the images into a folder, which is made where it does not exist. Each appears there whole or not at all; one
    /// that is already there is left as it is.
    /// </summary>
    /// <param name="folder">The folder to write into.</param>
    /// <param name="ct">Stops the writing and removes what was written of the image at hand.</param>
    /// <exception cref="IOException">Something else has the name, or the folder cannot be written.</exception>
    public static async Task Write(string folder, CancellationToken ct)
    {
        var sample = new Lazy<StorySample>();
        foreach (var image in StoryImages.All)
        {
            var files = image.Levels()
                .SelectMany(level => SampleArray.ChunkKeys(level.Shape, level.Chunk).Append("zarr.json")
                    .Select(file => Path.Combine(level.Path, file)))
                .Append("zarr.json").ToList();
            await WholeFolder.Make(
                Path.Combine(Path.GetFullPath(folder), image.Folder),
                files,
                temporary => Write(temporary, image, Render(image, sample.Value, ct), ct),
                ct);
        }
    }

    /// <summary>The voxels of the finest level: (channel), z, y, x.</summary>
    internal static ushort[] Render(StoryImage image, StorySample sample, CancellationToken ct)
    {
        var (depth, height, width) = (image.Shape[0], image.Shape[1], image.Shape[2]);
        var size = depth * height * width;
        var voxels = new ushort[image.Channels.Length * size];
        var highest = image.DataType == "uint8" ? byte.MaxValue : ushort.MaxValue;
        Parallel.For(0, depth, new ParallelOptions { CancellationToken = ct }, z =>
        {
            var random = new SampleRandom(Seed + (ulong)z);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var place = image.ToReference(z, y, x);
                    var matter = sample.At(place.Z, place.Y, place.X);
                    for (var channel = 0; channel < image.Channels.Length; channel++)
                    {
                        var value = image.Channels[channel].Value(matter) + (image.Noise * random.Bell());
                        voxels[(channel * size) + (((z * height) + y) * width) + x] =
                            (ushort)Math.Clamp(value, 0, highest);
                    }
                }
            }
        });
        return voxels;
    }

    private static void Write(string root, StoryImage image, ushort[] voxels, CancellationToken ct)
    {
        foreach (var (path, factors, shape, chunk) in image.Levels())
        {
            SampleArray.Write(
                Path.Combine(root, path), shape, chunk, Mean(image, voxels, factors), image.DataType, ct);
        }

        // The group comes last: who looks earlier finds no image.
        SampleArray.WriteGroup(root, StoryDocuments.Image(image));
    }

    /// <summary>Each voxel the mean of those that it covers, rounded down.</summary>
    private static ushort[] Mean(StoryImage image, ushort[] source, int[] factors)
    {
        var (height, width) = (image.Shape[1] / factors[1], image.Shape[2] / factors[2]);
        var planes = image.Channels.Length * image.Shape[0] / factors[0];
        var result = new ushort[planes * height * width];
        for (var i = 0; i < result.Length; i++)
        {
            var (plane, y, x) = (i / (height * width), i / width % height, i % width);
            var sum = 0L;
            for (var dz = 0; dz < factors[0]; dz++)
            {
                for (var dy = 0; dy < factors[1]; dy++)
                {
                    var row = ((((plane * factors[0]) + dz) * image.Shape[1]) + (y * factors[1]) + dy) * image.Shape[2];
                    for (var dx = 0; dx < factors[2]; dx++)
                    {
                        sum += source[row + (x * factors[2]) + dx];
                    }
                }
            }

            result[i] = (ushort)(sum / (factors[0] * factors[1] * factors[2]));
        }

        return result;
    }
}
