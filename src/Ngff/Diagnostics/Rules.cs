using System.Diagnostics.CodeAnalysis;

namespace OmeNgff.Ngff.Diagnostics;

/// <summary>Every rule, declared once. Sections are those of the OME-NGFF texts; which rules are
/// in force in a version, and how grave they are there, is in the table of that version.</summary>
public static class Rules
{
    private const string AxesSection = "\"axes\" metadata";
    private const string TransformationsSection = "\"coordinateTransformations\" metadata";
    private const string MultiscalesSection = "\"multiscales\" metadata";
    private const string SystemsSection = "\"coordinateSystems\" metadata";
    private const string PlateSection = "\"plate\" metadata";
    private const string WellSection = "\"well\" metadata";
    private const string SeriesSection = "\"bioformats2raw.layout\" metadata";
    private const string SceneSection = "\"scene\" metadata";
    private const string OrientationSection = "RFC-4: axis orientation";
    private const string SayingSection = "OmeNgff: one version said in another";
    private const string DerivationSection = "OmeNgff: levels defined by factors";
    private const string CatalogLimits = "OmeNgff: limits";
    private const string LabelsSection = "\"labels\" metadata";
    private const string CatalogSection = "OmeNgff: the distributed layout";
    private const string ZarrSection = "Zarr v2, Zarr v3: array metadata";
    private const string AlignmentFilesSection = "OmeNgff: alignments from files";
    private const string ViewersSection = "OmeNgff: images in Neuroglancer";
    private const string PublishingSection = "OmeNgff: one Zarr format said in the other";

    private static readonly Dictionary<string, Rule> ById = new(StringComparer.Ordinal);

    // Versions and JSON.
    internal static readonly Rule VersionMissing = Error("version-missing", "OME-Zarr metadata");
    internal static readonly Rule MultiscaleVersionMissing = Warning("multiscale-version-missing", MultiscalesSection);
    internal static readonly Rule VersionInexact = Warning("version-inexact", MultiscalesSection);
    internal static readonly Rule VersionUnsupported = Refusal("version-unsupported", "Version history");
    internal static readonly Rule VersionZarrFormat = Refusal("version-zarr-format", "Storage format");
    internal static readonly Rule VersionInconsistent = Error("version-inconsistent", "OME-Zarr metadata");
    internal static readonly Rule DevelopmentForm = Info("development-form-converted", "0.6 version history");
    internal static readonly Rule DevelopmentFormUnreadable =
        Refusal("development-form-unreadable", "0.6 version history");
    internal static readonly Rule OmeMetadataMissing = Error("ome-metadata-missing", "OME-Zarr metadata");
    internal static readonly Rule JsonType = Refusal("json-type", "JSON schemas");
    internal static readonly Rule JsonInvalid = Refusal("json-invalid", "RFC 8259");
    internal static readonly Rule JsonTruncated = Refusal("json-truncated", "RFC 8259");
    internal static readonly Rule JsonTooDeep = Refusal("json-too-deep", CatalogLimits);
    internal static readonly Rule JsonNotUnicode = Refusal("json-not-unicode", "RFC 8259, section 8.2");
    internal static readonly Rule MemberNotKept = Warning("member-not-kept", "JSON schemas");
    internal static readonly Rule ItemsRepeated = Error("items-repeated", "JSON schemas");

