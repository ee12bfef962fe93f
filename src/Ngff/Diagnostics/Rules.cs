using System.Diagnostics.CodeAnalysis;

namespace OmeNgff.Ngff.Diagnostics;

/// <summary>Every rule, declared once. Sections are those of the OME-NGFF 0.4 and 0.5 texts.</summary>
public static class Rules
{
    private const string AxesSection = "\"axes\" metadata";
    private const string TransformationsSection = "\"coordinateTransformations\" metadata";
    private const string MultiscalesSection = "\"multiscales\" metadata";
    private const string LabelsSection = "\"labels\" metadata";
    private const string CatalogSection = "OmeNgff: the distributed layout";
    private const string ZarrSection = "Zarr v2, Zarr v3: array metadata";
    private const string PublishingSection = "OmeNgff: one Zarr format said in the other";

    private static readonly Dictionary<string, Rule> ById = new(StringComparer.Ordinal);

    // Versions and JSON.
    internal static readonly Rule VersionMissing = Error("version-missing", "0.5 OME-Zarr metadata: \"version\"");
    internal static readonly Rule MultiscaleVersionMissing = Warning("multiscale-version-missing", MultiscalesSection);
    internal static readonly Rule VersionInexact = Warning("version-inexact", MultiscalesSection);
    internal static readonly Rule VersionUnsupported = Refusal("version-unsupported", "Version history");
    internal static readonly Rule VersionZarrFormat = Refusal("version-zarr-format", "Storage format");
    internal static readonly Rule JsonType = Refusal("json-type", "JSON schemas");
    internal static readonly Rule JsonNotUnicode = Refusal("json-not-unicode", "RFC 8259, section 8.2");
    internal static readonly Rule MemberNotKept = Warning("member-not-kept", "JSON schemas");

    // Axes.
    internal static readonly Rule AxesMissing = Refusal("axes-missing", MultiscalesSection);
    internal static readonly Rule AxisNameMissing = Refusal("axis-name-missing", AxesSection);
    internal static readonly Rule AxisNameDuplicate = Refusal("axis-name-duplicate", AxesSection);
    internal static readonly Rule AxesCount = Error("axes-count", MultiscalesSection);
    internal static readonly Rule AxesSpaceCount = Error("axes-space-count", MultiscalesSection);
    internal static readonly Rule AxesTimeCount = Error("axes-time-count", MultiscalesSection);
    internal static readonly Rule AxesOtherCount = Error("axes-other-count", MultiscalesSection);
    internal static readonly Rule AxesOrder = Error("axes-order", MultiscalesSection);
    internal static readonly Rule AxisTypeMissing = Warning("axis-type-missing", AxesSection);
    internal static readonly Rule AxisUnitUnknown = Warning("axis-unit-unknown", AxesSection);
    internal static readonly Rule AxesDisagree = Refusal("axes-disagree", MultiscalesSection);

    // Levels and their transformations.
    internal static readonly Rule MultiscalesEmpty = Refusal("multiscales-empty", MultiscalesSection);
    internal static readonly Rule DatasetsMissing = Refusal("datasets-missing", MultiscalesSection);
    internal static readonly Rule LevelPathMissing = Refusal("level-path-missing", MultiscalesSection);
    internal static readonly Rule LevelPathInvalid = Refusal("level-path-invalid", MultiscalesSection);
    internal static readonly Rule LevelDuplicate = Refusal("level-duplicate", MultiscalesSection);
    internal static readonly Rule ScaleMissing = Refusal("scale-missing", MultiscalesSection);
    internal static readonly Rule ScaleDuplicate = Refusal("scale-duplicate", MultiscalesSection);
    internal static readonly Rule TranslationDuplicate = Refusal("translation-duplicate", MultiscalesSection);
    internal static readonly Rule TranslationBeforeScale = Refusal("translation-before-scale", MultiscalesSection);
    internal static readonly Rule GroupScaleMissing = Error("group-scale-missing", MultiscalesSection);
    internal static readonly Rule TransformationTypeUnknown =
        Refusal("transformation-type-unknown", TransformationsSection);
    internal static readonly Rule TransformationTypeUnexpected =
        Error("transformation-type-unexpected", MultiscalesSection);
    internal static readonly Rule TransformationRankMismatch =
        Refusal("transformation-rank-mismatch", TransformationsSection);
    internal static readonly Rule TransformationEmpty = Refusal("transformation-empty", TransformationsSection);
    internal static readonly Rule TransformationNotFinite =
        Refusal("transformation-not-finite", TransformationsSection);
    internal static readonly Rule TransformationOverflow = Refusal("transformation-overflow", TransformationsSection);
    internal static readonly Rule ScaleNotPositive = Refusal("scale-not-positive", TransformationsSection);

