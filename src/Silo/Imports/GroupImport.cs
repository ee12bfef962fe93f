using System.Collections.Immutable;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions;
using OmeNgff.Silo.Hosting;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Takes over one Zarr group: its images and, in the same commit, their label images. A source that did not change is
/// left alone; one that changed is taken over where the catalog's records were not edited since.
/// </summary>
public sealed class GroupImport(
    IRecordStore store, ImportStore imports, Registration registration, SiloOptions options, TimeProvider time)
{
    /// <summary>How often a group is looked at again when its records change meanwhile (limit).</summary>
    private const int MaxAttempts = 5;

    private readonly ImportedRecords _records = new(store, time);

    /// <summary>Imports a group.</summary>
    /// <param name="found">The group.</param>
    /// <param name="dataset">The dataset of new records.</param>
    /// <param name="by">Who imports.</param>
    /// <param name="report">Called for what cannot be used.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>What became of each image group, images before their labels.</returns>
    public async Task<ImmutableArray<GroupOutcome>> Run(
        FoundGroup found, string dataset, string by, Action<ImportError> report, CancellationToken cancellationToken)
    {
        var faults = new List<ImportError>();
        var images = await SourceImage.Read(found.Store, found.Node with { Path = "" }, found.Reading, "",
            options.StoreLimits, faults.Add, cancellationToken);
        var labels = images.IsEmpty ? [] : await ReadLabels(found, faults.Add, cancellationToken);
        faults.ForEach(report);

        var outcomes = ImmutableArray.CreateBuilder<GroupOutcome>();
        outcomes.AddRange(Enumerable.Repeat(GroupOutcome.Unusable, images.IsEmpty && faults.Count > 0 ? 1 : 0));
        foreach (var image in images)
        {
            // Labels belong to the first image of a group with several.
            var own = image == images[0] ? labels : [];
            outcomes.AddRange(await TakeOver(image, own, dataset, by, report, cancellationToken));
        }

        return outcomes.ToImmutable();
    }

    private async Task<ImmutableArray<(string Name, SourceImage Image)>> ReadLabels(
        FoundGroup found, Action<ImportError> report, CancellationToken cancellationToken)
    {
        var labels = ImmutableArray.CreateBuilder<(string, SourceImage)>();
        try
        {
            var list = await ZarrHierarchy.ReadNode(found.Store, "labels", options.StoreLimits, cancellationToken);
            var names = list?.Attributes is { } attributes
                ? OmeReader.Read(list.ZarrFormat, attributes).Group?.Labels ?? []
                : [];
            foreach (var name in names.Distinct(StringComparer.Ordinal))
            {
                if (await ReadLabel(found, name, report, cancellationToken) is { } image)
                {
                    labels.Add((name, image));
                }
            }
        }
        catch (StoreException refusal)
        {
            report(ImportErrors.Of(refusal));
        }

        return labels.ToImmutable();
    }

    private async Task<SourceImage?> ReadLabel(
        FoundGroup found, string name, Action<ImportError> report, CancellationToken cancellationToken)
    {
        var path = $"labels/{name}";
        try
        {
            var node = await ZarrHierarchy.ReadNode(found.Store, path, options.StoreLimits, cancellationToken);
            var reading = node?.Attributes is { } attributes ? OmeReader.Read(node.ZarrFormat, attributes) : null;
            if (node is null || reading is null || (reading.Group is null && reading.Diagnostics.IsEmpty))
            {
                report(new ImportError(found.Store.Address + path,
                    $"The label image '{name}' is listed in labels and is not in the store.")
                {
                    Rule = "label-missing",
                });
                return null;
            }

            var images = await SourceImage.Read(
                found.Store, node, reading, path, options.StoreLimits, report, cancellationToken);
            return images.FirstOrDefault();
        }
        catch (StoreException refusal)
        {
            report(ImportErrors.Of(refusal));
            return null;
        }
    }

    private async Task<ImmutableArray<GroupOutcome>> TakeOver(
        SourceImage image,
        ImmutableArray<(string Name, SourceImage Image)> labels,
        string dataset,
        string by,
        Action<ImportError> report,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var parent = await Standing(image, cancellationToken);
            var links = new List<(ImageLabelLink Link, Known Known)>();
            foreach (var (name, label) in labels)
            {
                var known = await Standing(label, cancellationToken);
                links.Add((new ImageLabelLink(name, known.ImageId), known));
            }

            ImmutableArray<Known> members = [parent, .. links.Select(link => link.Known)];
            var request = await Request(
                members, [.. links.Select(link => link.Link)], dataset, by, cancellationToken);
            try
            {
                if (!request.Changes.IsEmpty)
                {
                    await registration.Commit(request, cancellationToken);
                }

                return [.. members.Select(member => new GroupOutcome(member.State, member.ImageId))];
            }
            catch (ProblemException conflict) when (conflict.Problem.Status is 409 or 412 && attempt < MaxAttempts)
            {
                // Another import or an edit came between; look again at what stands.
            }
            catch (ProblemException refusal)
            {
                foreach (var error in ImportErrors.Of(image.Address, refusal))
                {
                    report(error);
                }

                return [.. members.Select(Refused)];
            }
        }
    }

    /// <summary>What a refused commit leaves: what stood before stands on, and nothing was taken over.</summary>
    private static GroupOutcome Refused(Known member) => member.State switch
    {
        SourceState.New => GroupOutcome.Unusable,
        SourceState.Changed => new GroupOutcome(SourceState.Unusable, member.ImageId),
        _ => new GroupOutcome(member.State, member.ImageId),
    };

    /// <summary>All changes that take a group over: its image first among the members, then the label images.</summary>
    private async Task<CommitRequest> Request(
        ImmutableArray<Known> members,
        EquatableArray<ImageLabelLink> links,
        string dataset,
        string by,
        CancellationToken cancellationToken)
    {
        var changes = ImmutableArray.CreateBuilder<RecordChange>();
        var sources = ImmutableArray.CreateBuilder<TakenSource>();
        foreach (var member in members)
        {
            var isParent = member == members[0];
            switch (member.State)
            {
                case SourceState.New or SourceState.Changed:
                    changes.AddRange(await _records.Changes(
                        member.Source,
                        member.Before,
                        member.ImageId,
                        dataset,
                        isParent ? links : [],
                        isParent ? null : members[0].ImageId,
                        cancellationToken));
                    sources.Add(member.Taken);
                    break;
                case SourceState.Drifted:
                    changes.AddRange(await Mark(member, cancellationToken));
                    break;
                case SourceState.Unchanged when isParent && await Relink(member, links, cancellationToken) is { } linked:
                    changes.Add(linked);
                    if (!member.IsEdited)
                    {
                        sources.Add(member.Taken);
                    }

                    break;
            }
        }

        return new CommitRequest(changes.ToImmutable(), by) { Sources = sources.ToImmutable() };
    }

    /// <summary>What the catalog knows of a source.</summary>
    private async Task<Known> Standing(SourceImage source, CancellationToken cancellationToken)
    {
        var known = (await imports.ReadSources(source.Address, cancellationToken))
            .FirstOrDefault(candidate => candidate.Multiscale == source.Reading.Index);
        if (known is null)
        {
            return new Known(source, null, RecordId.New(time), SourceState.New, IsEdited: false);
        }

        var versions = await imports.ReadVersions(known.Versions.Keys, cancellationToken);
        var isEdited = known.Versions.Any(pair => versions.GetValueOrDefault(pair.Key) != pair.Value);
        var state = known.Digest == source.Digest ? SourceState.Unchanged
            : isEdited ? SourceState.Drifted
            : SourceState.Changed;
        return new Known(source, known, known.Image, state, isEdited);
    }

    /// <summary>An unchanged image with label images that it does not link yet, or links under another id.</summary>
    private async Task<RecordChange?> Relink(
        Known parent, EquatableArray<ImageLabelLink> links, CancellationToken cancellationToken)
    {
        if (await store.Read<ImageRecord>(parent.ImageId, cancellationToken) is not { } image
            || links.All(link => image.Labels.Contains(link)))
        {
            return null;
        }

        var labels = image.Labels.Where(label => links.All(link => link.Path != label.Path)).Concat(links);
        return RecordChange.Put(
            image with { Labels = labels.ToEquatableArray() }, image.Version, "labels were added in the source");
    }

    /// <summary>Says on the record that its source changed as well; once.</summary>
    private async Task<ImmutableArray<RecordChange>> Mark(Known drifted, CancellationToken cancellationToken)
    {
        const string Rule = "source-drifted";
        if (await store.Read<ImageRecord>(drifted.ImageId, cancellationToken) is not { } image
            || image.Diagnostics is { } found && found.Any(diagnostic => diagnostic.Rule == Rule))
        {
            return [];
        }

        var diagnostic = new Diagnostic(Rule, Severity.Warning, "",
            "The source changed after the record was edited; neither was overwritten.");
        return
        [
            RecordChange.Put(
                image with { Diagnostics = (image.Diagnostics ?? []).Append(diagnostic).ToEquatableArray() },
                image.Version,
                "the source drifted"),
        ];
    }

    private sealed record Known(
        SourceImage Source, ImportedSource? Before, string ImageId, SourceState State, bool IsEdited)
    {
        internal TakenSource Taken => new(Source.Address, Source.Reading.Index, ImageId, Source.Digest);
    }
}

/// <summary>How a source stands to the catalog.</summary>
public enum SourceState
{
    /// <summary>Not known before; registered.</summary>
    New,

    /// <summary>Changed since, and taken over.</summary>
    Changed,

    /// <summary>Not changed.</summary>
    Unchanged,

    /// <summary>Changed both in the source and in the catalog; left alone.</summary>
    Drifted,

    /// <summary>Cannot be used.</summary>
    Unusable,
}

/// <summary>What became of one image group or scene of a source.</summary>
/// <param name="State">How it stood.</param>
/// <param name="Record">The id of the image or the collection that stands for it; empty when there is none.</param>
public sealed record GroupOutcome(SourceState State, string Record)
{
    /// <summary>One that cannot be used.</summary>
    public static readonly GroupOutcome Unusable = new(SourceState.Unusable, "");
}