    // Axes and coordinate systems.
    internal static readonly Rule AxesMissing = Refusal("axes-missing", MultiscalesSection);
    internal static readonly Rule AxisNameMissing = Refusal("axis-name-missing", AxesSection);
    internal static readonly Rule AxisNameDuplicate = Refusal("axis-name-duplicate", AxesSection);
    internal static readonly Rule AxisNameUnknown = Error("axis-name-unknown", MultiscalesSection);
    internal static readonly Rule AxesCount = Error("axes-count", MultiscalesSection);
    internal static readonly Rule AxesSpaceCount = Error("axes-space-count", MultiscalesSection);
    internal static readonly Rule AxesTimeCount = Error("axes-time-count", MultiscalesSection);
    internal static readonly Rule AxesOtherCount = Error("axes-other-count", MultiscalesSection);
    internal static readonly Rule AxesOrder = Error("axes-order", MultiscalesSection);
    internal static readonly Rule AxesNotZyx = Warning("axes-not-zyx", MultiscalesSection);
    internal static readonly Rule AxisTypeMissing = Warning("axis-type-missing", AxesSection);
    internal static readonly Rule AxisUnitMissing = Warning("axis-unit-missing", AxesSection);
    internal static readonly Rule AxisUnitUnknown = Warning("axis-unit-unknown", AxesSection);
    internal static readonly Rule AxisMemberInvalid = Error("axis-member-invalid", AxesSection);
    internal static readonly Rule AxesDisagree = Refusal("axes-disagree", MultiscalesSection);
    internal static readonly Rule OrientationInvalid = Warning("orientation-invalid", OrientationSection);
    internal static readonly Rule OrientationNotSpace = Warning("orientation-not-space", OrientationSection);
    internal static readonly Rule OrientationRepeated = Warning("orientation-repeated", OrientationSection);
    internal static readonly Rule CoordinateSystemsMissing = Refusal("coordinate-systems-missing", SystemsSection);
    internal static readonly Rule CoordinateSystemNameMissing =
        Refusal("coordinate-system-name-missing", SystemsSection);
    internal static readonly Rule CoordinateSystemNameDuplicate =
        Refusal("coordinate-system-name-duplicate", SystemsSection);
    internal static readonly Rule CoordinateSystemsDisconnected =
        Error("coordinate-systems-disconnected", TransformationsSection);

    // Levels and their transformations.
    internal static readonly Rule MultiscalesEmpty = Refusal("multiscales-empty", MultiscalesSection);
    internal static readonly Rule MultiscaleNameMissing = Warning("multiscale-name-missing", MultiscalesSection);
    internal static readonly Rule MultiscaleTypeMissing = Warning("multiscale-type-missing", MultiscalesSection);
    internal static readonly Rule MultiscaleMetadataMissing =
        Warning("multiscale-metadata-missing", MultiscalesSection);
    internal static readonly Rule DatasetsMissing = Refusal("datasets-missing", MultiscalesSection);
    internal static readonly Rule LevelPathMissing = Refusal("level-path-missing", MultiscalesSection);
    internal static readonly Rule LevelPathInvalid = Refusal("level-path-invalid", MultiscalesSection);
    internal static readonly Rule LevelDuplicate = Refusal("level-duplicate", MultiscalesSection);
    internal static readonly Rule LevelTransformationCount =
        Refusal("level-transformation-count", MultiscalesSection);
    internal static readonly Rule LevelTransformationForm = Error("level-transformation-form", MultiscalesSection);
    internal static readonly Rule LevelInputMismatch = Error("level-input-mismatch", MultiscalesSection);
    internal static readonly Rule LevelOutputMissing = Refusal("level-output-missing", MultiscalesSection);
    internal static readonly Rule LevelOutputsDiffer = Refusal("level-outputs-differ", MultiscalesSection);
    internal static readonly Rule LevelEndSuperfluous = Warning("level-end-superfluous", MultiscalesSection);
    internal static readonly Rule ScaleMissing = Refusal("scale-missing", MultiscalesSection);
    internal static readonly Rule ScaleDuplicate = Refusal("scale-duplicate", MultiscalesSection);
    internal static readonly Rule ScaleInferred = Info("scale-inferred", MultiscalesSection);
    internal static readonly Rule TranslationDuplicate = Refusal("translation-duplicate", MultiscalesSection);
    internal static readonly Rule TranslationBeforeScale = Refusal("translation-before-scale", MultiscalesSection);
    internal static readonly Rule GroupScaleMissing = Error("group-scale-missing", MultiscalesSection);
    internal static readonly Rule TransformationEndMissing = Refusal("transformation-end-missing", TransformationsSection);
    internal static readonly Rule TransformationEndUnknown = Error("transformation-end-unknown", TransformationsSection);
    internal static readonly Rule TransformationNotIntrinsic =
        Error("transformation-not-intrinsic", MultiscalesSection);
    internal static readonly Rule LabelLinkForm = Error("label-link-form", MultiscalesSection);
    internal static readonly Rule ReferenceEmpty = Refusal("reference-empty", TransformationsSection);
    internal static readonly Rule TransformationTypeUnknown =
        Refusal("transformation-type-unknown", TransformationsSection);
    internal static readonly Rule TransformationTypeUnexpected =
        Error("transformation-type-unexpected", MultiscalesSection);
    internal static readonly Rule TransformationParametersMissing =
        Refusal("transformation-parameters-missing", TransformationsSection);
    internal static readonly Rule TransformationParametersAmbiguous =
        Refusal("transformation-parameters-ambiguous", TransformationsSection);
    internal static readonly Rule TransformationRankMismatch =
        Refusal("transformation-rank-mismatch", TransformationsSection);
    internal static readonly Rule TransformationEmpty = Refusal("transformation-empty", TransformationsSection);
    internal static readonly Rule TransformationTooLong = Refusal("transformation-too-long", CatalogLimits);
    internal static readonly Rule TransformationTooDeep = Refusal("transformation-too-deep", CatalogLimits);
    internal static readonly Rule TransformationNotFinite =
        Refusal("transformation-not-finite", TransformationsSection);
    internal static readonly Rule TransformationOverflow = Refusal("transformation-overflow", TransformationsSection);
    internal static readonly Rule TransformationNeedsArray =
        Refusal("transformation-needs-array", TransformationsSection);
    internal static readonly Rule AxisIndexInvalid = Refusal("axis-index-invalid", TransformationsSection);
    internal static readonly Rule ScaleZero = Refusal("scale-zero", "scale");
    internal static readonly Rule ScaleNegative = Warning("scale-negative", "scale");
    internal static readonly Rule MapAxisNotPermutation = Refusal("map-axis-not-permutation", "mapAxis");
    internal static readonly Rule RotationNotOrthonormal = Error("rotation-not-orthonormal", "rotation");
    internal static readonly Rule ByDimensionOutputs = Refusal("by-dimension-outputs", "byDimension");
    internal static readonly Rule InterpolationUnknown =
        Error("interpolation-unknown", "coordinates and displacements");
    internal static readonly Rule VectorAxis = Error("vector-axis-invalid", "coordinates and displacements");

