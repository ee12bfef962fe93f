namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>The images of the gallery: one of each kind that the sample image and the story are not.</summary>
internal static class GalleryImages
{
    /// <summary>Those that are in no plate.</summary>
    public static readonly IReadOnlyList<GalleryImage> Alone = [SectionImage.Image, HeadImage.Image, DivisionImage.Image];

    /// <summary>All of them.</summary>
    public static IEnumerable<GalleryImage> All => Alone.Concat(PlateImages.All);
}
