using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Rules about what came with a version, and so are in force in none before it.</summary>
internal static class RuleSets
{
    /// <summary>What came with 0.4: objects for axes, transformations, series, indices of wells.</summary>
    public static readonly Rule[] Since04 =
    [
        Rules.AxesSpaceCount, Rules.AxesTimeCount, Rules.AxesOtherCount, Rules.AxesNotZyx, Rules.AxisTypeMissing,
        Rules.AxisUnitMissing, Rules.AxisUnitUnknown, Rules.AxisMemberInvalid, Rules.OrientationInvalid,
        Rules.OrientationNotSpace, Rules.OrientationRepeated, Rules.ScaleMissing, Rules.ScaleDuplicate,
        Rules.TranslationDuplicate, Rules.TranslationBeforeScale, Rules.GroupScaleMissing,
        Rules.TransformationTypeUnexpected, Rules.PlateWellIndexMissing, Rules.PlateWellIndexMismatch, Rules.SeriesLayout,
        Rules.SeriesInvalid, Rules.SeriesImageMissing, Rules.SeriesMismatch, Rules.SeriesXmlMissing,
    ];

    /// <summary>What came with 0.5: one version for the whole document, names of dimensions.</summary>
    public static readonly Rule[] Since05 = [Rules.VersionMissing, Rules.DimensionNamesMismatch];

    /// <summary>What came with 0.6: coordinate systems, more transformations, scenes.</summary>
    public static readonly Rule[] Since06 =
    [
        Rules.CoordinateSystemsMissing, Rules.CoordinateSystemNameMissing, Rules.CoordinateSystemNameDuplicate,
        Rules.CoordinateSystemsDisconnected, Rules.LevelTransformationCount, Rules.LevelTransformationForm,
        Rules.LevelInputMismatch, Rules.LevelOutputMissing, Rules.LevelOutputsDiffer, Rules.LevelEndSuperfluous,
        Rules.TransformationEndMissing, Rules.TransformationEndUnknown, Rules.TransformationNotIntrinsic,
        Rules.LabelLinkForm, Rules.VectorAxis, Rules.SceneInvalid, Rules.SceneReference, Rules.SceneNested,
        Rules.DevelopmentForm, Rules.DevelopmentFormUnreadable,
    ];

    /// <summary>What ended with 0.5: transformations in the lists that only scale and translate.</summary>
    public static readonly Rule[] Until05 =
    [
        Rules.ScaleDuplicate, Rules.TranslationDuplicate, Rules.TranslationBeforeScale, Rules.GroupScaleMissing,
        Rules.TransformationTypeUnexpected,
    ];

    /// <summary>Rules that are not in force.</summary>
    public static IEnumerable<(Rule Rule, Severity? Severity)> Off(this IEnumerable<Rule> rules) =>
        rules.Select(rule => (rule, (Severity?)null));

    /// <summary>Rules that are in force as they are declared.</summary>
    public static IEnumerable<(Rule Rule, Severity? Severity)> On(this IEnumerable<Rule> rules) =>
        rules.Select(rule => (rule, (Severity?)rule.Severity));
}
