using OmeNgff.Zarr.Arrays;

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
                .SelectMany(level => level.Layout.Places().Select(level.Layout.Key).Append(level.Layout.DocumentName)
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
        var highest = image.Type == ElementType.UInt8 ? byte.MaxValue : ushort.MaxValue;
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
        var (finest, source) = (image.Levels().First().Layout.Shape, Array.ConvertAll(voxels, voxel => (int)voxel));
        foreach (var (path, factors, layout) in image.Levels())
        {
            int[] all = [.. Enumerable.Repeat(1, image.LeadingAxes), .. factors];
            SampleArray.Write(Path.Combine(root, path), layout, SamplePyramid.Mean(source, finest, all), ct);
        }

        // The group comes last: who looks earlier finds no image.
        SampleArray.WriteGroup(root, StoryDocuments.Image(image));
    }
}
