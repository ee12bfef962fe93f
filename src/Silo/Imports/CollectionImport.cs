using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Silo.Hosting;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Takes over one plate, well or series, whose members were taken over before. One that did not change is left alone; one
/// that changed is taken over where the collection was not edited since.
/// </summary>
public sealed class CollectionImport(
    ImportStore imports,
    Registration registration,
    StoreFactory stores,
    CollectionDrift drift,
    SiloOptions options,
    TimeProvider time)
{
    /// <summary>How often a group is looked at again when its records change meanwhile (limit).</summary>
    private const int MaxAttempts = 5;

    /// <summary>Imports a plate, a well or a series.</summary>
    /// <param name="found">The group.</param>
    /// <param name="dataset">The dataset of a new record.</param>
    /// <param name="by">Who imports.</param>
    /// <param name="report">Called for what cannot be used.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<GroupOutcome> Run(
        FoundGroup found, string dataset, string by, Action<ImportError> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(report);
        var (address, unreadable) = (found.Store.Address, SourceCollection.Faults(found.Reading).ToList());
        if (unreadable.Count > 0)
        {
            unreadable.ForEach(fault => report(ImportErrors.Of(address, fault)));
            return GroupOutcome.Unusable;
        }

        for (var attempt = 1; ; attempt++)
        {
            var faults = new List<ImportError>();
            CollectionRecord? standing = null;
            try
            {
                standing = await imports.ReadCollection(address, isScene: false, cancellationToken);
                var source = await SourceCollection.Read(
                    found, stores, imports, options.StoreLimits, faults.Add, cancellationToken);
                var outcome = await TakeOver(source, standing, found, dataset, by, cancellationToken);
                faults.ForEach(report);
                return outcome;
            }
            catch (ProblemException conflict) when (conflict.Problem.Status is 409 or 412 && attempt < MaxAttempts)
            {
                // Another import or an edit came between; look again at what stands.
            }
            catch (ProblemException refusal)
            {
                faults.AddRange(ImportErrors.Of(address, refusal));
                faults.ForEach(report);
                return new GroupOutcome(SourceState.Unusable, standing?.Id ?? "");
            }
        }
    }

    private async Task<GroupOutcome> TakeOver(
        SourceCollection source,
        CollectionRecord? standing,
        FoundGroup found,
        string dataset,
        string by,
        CancellationToken cancellationToken)
    {
        var digest = source.Digest();
        if (source.Members.IsEmpty)
        {
            return new GroupOutcome(SourceState.Unusable, standing?.Id ?? "");
        }

        if (standing?.Origin is { } origin)
        {
            if (origin.Digest == digest)
            {
                return new GroupOutcome(SourceState.Unchanged, standing.Id);
            }

            if (origin.Versions.GetValueOrDefault(Reference(standing.Id)) != standing.Version)
            {
                await drift.Mark(
                    standing,
                    "The source changed after the record was edited; neither was overwritten.",
                    by,
                    cancellationToken);
                return new GroupOutcome(SourceState.Drifted, standing.Id);
            }
        }

        var (version, diagnostics) = (standing?.Version ?? 0, found.Reading.Diagnostics);
        var collection = (standing ?? new CollectionRecord { Id = RecordId.New(time), Dataset = dataset }) with
        {
            CollectionKind = source.Kind,
            Location = source.Location,
            Name = source.Name,
            Rows = source.Rows,
            Columns = source.Columns,
            Acquisitions = source.Acquisitions,
            Members = source.Members,
            Other = source.Other,
            OtherOme = source.OtherOme,
            Attributes = source.Attributes,
            Diagnostics = diagnostics.IsEmpty ? null : diagnostics,
        };
        collection = collection with
        {
            Origin = new CollectionOrigin
            {
                Digest = digest,
                Versions = new Dictionary<string, long> { [Reference(collection.Id)] = version + 1 },
            },
        };
        var reason = $"{(standing is null ? "imported from" : "changed in")} {source.Location.Address}";
        await registration.Commit(
            new CommitRequest([RecordChange.Put(collection, version, reason)], by), cancellationToken);
        return new GroupOutcome(standing is null ? SourceState.New : SourceState.Changed, collection.Id);
    }

    private static string Reference(string id) => new RecordReference(RecordKind.Collection, id).ToString();
}
