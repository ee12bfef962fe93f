using OmeNgff.Client.Problems;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>Why there is no picture of an image.</summary>
internal static class ThumbnailRefusals
{
    /// <summary>The image has no picture.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="status">409, 422 or 501.</param>
    /// <param name="pointer">Where in the image the reason stands, or empty.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="message">The reason.</param>
    /// <param name="path">The object of the store that it is about, or null.</param>
    public static ProblemException NoPicture(
        string image, int status, string pointer, string rule, string message, string? path = null) =>
        new(new Problem(
            "/problems/no-picture", "No picture of the image", status, $"There is no picture of the image '{image}'. {message}")
        {
            Errors = [new ProblemError(pointer, rule, message) { Path = path }],
        });

    /// <summary>What is amiss with the store or the array of an image: 501 where this server cannot decode it, 422 where it
    /// is larger than a limit, 503 where it may go better later, 409 else.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="refusal">What was met.</param>
    public static ProblemException Of(string image, StoreException refusal)
    {
        return refusal.Rule switch
        {
            StoreRules.StoreUnreadable => Unavailable($"{refusal.Message} ({refusal.Rule})"),
            ArrayRules.CodecLibraryMissing or ArrayRules.CodecUnsupported or ArrayRules.DataTypeUnsupported => Because(501),
            ArrayRules.ChunkTooLarge => Because(422),
            _ => Because(409),
        };

        ProblemException Because(int status) => NoPicture(image, status, "", refusal.Rule, refusal.Message, refusal.Path);
    }

    /// <summary>503: the store fails.</summary>
    public static ProblemException Unavailable(string detail) =>
        new(new Problem("/problems/store", "The store cannot be used", 503, detail));

    /// <summary>503: too many pictures wait to be made.</summary>
    public static ProblemException Busy(int most) => new(new Problem(
        "/problems/busy", "Busy", 503,
        FormattableString.Invariant($"More than {most} pictures wait to be made (limit MaxWaitingThumbnails); ask again.")));
}