    // Rendering settings and labels.
    internal static readonly Rule OmeroIncomplete = Error("omero-incomplete", "\"omero\" metadata");
    internal static readonly Rule LabelsInvalid = Error("labels-invalid", LabelsSection);
    internal static readonly Rule ImageLabelInvalid = Error("image-label-invalid", LabelsSection);
    internal static readonly Rule ImageLabelColorsMissing = Warning("image-label-colors-missing", LabelsSection);
    internal static readonly Rule ImageLabelVersionMissing = Warning("image-label-version-missing", LabelsSection);
    internal static readonly Rule ImageLabelWithoutImage = Error("image-label-without-image", LabelsSection);
    internal static readonly Rule LabelMissing = Error("label-missing", LabelsSection);
    internal static readonly Rule LabelUnlisted = Warning("label-unlisted", LabelsSection);
    internal static readonly Rule LabelLevelsMismatch = Error("label-levels-mismatch", LabelsSection);
    internal static readonly Rule LabelDataType = Error("label-data-type", LabelsSection);
    internal static readonly Rule LabelSourceMissing = Error("label-source-missing", LabelsSection);

    // Plates, wells, series and scenes.
    internal static readonly Rule PlateMemberMissing = Error("plate-member-missing", PlateSection);
    internal static readonly Rule PlateMemberInvalid = Error("plate-member-invalid", PlateSection);
    internal static readonly Rule PlateNameMissing = Warning("plate-name-missing", PlateSection);
    internal static readonly Rule PlateFieldCountMissing = Warning("plate-field-count-missing", PlateSection);
    internal static readonly Rule PlateVersionMissing = Warning("plate-version-missing", PlateSection);
    internal static readonly Rule PlateLineName = Error("plate-line-name-invalid", PlateSection);
    internal static readonly Rule PlateLineDuplicate = Error("plate-line-duplicate", PlateSection);
    internal static readonly Rule PlateLineCase = Warning("plate-line-case", PlateSection);
    internal static readonly Rule AcquisitionInvalid = Error("acquisition-invalid", PlateSection);
    internal static readonly Rule AcquisitionIncomplete = Warning("acquisition-incomplete", PlateSection);
    internal static readonly Rule PlateWellInvalid = Error("plate-well-invalid", PlateSection);
    internal static readonly Rule PlateWellDuplicate = Error("plate-well-duplicate", PlateSection);
    internal static readonly Rule PlateWellIndexMissing = Error("plate-well-index-missing", PlateSection);
    internal static readonly Rule PlateWellIndexMismatch = Error("plate-well-index-mismatch", PlateSection);
    internal static readonly Rule WellMemberMissing = Error("well-member-missing", WellSection);
    internal static readonly Rule WellMemberInvalid = Error("well-member-invalid", WellSection);
    internal static readonly Rule WellVersionMissing = Warning("well-version-missing", WellSection);
    internal static readonly Rule WellPathInvalid = Error("well-path-invalid", WellSection);
    internal static readonly Rule WellPathDuplicate = Error("well-path-duplicate", WellSection);
    internal static readonly Rule WellAcquisitionMissing = Error("well-acquisition-missing", WellSection);
    internal static readonly Rule WellAcquisitionUnknown = Error("well-acquisition-unknown", WellSection);
    internal static readonly Rule WellMissing = Error("well-missing", PlateSection);
    internal static readonly Rule WellImageMissing = Error("well-image-missing", WellSection);
    internal static readonly Rule SeriesLayout = Error("series-layout-invalid", SeriesSection);
    internal static readonly Rule SeriesInvalid = Error("series-invalid", SeriesSection);
    internal static readonly Rule SeriesImageMissing = Error("series-image-missing", SeriesSection);
    internal static readonly Rule SeriesMismatch = Error("series-mismatch", SeriesSection);
    internal static readonly Rule SeriesXmlMissing = Warning("series-xml-missing", SeriesSection);
    internal static readonly Rule SceneInvalid = Error("scene-invalid", SceneSection);
    internal static readonly Rule SceneReference = Error("scene-reference-invalid", SceneSection);
    internal static readonly Rule SceneNested = Error("scene-nested", SceneSection);

