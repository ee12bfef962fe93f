using System.Text.Json;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Cli.Validation;

/// <summary>
/// The answer that the conformance runner of the specification (<c>ome_zarr_conformance.py</c>) expects for a file with
/// the attributes of a group: one line of JSON.
/// </summary>
internal static class ConformanceAnswer
{
    /// <summary>
    /// The answer. The runner gives the path of a file and no more; what it calls strict is what the file's own
    /// <c>_conformance</c> says. Its folder is not looked at: the same file means the same everywhere.
    /// </summary>
    /// <param name="utf8">The file.</param>
    /// <param name="isStrict">True for strict, whatever the file says.</param>
    public static string Of(ReadOnlyMemory<byte> utf8, bool isStrict)
    {
        var (document, fault) = StrictJson.Parse(utf8);
        var report = document is null
            ? new([fault!])
            : DocumentValidation.Bare(document, isStrict || NamesStrictSchema(document));
        var message = string.Join(' ', report.Diagnostics
            .Where(found => found.Severity == Severity.Error)
            .Select(found => ProblemText.Of(null, found.Pointer, found.Rule, found.Message)));
        return $"{{\"valid\": {(report.IsValid ? "true" : "false")}, "
            + $"\"message\": {JsonSerializer.Serialize(message, CatalogJson.Options)}}}";
    }

    private static bool NamesStrictSchema(RawJson document) =>
        Object(document.Member("_conformance")) is { } conformance
        && conformance.TryGetProperty("schema", out var member) && Object(member) is { } schema
        && schema.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
        && id.GetString()!.StartsWith("schemas/strict_", StringComparison.Ordinal);

    private static JsonElement? Object(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } ? value : null;
}
