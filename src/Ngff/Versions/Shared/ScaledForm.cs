using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// The form that 0.4 and 0.5 demand: a scale, and perhaps a translation after it. What has the form stays as it is, to
/// the last bit; the rest is brought into it.
/// </summary>
internal static class ScaledForm
{
    /// <exception cref="NgffException"><c>transformation-not-in-version</c>.</exception>
    public static EquatableArray<CoordinateTransformation> OfLevel(
        CoordinateTransformation transformation, int rank, OmeVersion version, LevelPlace level)
    {
        switch (transformation)
        {
            case ScaleTransformation:
                return [transformation];
            case SequenceTransformation { Transformations: [ScaleTransformation first, TranslationTransformation] } sequence
                when (sequence.Name is null || first.Name is null) && (sequence.Other is null || first.Other is null):
                // A sequence's name has no other place here.
                return sequence is { Name: null, Other: null }
                    ? sequence.Transformations
                    : [
                        first with { Name = sequence.Name ?? first.Name, Other = sequence.Other ?? first.Other },
                        sequence.Transformations[1],
                    ];
            default:
                return Parts(transformation, rank) ?? throw NotInVersion(
                    version, $"/levels/{level.Index}", $"the transformation of level \"{level.Path}\", a {transformation.Type}");
        }
    }

    /// <exception cref="NgffException"><c>transformation-not-in-version</c>.</exception>
    public static EquatableArray<CoordinateTransformation> OfGroup(
        EquatableArray<CoordinateTransformation> parts, int rank, OmeVersion version, string pointer)
    {
        if (parts is [ScaleTransformation] or [ScaleTransformation, TranslationTransformation])
        {
            return parts;
        }

        var whole = new SequenceTransformation(parts);
        return whole.IsIdentity() ? [] : Parts(whole, rank) ?? throw NotInVersion(
            version, pointer, "the transformation of the whole group");
    }

    private static EquatableArray<CoordinateTransformation>? Parts(CoordinateTransformation transformation, int rank)
    {
        if (transformation is TranslationTransformation or SequenceTransformation { Transformations: [TranslationTransformation] })
        {
            var only = transformation is SequenceTransformation sequence ? sequence.Transformations[0] : transformation;
            return [new ScaleTransformation(Enumerable.Repeat(1.0, rank).ToEquatableArray()), only];
        }

        // What is multiplied together leaves no place for the names of its parts.
        if (HasNamedParts(transformation) || transformation.AsScaleAndTranslation(rank) is not var (scale, translation))
        {
            return null;
        }

        var first = new ScaleTransformation(scale) { Name = transformation.Name, Other = transformation.Other };
        return translation.AsSpan().ContainsAnyExcept(0.0)
            ? [first, new TranslationTransformation(translation)]
            : [first];
    }

    private static bool HasNamedParts(CoordinateTransformation transformation) =>
        transformation is SequenceTransformation { Transformations: var parts }
        && parts.Any(part => part.Name is not null || part.Other is not null || HasNamedParts(part));

    private static NgffException NotInVersion(OmeVersion version, string pointer, string what) =>
        Rules.TransformationNotInVersion.Refusal(
            pointer, $"OME {version.Text()} knows only a scale and a translation, not {what}; 0.6 may say it.");
}