    // A group together with its arrays.
    internal static readonly Rule LevelMissing = Refusal("level-missing", MultiscalesSection);
    internal static readonly Rule AxesRankMismatch = Refusal("axes-rank-mismatch", MultiscalesSection);
    internal static readonly Rule DimensionNamesMismatch = Error("dimension-names-mismatch", AxesSection);
    internal static readonly Rule ArrayDimensionsMismatch = Error("array-dimensions-mismatch", MultiscalesSection);
    internal static readonly Rule LevelDataTypeMismatch = Error("level-data-type-mismatch", MultiscalesSection);
    internal static readonly Rule LevelOrder = Error("level-order", MultiscalesSection);
    internal static readonly Rule LevelZarrFormat = Error("level-zarr-format", "Storage format");
    internal static readonly Rule LevelMisaligned = Warning("level-misaligned", MultiscalesSection);
    internal static readonly Rule LevelHalfPixel = Warning("level-half-pixel", MultiscalesSection);
    internal static readonly Rule LevelShapeMismatch = Warning("level-shape-mismatch", MultiscalesSection);
    internal static readonly Rule GroupCopyStale = Warning("group-copy-stale", CatalogSection);
    internal static readonly Rule ArraySpatialIncomplete = Warning("array-spatial-incomplete", CatalogSection);
    internal static readonly Rule LayoutDistributed = Info("layout-distributed", CatalogSection);

    // Levels that are defined by factors.
    internal static readonly Rule DerivationRankMismatch = Refusal("derivation-rank-mismatch", DerivationSection);
    internal static readonly Rule DerivationFactor = Refusal("derivation-factor-invalid", DerivationSection);

