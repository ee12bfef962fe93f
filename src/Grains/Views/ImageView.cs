using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Grains.Spaces;
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
    private readonly BoundedCache<(string, bool, string?), PublishedRoot> _roots = new(MaxRoots / 2);
    private readonly BoundedCache<(string, bool, string?), ServedDocument> _metadata = new(MaxRoots / 2);

    /// <summary>How many hierarchies of an image are kept ready: one per OME version, layout, and way to a space (limit
    /// <c>MaxRoots</c>).</summary>
    public const int MaxRoots = 64;

    /// <summary>The view of a snapshot.</summary>
    public ImageView(ImageSnapshot snapshot)
        : base(Summarise(snapshot), snapshot.Revision) => Arrays = snapshot.Arrays;

    /// <summary>The arrays, in the order of the image's levels.</summary>
    internal ImmutableArray<ArrayRecord> Arrays { get; }

    /// <summary>One of the image's hierarchies.</summary>
    /// <param name="root">Which.</param>
    /// <param name="way">The way to the space of the hierarchy; null for the image's own.</param>
    internal PublishedRoot Root(ViewRoot root, WayToSpace? way = null) =>
        _roots.Get(NameOf(root, way), () => new PublishedRoot(Record, Arrays, root, way));

    /// <summary>What lies at a key of one of the image's own hierarchies; null where label images have to be asked, too.
    /// </summary>
    internal ServedKey? Read(ViewRoot root, string key) =>
        Root(root) is var hierarchy && hierarchy.HasLabelsIn(key) ? null : hierarchy.Read(key);

    /// <summary>All documents of a version and layout by Zarr key. Arrays that the version's Zarr format cannot say
    /// are left out; in the consolidated layout the group says their place all the same.</summary>
    /// <exception cref="ProblemException">The group itself cannot be said in that version, or, distributed, an array.
    /// </exception>
    public ServedDocument Metadata(ViewRoot root, WayToSpace? way = null) => _metadata.Get(NameOf(root, way), () =>
    {
        var documents = Publish(Record, Arrays, root, fold: false, way);

        // With the arrays left out, the distributed layout would lose the place of every level.
        if (root.Distributed && !documents.Refusals.IsEmpty)
        {
            throw new ProblemException(Refusal(Record, Arrays, root, way, documents.Refusals));
        }

        return Documents.Bundle(documents.Group.Concat(documents.Arrays));
    });

    /// <summary>Derives the documents.</summary>
    /// <exception cref="ProblemException">409: the group cannot be said in that version.</exception>
    public static PublishedDocuments Publish(
        ImageRecord image, ImmutableArray<ArrayRecord> arrays, ViewRoot root, bool fold, WayToSpace? way = null)
    {
        if (!OmeVersions.TryParse(root.Ome, out var version) || !version.IsWritten())
        {
            var written = string.Join(", ", OmeVersions.Written.Select(known => known.Text()));
            throw ProblemException.Invalid(
                "/ome", "ome-version-unknown", $"The OME version must be one of {written}.");
        }

        try
        {
            return Derive(image, arrays, version, root.Distributed, fold, way);
        }
        catch (NgffException refusal)
        {
            throw new ProblemException(Refusal(image, arrays, root, way, refusal.Diagnostics));
        }
    }

    /// <summary>409, with the reasons, and the versions to ask for instead.</summary>
    public static Problem Refusal(
        ImageRecord image,
        ImmutableArray<ArrayRecord> arrays,
        ViewRoot root,
        WayToSpace? way,
        EquatableArray<Diagnostic> reasons)
    {
        var others = OmeVersions.Written
            .Where(version => IsExpressible(image, arrays, version, root.Distributed, way)).ToList();
        return new Problem(
            "/problems/not-expressible",
            "Cannot be said in this OME version",
            409,
            $"The image cannot be served as OME {root.Ome}: "
            + $"{string.Join(" ", reasons.Select(reason => reason.Message).Distinct())} "
            + (others.Count == 0 ? "No other version can say all of it either."
                : Documents.AskFor(others, $"/zarr/{(root with { Ome = others[0].Text() }).PathOf(image.Id)}")))
        {
            Errors = reasons.Select(reason => new ProblemError(reason.Pointer, reason.Rule, reason.Message)
            {
                Path = reason.Path,
            }).ToEquatableArray(),
        };
    }

    private static bool IsExpressible(
        ImageRecord image, ImmutableArray<ArrayRecord> arrays, OmeVersion version, bool distributed, WayToSpace? way)
    {
        try
        {
            return Derive(image, arrays, version, distributed, fold: false, way).Refusals.IsEmpty;
        }
        catch (NgffException)
        {
            return false;
        }
    }

    private static PublishedDocuments Derive(
        ImageRecord image,
        ImmutableArray<ArrayRecord> arrays,
        OmeVersion version,
        bool distributed,
        bool fold,
        WayToSpace? way)
    {
        var (group, spatial) = (image.ToGroup(), arrays.Select(array => array.Spatial).ToEquatableArray());
        if (way is not null)
        {
            (group, spatial) = way.Placement.Place(version, group, [.. spatial]);
        }

        var levels = image.Levels.Select((level, index) => new PublishedLevel(
            level.Path, spatial[index], arrays[index].ParseZarr(),
            arrays[index].Attributes ?? Ngff.Json.RawJson.EmptyObject)).ToList();
        return ImageDocuments.Publish(
            version,
            distributed ? DocumentLayout.Distributed : DocumentLayout.Consolidated,
            group,
            image.Labels.Select(label => label.Path).ToEquatableArray(),
            levels,
            fold);
    }

    private static (string Ome, bool Distributed, string? Way) NameOf(ViewRoot root, WayToSpace? way) =>
        (root.Ome, root.Distributed, way?.Key);

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
