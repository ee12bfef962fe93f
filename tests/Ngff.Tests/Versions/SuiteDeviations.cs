namespace OmeNgff.Ngff.Tests.Versions;

/// <summary>
/// Every case of the specification's suites and examples that this library judges differently, with the rule that it
/// goes by and the reason. They are nowhere else.
/// </summary>
internal static class SuiteDeviations
{
    private const string TwoFactors =
        "Two factors for three axes: the JSON schema does not count them, the text demands as many (MUST).";

    private const string PathTurned =
        "The path is \"A/1\" of a plate with row \"1\" and column \"A\": the JSON schema does not compare them, the text "
        + "demands row, slash, column (MUST), and the suite of 0.5 has such a path among the invalid ones.";

    private const string NoNamespace = "The members are not under \"ome\", where the text demands them (MUST).";

    /// <summary>By version and name of the case: the rules of all errors found, and the reason.</summary>
    public static readonly IReadOnlyDictionary<string, (string[] Rules, string Reason)> All =
        new Dictionary<string, (string[], string)>(StringComparer.Ordinal)
        {
            ["0.4 image valid/mismatch_axes_units.json"] = (["transformation-rank-mismatch"], TwoFactors),
            ["0.6rc0 spec/valid/image/mismatch_axes_units.json"] = (["transformation-rank-mismatch"], TwoFactors),
            ["0.4 plate plate/minimal_no_acquisitions"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.4 plate plate/minimal_acquisitions"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.4 plate plate/non_alphanumeric_row"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.4 strict_plate plate/strict_no_acquisitions"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.4 strict_plate plate/strict_acquisitions"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.6rc0 spec/valid/plate/minimal_no_acquisitions.json"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.6rc0 spec/valid/plate/minimal_acquisitions.json"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.6rc0 spec/valid/plate/non_alphanumeric_row.json"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.6rc0 strict/valid/plate/strict_no_acquisitions.json"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.6rc0 strict/valid/plate/strict_acquisitions.json"] = (["plate-well-index-mismatch"], PathTurned),
            ["0.6rc0 strict/valid/image/multiscales_example.json"] = (
                ["level-input-mismatch"],
                "The dataset \"1\" has the input \"s1\"; the text demands the path of the dataset (MUST)."),
            ["0.6rc0 strict/valid/image/image_omero.json"] = (
                ["transformation-not-intrinsic", "transformation-end-unknown", "coordinate-systems-disconnected"],
                "A transformation leads from \"intrinsic\", a coordinate system that the document does not have."),
            ["0.6rc0 spec/valid/image/multiscales_transform_additional_transforms.json"] = (
                ["transformation-rank-mismatch"],
                "A byDimension names 2 of 3 axes of its output; the text demands every axis exactly once (MUST)."),
        };

    /// <summary>The same of the specification's examples, by their path.</summary>
    public static readonly IReadOnlyDictionary<string, (string[] Rules, string Reason)> Examples =
        new Dictionary<string, (string[], string)>(StringComparer.Ordinal)
        {
            ["ngff-spec/0.6rc0/examples/multiscales_strict/multiscales_example_relative.json"] = (
                ["version-zarr-format"], NoNamespace),
            ["ngff-spec/0.6rc0/examples/transformations/displacements/multiscales.json"] = (["json-type"], NoNamespace),
            ["ngff-spec/0.6rc0/examples/transformations/displacements/displacement_field.json"] = (
                ["transformation-rank-mismatch"], TwoFactors),
        };
}
