using System.Collections.Concurrent;
using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Grains.Views;

/// <summary>
/// What an image group publishes: a pure function of one snapshot of the image, its arrays and, for the diagnostics alone,
/// the default versions of alignments that end at it. The documents of a
/// hierarchy are made once, on first use, as ready bytes.
/// </summary>
public sealed record ImageView : RecordState<ImageRecord>
{
    private readonly ImmutableArray<ArrayRecord> _arrays;
    private readonly ConcurrentDictionary<ViewRoot, PublishedRoot> _roots = new();
    private readonly ConcurrentDictionary<ViewRoot, ServedDocument> _metadata = new();

    /// <summary>The view of a snapshot.</summary>
    public ImageView(ImageSnapshot snapshot)
        : base(Summarise(snapshot), snapshot.Revision) => _arrays = snapshot.Arrays;

    /// <summary>What lies at a key of one of the image's hierarchies.</summary>
    public ServedKey Read(ViewRoot root, string key) =>
        _roots.GetOrAdd(root, missing => new PublishedRoot(Record, _arrays, missing)).Read(key);

    /// <summary>All documents of a version and layout by Zarr key. Arrays that the version's Zarr format cannot say
    /// are left out; in the consolidated layout the group says their place all the same.</summary>
    /// <exception cref="ProblemException">The group itself cannot be said in that version, or, distributed, an array.
    /// </exception>
    public ServedDocument Metadata(ViewRoot root) => _metadata.GetOrAdd(root, missing =>
    {
        var documents = Publish(Record, _arrays, missing, fold: false);

        // With the arrays left out, the distributed layout would lose the place of every level.
        if (missing.Distributed && !documents.Refusals.IsEmpty)
        {
            throw new ProblemException(Refusal(missing, documents.Refusals));
        }

        return Documents.Bundle(documents.Group.Concat(documents.Arrays));
    });

    /// <summary>Derives the documents.</summary>
    /// <exception cref="ProblemException">409: the group cannot be said in that version.</exception>
    public static PublishedDocuments Publish(
        ImageRecord image, ImmutableArray<ArrayRecord> arrays, ViewRoot root, bool fold)
    {
        if (!OmeVersions.TryParse(root.Ome, out var version) || !version.IsWritten())
        {
            var written = string.Join(", ", OmeVersions.Written.Select(known => known.Text()));
            throw ProblemException.Invalid(
                "/ome", "ome-version-unknown", $"The OME version must be one of {written}.");
        }

        var levels = image.Levels.Zip(arrays, (level, array) => new PublishedLevel(
            level.Path, array.Spatial, array.ParseZarr(), array.Attributes ?? Ngff.Json.RawJson.EmptyObject)).ToList();
        try
        {
            return ImageDocuments.Publish(
                version,
                root.Distributed ? DocumentLayout.Distributed : DocumentLayout.Consolidated,
                image.ToGroup(),
                image.Labels.Select(label => label.Path).ToEquatableArray(),
                levels,
                fold);
        }
        catch (NgffException refusal)
        {
            throw new ProblemException(Refusal(root, refusal.Diagnostics));
        }
    }

    /// <summary>409, with the reasons.</summary>
    public static Problem Refusal(ViewRoot root, EquatableArray<Diagnostic> reasons) => new(
        "/problems/not-expressible",
        "Cannot be said in this OME version",
        409,
        $"The image cannot be served as OME {root.Ome}: "
        + $"{string.Join(" ", reasons.Select(reason => reason.Message).Distinct())} Ask for another version.")
    {
        Errors = reasons.Select(reason => new ProblemError(reason.Pointer, reason.Rule, reason.Message)
        {
            Path = reason.Path,
        }).ToEquatableArray(),
    };

    private static ImageRecord Summarise(ImageSnapshot snapshot)
    {
        var derivation = ImageDerivation.Of(snapshot.Image, snapshot.Arrays, snapshot.Defaults);
        return snapshot.Image with
        {
            View = new ImageViewSummary
            {
                Revision = snapshot.Revision,
                ArrayVersions = snapshot.Arrays.DistinctBy(array => array.Id).ToImmutableSortedDictionary(
                    array => array.Id, array => array.Version, StringComparer.Ordinal),
                Kind = derivation.Pyramid.Kind,
                Factors = derivation.Pyramid.Levels.Select(level => level.Factors).ToEquatableArray(),
                Offsets = derivation.Pyramid.Levels.Select(level => level.Offsets).ToEquatableArray(),
                Extent = derivation.Extent,
                Axes = derivation.Consolidated.Axes,
                Diagnostics = derivation.Diagnostics,
            },
        };
    }
}