    // Rendering settings and labels.
    internal static readonly Rule OmeroIncomplete = Error("omero-incomplete", "\"omero\" metadata");
    internal static readonly Rule LabelsInvalid = Error("labels-invalid", LabelsSection);
    internal static readonly Rule ImageLabelInvalid = Error("image-label-invalid", LabelsSection);
    internal static readonly Rule ImageLabelColorsMissing = Warning("image-label-colors-missing", LabelsSection);
    internal static readonly Rule ImageLabelVersionMissing = Warning("image-label-version-missing", LabelsSection);

    // A group together with its arrays.
    internal static readonly Rule LevelMissing = Refusal("level-missing", MultiscalesSection);
    internal static readonly Rule AxesRankMismatch = Refusal("axes-rank-mismatch", MultiscalesSection);
    internal static readonly Rule DimensionNamesMismatch =
        Error("dimension-names-mismatch", "0.5 \"multiscales\" metadata");
    internal static readonly Rule LevelDataTypeMismatch = Error("level-data-type-mismatch", MultiscalesSection);
    internal static readonly Rule LevelOrder = Error("level-order", MultiscalesSection);
    internal static readonly Rule LevelZarrFormat = Error("level-zarr-format", "Storage format");
    internal static readonly Rule GroupCopyStale = Warning("group-copy-stale", CatalogSection);
    internal static readonly Rule ArraySpatialIncomplete = Warning("array-spatial-incomplete", CatalogSection);
    internal static readonly Rule LayoutDistributed = Info("layout-distributed", CatalogSection);

    // Zarr arrays.
    internal static readonly Rule ZarrFormat = Refusal("zarr-format", ZarrSection);
    internal static readonly Rule ZarrMemberMissing = Refusal("zarr-member-missing", ZarrSection);
    internal static readonly Rule ZarrMemberInvalid = Refusal("zarr-member-invalid", ZarrSection);
    internal static readonly Rule ChunkGridUnsupported = Refusal("chunk-grid-unsupported", ZarrSection);
    internal static readonly Rule ChunkKeyEncodingUnsupported =
        Refusal("chunk-key-encoding-unsupported", ZarrSection);
    internal static readonly Rule FiltersNotInV3 = Refusal("filters-not-in-v3", PublishingSection);
    internal static readonly Rule CodecNotInV3 = Refusal("codec-not-in-v3", PublishingSection);
    internal static readonly Rule DataTypeNotInV3 = Refusal("data-type-not-in-v3", PublishingSection);
    internal static readonly Rule FillValueNotInV3 = Refusal("fill-value-not-in-v3", PublishingSection);
    internal static readonly Rule ShardingNotInV2 = Refusal("sharding-not-in-v2", PublishingSection);
    internal static readonly Rule CodecNotInV2 = Refusal("codec-not-in-v2", PublishingSection);
    internal static readonly Rule DataTypeNotInV2 = Refusal("data-type-not-in-v2", PublishingSection);
    internal static readonly Rule FillValueNotInV2 = Refusal("fill-value-not-in-v2", PublishingSection);
    internal static readonly Rule ExtensionNotInV2 = Refusal("extension-not-in-v2", PublishingSection);

    // Images in a version.
    internal static readonly Rule CoordinateSystemsNotInVersion =
        Refusal("coordinate-systems-not-in-version", "0.6 \"coordinateSystems\" metadata");

    /// <summary>The rules, in the order of their ids.</summary>
    public static EquatableArray<Rule> All { get; } =
        ById.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal).ToEquatableArray();

    /// <summary>The rule with an id.</summary>
    public static bool TryGet(string id, [NotNullWhen(true)] out Rule? rule) => ById.TryGetValue(id, out rule);

    private static Rule Refusal(string id, string section) => Declare(id, Severity.Error, refuses: true, section);

    private static Rule Error(string id, string section) => Declare(id, Severity.Error, refuses: false, section);

    private static Rule Warning(string id, string section) => Declare(id, Severity.Warning, refuses: false, section);

    private static Rule Info(string id, string section) => Declare(id, Severity.Info, refuses: false, section);

    private static Rule Declare(string id, Severity severity, bool refuses, string section)
    {
        var rule = new Rule(id, severity, refuses, section);
        ById.Add(id, rule);
        return rule;
    }
}
