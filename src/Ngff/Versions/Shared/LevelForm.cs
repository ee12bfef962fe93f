using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// The form that 0.6 demands of a level: a scale, an identity, or a sequence of a scale and a translation. What has the
/// form stays as it is, to the last bit; the rest is brought into it.
/// </summary>
internal static class LevelForm
{
    /// <exception cref="NgffException"><c>transformation-not-in-version</c>.</exception>
    public static CoordinateTransformation Of(CoordinateTransformation transformation, int rank, LevelPlace level)
    {
        if (transformation is ScaleTransformation or IdentityTransformation
            or SequenceTransformation { Transformations: [ScaleTransformation, TranslationTransformation] })
        {
            return transformation;
        }

        if (transformation.AsScaleAndTranslation(rank) is not var (scale, translation))
        {
            throw Rules.TransformationNotInVersion.Refusal(
                $"/levels/{level.Index}",
                $"A level is scaled and translated in every OME version; that of \"{level.Path}\" is a {transformation.Type}.");
        }

        CoordinateTransformation form = translation.AsSpan().ContainsAnyExcept(0.0)
            ? new SequenceTransformation([new ScaleTransformation(scale), new TranslationTransformation(translation)])
            : scale.AsSpan().ContainsAnyExcept(1.0) ? new ScaleTransformation(scale) : new IdentityTransformation();
        return form with { Name = transformation.Name, Other = transformation.Other };
    }
}
