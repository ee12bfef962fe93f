using System.Text.Json;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Cli.Validation;

/// <summary>Validates one document of a hierarchy alone. Pointers lead into the document as it is.</summary>
internal static class DocumentValidation
{
    private const string InZarrJson = "/attributes";

    /// <summary>Checks a document.</summary>
    /// <param name="name">
    /// Its name, which says what it is: <c>zarr.json</c>, <c>.zarray</c>, <c>.zgroup</c>, and <c>.zattrs</c> of a
    /// group; a file of another name holds the attributes of a group, of either Zarr format.
    /// </param>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="isStrict">True to make a MUST of every SHOULD.</param>
    /// <returns>What was found, and whether it is of a group.</returns>
    public static (ValidationReport Report, bool IsGroup) Validate(
        string name, ReadOnlyMemory<byte> utf8, bool isStrict)
    {
        var (document, fault) = StrictJson.Parse(utf8);
        var (report, isGroup) = document is null
            ? (new ValidationReport([fault!]), false)
            : name switch
            {
                ".zarray" => (Array(2, document), false),
                ".zgroup" => (Group(2, document, new ValidationReport([])), true),
                ".zattrs" => (Attributes(2, document, isStrict), true),
                "zarr.json" when document.Member("node_type") is { ValueKind: JsonValueKind.String } type
                    && type.ValueEquals("array") => (Array(3, document), false),
                "zarr.json" => (Group(3, document, Attributes(3, Inner(document), isStrict)), true),
                _ => (Bare(document, isStrict), true),
            };
        var located = report.Diagnostics.Select(found => found with { Path = name });
        return (report with { Diagnostics = located.ToEquatableArray() }, isGroup);
    }

    /// <summary>The finding of a hierarchy in which no group has OME metadata.</summary>
    public static Diagnostic OmeMissing() =>
        Rule("ome-metadata-missing").At("", "There is no OME metadata in any group.", path: "");

    /// <summary>Attributes in a file of their own, which does not say its Zarr format.</summary>
    public static ValidationReport Bare(RawJson attributes, bool isStrict)
    {
        var report = AttributesValidation.Validate(attributes.ToUtf8(), isStrict);
        return report with { Diagnostics = report.Diagnostics.Select(OutOfZarrJson).ToEquatableArray() };
    }

    // The members of 0.5 are under "ome", and validating attributes alone takes the one for the other format.
    private static ValidationReport Attributes(int zarrFormat, RawJson attributes, bool isStrict)
    {
        if ((attributes.Member("ome") is null ? 2 : 3) != zarrFormat
            && OmeReader.Read(zarrFormat, attributes) is { Diagnostics.IsEmpty: false } reading)
        {
            return new ValidationReport(reading.Diagnostics);
        }

        return AttributesValidation.Validate(attributes.ToUtf8(), isStrict);
    }

    private static ValidationReport Group(int zarrFormat, RawJson document, ValidationReport attributes) =>
        document.Member("zarr_format") is { ValueKind: JsonValueKind.Number } format
        && format.TryGetInt32(out var number) && number == zarrFormat
            ? attributes
            : attributes with
            {
                Diagnostics =
                [
                    Rule("zarr-format").At(
                        document.Member("zarr_format") is null ? "" : "/zarr_format",
                        $"The document must have \"zarr_format\": {zarrFormat}."),
                    .. attributes.Diagnostics,
                ],
            };

    private static ValidationReport Array(int zarrFormat, RawJson document)
    {
        try
        {
            _ = ZarrArrayDocument.Parse(zarrFormat, document);
            return new ValidationReport([]) { Arrays = 1 };
        }
        catch (NgffException refusal)
        {
            return new ValidationReport(refusal.Diagnostics) { Arrays = 1 };
        }
    }

    private static RawJson Inner(RawJson document) =>
        document.Member("attributes") is { } attributes ? new RawJson(attributes) : RawJson.EmptyObject;

    private static Diagnostic OutOfZarrJson(Diagnostic found) =>
        found.Pointer == InZarrJson || found.Pointer.StartsWith(InZarrJson + "/", StringComparison.Ordinal)
            ? found with { Pointer = found.Pointer[InZarrJson.Length..] }
            : found;

    private static Rule Rule(string id) =>
        Rules.TryGet(id, out var rule) ? rule : throw new InvalidOperationException($"There is no rule {id}.");
}
