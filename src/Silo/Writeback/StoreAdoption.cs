using System.Collections.Immutable;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Imports;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>Takes over what the store says, whatever was edited in the catalog: one commit.</summary>
public sealed class StoreAdoption(
    IRecordStore store,
    StoreDrift drift,
    ImportStore imports,
    Registration registration,
    StoreFactory stores,
    SiloOptions options,
    TimeProvider time)
{
    private readonly ImportedRecords _records = new(store, time);

    /// <summary>Takes over.</summary>
    /// <param name="catalog">The image and its arrays; they must still be at these versions.</param>
    /// <param name="isDryRun">True to check everything and change nothing.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The commit, and the ids of images that could not be told in time.</returns>
    /// <exception cref="ProblemException">
    /// The store holds no usable image, or the records went on meanwhile.
    /// </exception>
    public async Task<(CommitResult Commit, EquatableArray<string> PendingViews)> Adopt(
        ImageSnapshot catalog, bool isDryRun, string by, CancellationToken cancellationToken)
    {
        try
        {
            var location = StoreDrift.LocationOf(catalog);
            var known = await drift.Known(catalog, cancellationToken);
            var from = stores.Open(location.Store);
            var stored = await Read(from, location.Path, known.Multiscale, cancellationToken);
            var request = await Request(catalog, known, stored, from, by, cancellationToken);
            return isDryRun
                ? (await store.Commit(request with { DryRun = true }, cancellationToken), [])
                : await registration.Commit(request, cancellationToken);
        }
        catch (StoreException refusal)
        {
            throw WritebackRefusals.Of(refusal);
        }
    }

    private async Task<StoredImage> Read(
        IZarrStore from, string path, int index, CancellationToken cancellationToken)
    {
        var faults = new List<ImportError>();
        return await StoredImage.Read(from, path, index, options.StoreLimits, faults.Add, cancellationToken)
            ?? throw WritebackRefusals.Of(faults.Select(fault => new ProblemError(
                fault.Pointer ?? "", fault.Rule ?? "unusable", $"{fault.Message} ({fault.Path})")
            { Path = fault.Path }));
    }

    private async Task<CommitRequest> Request(
        ImageSnapshot catalog,
        ImportedSource known,
        StoredImage stored,
        IZarrStore from,
        string by,
        CancellationToken cancellationToken)
    {
        var image = catalog.Image;
        var taken = await _records.Changes(
            stored.Source,
            known with { Versions = StoreDrift.Versions(catalog) },
            image.Id,
            image.Dataset,
            image.Labels,
            image.LabelOf,
            cancellationToken);
        var changes = ImmutableArray.CreateBuilder<RecordChange>();
        var sources = ImmutableArray.CreateBuilder<TakenSource>();
        sources.Add(new TakenSource(known.Address, known.Multiscale, image.Id, stored.Source.Digest));
        var links = new List<ImageLabelLink>();
        foreach (var name in stored.Labels ?? [])
        {
            if (image.Labels.FirstOrDefault(label => label.Path == name) is { } link)
            {
                links.Add(link);
            }
            else if (!stored.UnusableLabels.Contains(name))
            {
                links.Add(await Label(name, catalog, from, changes, sources, cancellationToken));
            }
        }

        changes.AddRange(taken.Select(change => change.Record is ImageRecord adopted
            ? change with { Record = adopted with { Labels = links.ToEquatableArray() } }
            : change));
        return new CommitRequest(changes.ToImmutable(), by) { Sources = sources.ToImmutable() };
    }

    /// <summary>A label image that the catalog's image does not link: known from elsewhere, or new.</summary>
    private async Task<ImageLabelLink> Label(
        string name,
        ImageSnapshot catalog,
        IZarrStore from,
        ImmutableArray<RecordChange>.Builder changes,
        ImmutableArray<TakenSource>.Builder sources,
        CancellationToken cancellationToken)
    {
        var place = StoreDrift.LocationOf(catalog);
        var stored = await Read(from, place.Key($"labels/{name}"), 0, cancellationToken);
        if ((await imports.ReadSources(stored.Source.Address, cancellationToken)).FirstOrDefault() is { } known)
        {
            return new ImageLabelLink(name, known.Image);
        }

        var id = RecordId.New(time);
        changes.AddRange(await _records.Changes(
            stored.Source, null, id, catalog.Image.Dataset, [], catalog.Image.Id, cancellationToken));
        sources.Add(new TakenSource(stored.Source.Address, 0, id, stored.Source.Digest));
        return new ImageLabelLink(name, id);
    }
}
