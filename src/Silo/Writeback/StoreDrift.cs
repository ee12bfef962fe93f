using System.Collections.Immutable;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Writeback;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Images;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Imports;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>Finds out where the documents in a store differ from the catalog's records.</summary>
public sealed class StoreDrift(
    IRecordStore store, ImportStore imports, StoreFactory stores, SiloOptions options, TimeProvider time)
{
    private readonly ImportedRecords _records = new(store, time);

    /// <summary>Reads the store's documents, and compares.</summary>
    /// <exception cref="ProblemException">409: the image has no location, or its store cannot be reached.</exception>
    public async Task<DriftReport> Report(ImageSnapshot catalog, CancellationToken cancellationToken)
    {
        var location = LocationOf(catalog);
        var known = await Known(catalog, cancellationToken);
        var faults = new List<ImportError>();
        var stored = await StoredImage.Read(
            Open(location), location.Path, known.Multiscale, options.StoreLimits, faults.Add, cancellationToken);
        if (stored is null)
        {
            return new DriftReport { Errors = faults.Select(fault => Error(location, fault)).ToEquatableArray() };
        }

        try
        {
            return new DriftReport { Differences = await Compare(stored, catalog, known, cancellationToken) };
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 400)
        {
            return new DriftReport
            {
                Errors = refusal.Problem.Errors.Select(error =>
                    new DriftError("", error.Rule, error.Message) { Pointer = error.Pointer }).ToEquatableArray(),
            };
        }
    }

    /// <summary>Where the image lies.</summary>
    /// <exception cref="ProblemException">409: nowhere.</exception>
    internal static Location LocationOf(ImageSnapshot catalog) => catalog.Image.Location
        ?? throw WritebackRefusals.Of("/location", "location-missing", "The image lies in no store.");

    /// <summary>The versions of the image and its arrays, by reference.</summary>
    internal static ImmutableSortedDictionary<string, long> Versions(ImageSnapshot catalog) => catalog.Arrays
        .Cast<CatalogRecord>().Append(catalog.Image).DistinctBy(record => (record.Kind, record.Id))
        .ToImmutableSortedDictionary(
            record => new RecordReference(record.Kind, record.Id).ToString(),
            record => record.Version,
            StringComparer.Ordinal);

    /// <summary>The source that the image stands for; one with an empty digest where it was not imported.</summary>
    internal async Task<ImportedSource> Known(ImageSnapshot catalog, CancellationToken cancellationToken)
    {
        var address = LocationOf(catalog).Address;
        return await imports.ReadSource(address, catalog.Image.Id, cancellationToken)
            ?? new ImportedSource(address, 0, catalog.Image.Id, "", Versions(catalog));
    }

    /// <summary>Where what lies in a store differs from what stands.</summary>
    /// <exception cref="ProblemException">400: what lies in the store breaks a rule of records.</exception>
    internal async Task<EquatableArray<DriftDifference>> Compare(
        StoredImage stored, ImageSnapshot catalog, ImportedSource known, CancellationToken cancellationToken)
    {
        var published = RecordsAsRead.OfPublished(catalog, stored.Source.Version, stored.IsDistributed);
        return DriftComparison.Compare(
            stored,
            await Records(stored.Source.Reading),
            catalog,
            published is null ? null : await Records(published));

        async Task<ImageSnapshot> Records(ImageReading reading) => RecordsAsRead.Of(await _records.Changes(
            stored.Source with { Reading = reading },
            known,
            catalog.Image.Id,
            catalog.Image.Dataset,
            catalog.Image.Labels,
            catalog.Image.LabelOf,
            cancellationToken));
    }

    private static DriftError Error(Location location, ImportError fault) => new(
        fault.Path.StartsWith(location.Address, StringComparison.Ordinal)
            ? fault.Path[location.Address.Length..]
            : fault.Path,
        fault.Rule ?? "unusable",
        fault.Message)
    {
        Pointer = fault.Pointer,
    };

    private IZarrStore Open(Location location)
    {
        try
        {
            return stores.Open(location.Store);
        }
        catch (StoreException refusal)
        {
            throw WritebackRefusals.Of(refusal);
        }
    }
}
