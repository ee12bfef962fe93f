using OmeNgff.Cli.Imports;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Validation;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Cli.Validation;

/// <summary>A hierarchy, or one document.</summary>
/// <param name="store">Where it lies.</param>
/// <param name="document">The name of the document in the store, or null for the whole store.</param>
/// <param name="limits">Bounds on what is read.</param>
/// <param name="expected">What there is not, when there is no such document.</param>
internal sealed class ValidationSource(
    IZarrStore store, string? document, StoreLimits limits, string expected = "file")
{
    private static readonly EquatableArray<string> DocumentNames = ["zarr.json", ".zattrs", ".zarray", ".zgroup"];

    private string Address => document is null ? store.Address : StoreAddress.KeyAddress(store.Address, document);

    /// <summary>What a path or an address means: a folder, a file, or over HTTP a document by its name.</summary>
    /// <exception cref="StoreException">It is malformed, or there is nothing.</exception>
    public static ValidationSource Of(StoreFactory stores, string text)
    {
        var address = SourceAddress.Of(text);
        try
        {
            var store = stores.Open(address);
            return store is HttpStore && DocumentNames.Contains(StoreAddress.Name(store.Address))
                ? OfDocument(stores, text)
                : new ValidationSource(store, null, stores.Options.Limits);
        }
        catch (StoreException missing) when (missing.Rule == StoreRules.StoreMissing)
        {
            return OfDocument(stores, text, "file or folder");
        }
    }

    /// <summary>The one document that a path or an address means, whatever its name.</summary>
    /// <param name="stores">Opens them.</param>
    /// <param name="text">The path or address.</param>
    /// <param name="expected">What it may be, to say that there is none.</param>
    /// <exception cref="StoreException">It is malformed, or there is no folder that it could lie in.</exception>
    public static ValidationSource OfDocument(StoreFactory stores, string text, string expected = "file")
    {
        var address = StoreAddress.Normalize(SourceAddress.Of(text));
        try
        {
            return StoreAddress.Parent(address) is { } folder
                ? new ValidationSource(stores.Open(folder), StoreAddress.Name(address), stores.Options.Limits, expected)
                : throw Missing(address, expected);
        }
        catch (StoreException missing) when (missing.Rule == StoreRules.StoreMissing)
        {
            throw Missing(address, expected);
        }
    }

    /// <summary>The bytes of the document.</summary>
    /// <exception cref="StoreException">It cannot be read, or there is none.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadDocument(CancellationToken cancellationToken) =>
        await store.ReadBytes(document!, limits, cancellationToken) ?? throw Missing(Address, expected);

    /// <summary>Reads and validates it.</summary>
    /// <param name="isStrict">True to make a MUST of every SHOULD.</param>
    /// <param name="progress">Told how many nodes were found so far; or null.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="StoreException">Something cannot be read.</exception>
    public async Task<Validation> Validate(bool isStrict, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        if (document is not null)
        {
            var (found, isGroup) = DocumentValidation.Validate(
                document, await ReadDocument(cancellationToken), isStrict);
            return new Validation(
                Address, found, isGroup ? "Only this document was looked at, no arrays and no other groups." : null);
        }

        var documents = await HierarchyReader.Read(store, limits, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var report = HierarchyValidation.Validate(documents);
        if (report is { IsValid: true, Groups: 0 } && !IsOneArray(documents, report))
        {
            // Each group may be without; a hierarchy of such groups only is no OME-Zarr.
            report = report with { Diagnostics = [DocumentValidation.OmeMissing(), .. report.Diagnostics] };
        }

        return new Validation(
            Address,
            isStrict ? Strictly(report) : report,
            documents.IsListed
                ? null
                : "This address cannot be listed: only what groups and consolidated metadata name was looked at.");
    }

    private static bool IsOneArray(HierarchyDocuments documents, ValidationReport report) =>
        report.Arrays == 1 && documents.Documents.Keys.All(key => !key.Contains('/', StringComparison.Ordinal));

    private static ValidationReport Strictly(ValidationReport report) => report with
    {
        Diagnostics = report.Diagnostics
            .Select(found => found.Severity == Severity.Warning ? found with { Severity = Severity.Error } : found)
            .ToEquatableArray(),
    };

    private static StoreException Missing(string address, string what) =>
        new(address.TrimEnd('/'), StoreRules.StoreMissing, $"There is no such {what}.");
}
