namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>Writes the images of the gallery as OME-Zarr.</summary>
internal static class GalleryWriter
{
    /// <summary>
    /// Writes the images into a folder, which is made where it does not exist. Each image, and the plate, appears there
    /// whole or not at all; what is already there is left as it is.
    /// </summary>
    /// <param name="folder">The folder to write into.</param>
    /// <param name="ct">Stops the writing and removes what was written of the image at hand.</param>
    /// <exception cref="IOException">Something else has the name, or the folder cannot be written.</exception>
    public static async Task Write(string folder, CancellationToken ct)
    {
        foreach (var image in GalleryImages.Alone)
        {
            await Make(folder, image.Folder, [image], root => WriteImage(root, image, ct), ct);
        }

        await Make(folder, PlateImages.Folder, PlateImages.All, root =>
        {
            foreach (var image in PlateImages.All)
            {
                WriteImage(Path.Combine(root, Path.GetRelativePath(PlateImages.Folder, image.Folder)), image, ct);
            }

            foreach (var row in PlateImages.Rows)
            {
                foreach (var column in PlateImages.Columns)
                {
                    SampleArray.WriteGroup(Path.Combine(root, row, column), GalleryDocuments.Well(PlateImages.Fields));
                }

                SampleArray.WriteGroup(Path.Combine(root, row), []);
            }

            SampleArray.WriteGroup(
                root,
                GalleryDocuments.Plate(PlateImages.Name, PlateImages.Rows, PlateImages.Columns, PlateImages.Fields));
        }, ct);
    }

    /// <summary>The documents of all arrays show that all is there: it came there at once.</summary>
    private static Task Make(
        string folder, string name, IReadOnlyList<GalleryImage> images, Action<string> write, CancellationToken ct) =>
        WholeFolder.Make(
            Path.Combine(Path.GetFullPath(folder), name),
            [
                .. images.SelectMany(image => image.Factors.Select((_, level) => Path.Combine(
                    Path.GetRelativePath(name, image.Folder),
                    GalleryImage.PathOf(level),
                    image.Layout(level).DocumentName))),
            ],
            write,
            ct);

    private static void WriteImage(string root, GalleryImage image, CancellationToken ct)
    {
        var finest = image.Render(ct);
        for (var level = 0; level < image.Factors.Length; level++)
        {
            SampleArray.Write(
                Path.Combine(root, GalleryImage.PathOf(level)),
                image.Layout(level),
                SamplePyramid.Mean(finest, image.Shape, image.Factors[level]),
                ct);
        }

        // The group comes last: who looks earlier finds no image.
        SampleArray.WriteGroup(root, GalleryDocuments.Image(image), image.ZarrFormat);
    }
}