    // A hierarchy.
    internal static readonly Rule HierarchyHole = Warning("hierarchy-hole", "Storage format");
    internal static readonly Rule ConsolidatedInvalid = Warning("consolidated-invalid", ZarrSection);
    internal static readonly Rule ConsolidatedStale = Warning("zarr-consolidated-stale", ZarrSection);

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

    // Images in Neuroglancer.
    internal static readonly Rule ViewerUnitUnknown = Refusal("viewer-unit-unknown", ViewersSection);
    internal static readonly Rule ViewerSourceNotScaled = Refusal("viewer-source-not-scaled", ViewersSection);
    internal static readonly Rule ViewerWayFlattens = Refusal("viewer-way-flattens", ViewersSection);
    internal static readonly Rule ViewerCodec = Refusal("viewer-codec", ViewersSection);
    internal static readonly Rule ViewerDataType = Refusal("viewer-data-type", ViewersSection);

    // Alignments from files of other programs.
    internal static readonly Rule AlignmentFileInvalid = Refusal("alignment-file-invalid", AlignmentFilesSection);
    internal static readonly Rule AlignmentFileUnsupported =
        Refusal("alignment-file-unsupported", AlignmentFilesSection);
    internal static readonly Rule AlignmentFileBinary = Refusal("alignment-file-binary", AlignmentFilesSection);
    internal static readonly Rule AlignmentFileIncomplete = Refusal("alignment-file-incomplete", AlignmentFilesSection);
    internal static readonly Rule AlignmentFileAmbiguous = Refusal("alignment-file-ambiguous", AlignmentFilesSection);
    internal static readonly Rule AlignmentFilePartMissing =
        Refusal("alignment-file-part-missing", AlignmentFilesSection);
    internal static readonly Rule AlignmentFileTooLong = Refusal("alignment-file-too-long", CatalogLimits);
    internal static readonly Rule AlignmentFieldUnexpected =
        Refusal("alignment-field-unexpected", AlignmentFilesSection);
    internal static readonly Rule AlignmentDirectionUnknown =
        Refusal("alignment-direction-unknown", AlignmentFilesSection);
    internal static readonly Rule AlignmentNotInvertible = Refusal("alignment-not-invertible", AlignmentFilesSection);
    internal static readonly Rule FileAxesUnknown = Refusal("file-axes-unknown", AlignmentFilesSection);
    internal static readonly Rule FileAxesMismatch = Refusal("file-axes-mismatch", AlignmentFilesSection);
    internal static readonly Rule AxisOnlyInTarget = Refusal("axis-only-in-target", AlignmentFilesSection);
    internal static readonly Rule UnitUnknown = Refusal("unit-unknown", AlignmentFilesSection);
    internal static readonly Rule UnitContradiction = Refusal("unit-contradiction", AlignmentFilesSection);
    internal static readonly Rule UnitMismatch = Refusal("unit-mismatch", AlignmentFilesSection);
    internal static readonly Rule FrameUnknown = Refusal("frame-unknown", AlignmentFilesSection);
    internal static readonly Rule FrameContradiction = Refusal("frame-contradiction", AlignmentFilesSection);

    // What a version cannot say.
    internal static readonly Rule VersionNotWritten = Refusal("version-not-written", SayingSection);
    internal static readonly Rule CoordinateSystemsNotInVersion =
        Refusal("coordinate-systems-not-in-version", SayingSection);
    internal static readonly Rule TransformationNotInVersion = Refusal("transformation-not-in-version", SayingSection);
    internal static readonly Rule SceneNotInVersion = Refusal("scene-not-in-version", SayingSection);
    internal static readonly Rule WellPathNotInVersion = Refusal("well-path-not-in-version", SayingSection);
    internal static readonly Rule MemberNotInVersion = Refusal("member-not-in-version", SayingSection);
    internal static readonly Rule WellIndexNotInVersion = Refusal("well-index-not-in-version", SayingSection);
    internal static readonly Rule ScaleNotSaid = Refusal("scale-not-said", SayingSection);
    internal static readonly Rule AxesNotSaid = Refusal("axes-not-said", SayingSection);

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
