using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Writeback;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Versions;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Viewers;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>
/// Writes the documents that an image publishes to the store that it lies in, each atomically, with the old ones kept
/// beside them.
/// </summary>
public sealed class StoreWriteback(
    IRecordStore store,
    StoreDrift drift,
    ImportStore imports,
    Registration registration,
    StoreFactory stores,
    SiloOptions options,
    TimeProvider time)
{
    /// <summary>What an import calls a record whose source changed as well.</summary>
    internal const string DriftRule = "source-drifted";

    /// <summary>Writes.</summary>
    /// <param name="catalog">The image and its arrays.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="isDryRun">True to check everything and write nothing.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="cancellationToken">Cancels before the first document is written.</param>
    /// <returns>
    /// What was written, and the commit that took the sign of drift from the record, if there was one.
    /// </returns>
    /// <exception cref="ProblemException">It cannot be written; nothing was, unless the detail says so.</exception>
    public async Task<(WritebackAnswer Answer, CommitResult? Commit)> Write(
        ImageSnapshot catalog, WritebackRequest request, bool isDryRun, string by, CancellationToken cancellationToken)
    {
        try
        {
            var location = StoreDrift.LocationOf(catalog);
            var writer = stores.OpenForWriting(location.Store);
            var known = await drift.Known(catalog, cancellationToken);
            var stored = await Read(writer.Store, location, known, cancellationToken);
            var root = Root(request, stored, catalog.Image);
            var plan = new WritebackPlan(
                catalog,
                root,
                new StoredDocuments(writer.Store, location.Key, options.StoreLimits),
                (stored?.Labels ?? [], stored?.UnusableLabels ?? []));
            await RefuseLabelsElsewhere(catalog.Image, location, cancellationToken);
            var job = new WritebackJob(writer, stores, location, root, options.StoreLimits);
            await job.Prepare(await plan.Make(cancellationToken), cancellationToken);
            if (isDryRun)
            {
                return (job.Answer(), null);
            }

            // From here on it is carried to its end: half a writeback helps nobody.
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Run(() => job.Carry(time.GetUtcNow()), CancellationToken.None);
            return await Settle(catalog, known, writer.Store, location, job.Answer(), by);
        }
        catch (StoreException refusal)
        {
            throw WritebackRefusals.Of(refusal);
        }
    }

    private async Task<StoredImage?> Read(
        IZarrStore from, Location location, ImportedSource known, CancellationToken cancellationToken) =>
        await StoredImage.Read(
            from, location.Path, known.Multiscale, options.StoreLimits, _ => { }, cancellationToken);

    /// <summary>
    /// What is not said is as in the store; for a version that is only read, the first that is written.
    /// </summary>
    private static ViewRoot Root(WritebackRequest request, StoredImage? stored, ImageRecord image)
    {
        var own = stored?.Source.Version
            ?? (OmeVersions.TryParse(image.OmeVersion, out var imported) ? imported : OmeVersion.V05);
        var root = new ViewRoot(
            request.Ome ?? (own.IsWritten() ? own : OmeVersions.Written[0]).Text(),
            request.Layout switch
            {
                null => stored?.IsDistributed ?? false,
                "consolidated" => false,
                "distributed" => true,
                _ => throw ProblemException.Invalid(
                    "/layout", "layout-unknown", "layout must be consolidated or distributed."),
            });
        ViewRoots.Check(root);
        return root;
    }

    private async Task RefuseLabelsElsewhere(
        ImageRecord image, Location location, CancellationToken cancellationToken)
    {
        var errors = new List<ProblemError>();
        for (var index = 0; index < image.Labels.Count; index++)
        {
            var (path, id) = image.Labels[index];
            var place = location with { Path = location.Key($"labels/{path}") };
            if ((await store.Read<ImageRecord>(id, cancellationToken))?.Location?.Address != place.Address)
            {
                errors.Add(new ProblemError(
                    $"/labels/{index}",
                    "label-elsewhere",
                    $"The label image \"{path}\" does not lie at \"labels/{path}\" in the image's group."));
            }
        }

        if (errors.Count > 0)
        {
            throw WritebackRefusals.Of(errors);
        }
    }

    /// <summary>
    /// Reads the store again. Only where it now says what the catalog says is the source known as unchanged, so that
    /// the next import neither calls our own writing a change nor takes over what is stale.
    /// </summary>
    private async Task<(WritebackAnswer Answer, CommitResult? Commit)> Settle(
        ImageSnapshot catalog,
        ImportedSource known,
        IZarrStore written,
        Location location,
        WritebackAnswer answer,
        string by)
    {
        try
        {
            var stored = await Read(written, location, known, CancellationToken.None);
            var differences = stored is null
                ? null
                : (EquatableArray<DriftDifference>?)await drift.Compare(stored, catalog, known, CancellationToken.None);
            return differences is { IsEmpty: true }
                ? (answer, await Agree(catalog, known, stored!.Source.Digest, by))
                : (answer with { Differences = differences ?? [] }, null);
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 400)
        {
            // Documents of the other Zarr format beside ours that are no image of the catalog; ours are written.
            return (answer, null);
        }
    }

    /// <summary>Keeps that both sides say the same, and takes the sign of drift from the record.</summary>
    private async Task<CommitResult?> Agree(ImageSnapshot catalog, ImportedSource known, string digest, string by)
    {
        if (catalog.Image.Diagnostics is { } found && found.Any(diagnostic => diagnostic.Rule == DriftRule))
        {
            var image = catalog.Image with
            {
                Diagnostics = found.Where(diagnostic => diagnostic.Rule != DriftRule).ToEquatableArray(),
            };
            var source = new TakenSource(known.Address, known.Multiscale, known.Image, digest);
            var request = new CommitRequest(
                [RecordChange.Put(image, catalog.Image.Version, "the store says the same again")], by)
            {
                Sources = [source],
            };
            try
            {
                return (await registration.Commit(request, CancellationToken.None)).Result;
            }
            catch (ProblemException edited) when (edited.Problem.Status == 412)
            {
                // The record went on meanwhile, and the store does not say that yet.
                return null;
            }
        }

        await imports.Settle(known, digest, StoreDrift.Versions(catalog), CancellationToken.None);
        return null;
    }
}
