using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Views;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>
/// Which documents a store is to have, in one OME version and layout: those that the image publishes, where they are
/// true of what lies in the store, and with what in them is not the catalog's.
/// </summary>
/// <param name="catalog">The image and its arrays.</param>
/// <param name="root">The version and layout.</param>
/// <param name="documents">The documents that lie in the store.</param>
/// <param name="labels">The label images that the store lists, and those of them that are unusable.</param>
internal sealed class WritebackPlan(
    ImageSnapshot catalog,
    ViewRoot root,
    StoredDocuments documents,
    (EquatableArray<string> Listed, EquatableArray<string> Unusable) labels)
{
    private readonly OmeVersion _version = OmeVersions.Written.Single(version => version.Text() == root.Ome);

    private int Format => _version.ZarrFormat();

    /// <summary>Makes the plan, in the order in which the documents are to be written.</summary>
    /// <exception cref="ProblemException">409, with all reasons.</exception>
    /// <exception cref="StoreException">A document cannot or must not be read.</exception>
    internal async Task<ImmutableArray<PlannedDocument>> Make(CancellationToken cancellationToken)
    {
        Refuse(Places());
        Refuse(await Arrays(cancellationToken));
        var published = ImageView.Publish(catalog.Image, catalog.Arrays, root, fold: false);
        if (!published.Refusals.IsEmpty)
        {
            throw new ProblemException(
                ImageView.Refusal(catalog.Image, catalog.Arrays, root, way: null, published.Refusals));
        }

        var groups = await Groups(published, cancellationToken);
        var arrays = await ArrayDocuments(published, cancellationToken);

        // Whoever reads between two writes must find axes and transformations somewhere.
        var attributes = DocumentKeys.Attributes("", Format);
        return root.Distributed || groups.Single(document => document.Key == attributes).Existing is null
            ? [.. arrays, .. groups]
            : [.. groups, .. arrays];
    }

    private static void Refuse(List<ProblemError> errors)
    {
        if (errors.Count > 0)
        {
            throw WritebackRefusals.Of(errors);
        }
    }

    /// <summary>Levels that the group's document could not lead to by their path.</summary>
    private List<ProblemError> Places()
    {
        var location = StoreDrift.LocationOf(catalog);
        var errors = new List<ProblemError>();
        for (var index = 0; index < catalog.Arrays.Length; index++)
        {
            var path = catalog.Image.Levels[index].Path;
            if (catalog.Arrays[index].Location?.Address != (location with { Path = location.Key(path) }).Address)
            {
                errors.Add(new ProblemError(
                    $"/levels/{index}",
                    "level-elsewhere",
                    $"The array of level {index} does not lie at \"{path}\" in the image's group."));
            }
        }

        return errors;
    }

    /// <summary>
    /// The documents of arrays say how their chunks are to be read; only those that the catalog knows as they are may
    /// be written.
    /// </summary>
    private async Task<List<ProblemError>> Arrays(CancellationToken cancellationToken)
    {
        var errors = new List<ProblemError>();
        for (var index = 0; index < catalog.Arrays.Length; index++)
        {
            var (path, array) = (catalog.Image.Levels[index].Path, catalog.Arrays[index]);
            var key = DocumentKeys.Array(path, array.ZarrFormat);
            var existing = await documents.Read(key, cancellationToken);
            if (existing is null)
            {
                errors.Add(Error("level-missing", $"Level {index} has no readable document \"{key}\" in the store."));
            }
            else if (!Chunks(existing).Equals(Chunks(array.Zarr!)))
            {
                errors.Add(Error(
                    "array-differs",
                    $"The array of level {index} is another than the catalog's; adopt what the store says first."));
            }
            else if (Format == 2 && array.ZarrFormat == 3 && array.ParseZarr().ChunkKeys.Form != ChunkKeyForm.V2)
            {
                errors.Add(Error(
                    "chunk-keys-not-in-v2",
                    $"The chunks of level {index} have keys of Zarr v3, which no v2 document can lead to."));
            }

            ProblemError Error(string rule, string message) => new($"/levels/{index}", rule, message) { Path = key };
        }

        return errors;
    }

    private static RawJson Chunks(RawJson document) =>
        Json.Without(Json.Without(document, "attributes"), "dimension_names");

    private async Task<List<PlannedDocument>> Groups(
        PublishedDocuments published, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedDocument>();
        var list = DocumentKeys.Attributes("labels", Format);

        // What leads to others comes after them.
        foreach (var (key, utf8) in published.Group.Where(pair => pair.Key != list)
            .OrderByDescending(pair => pair.Key.Count(character => character == '/'))
            .ThenByDescending(pair => pair.Key, StringComparer.Ordinal))
        {
            var document = await documents.Group(key, RawJson.Parse(utf8), cancellationToken);
            if (key == DocumentKeys.Attributes("", Format))
            {
                RefuseOthers(document.Existing);
            }

            planned.Add(document);
        }

        if (await documents.Labels(
            list,
            published.Group.TryGetValue(list, out var some) ? RawJson.Parse(some) : null,
            Labels(),
            _version,
            cancellationToken) is { } labelled)
        {
            planned.Insert(0, labelled);
        }

        return planned;
    }

    /// <summary>
    /// The store's order; names of the store that lead to no image are not the catalog's to take away.
    /// </summary>
    private ImmutableArray<string> Labels()
    {
        var known = catalog.Image.Labels.Select(label => label.Path).ToList();
        return
        [
            .. labels.Listed.Where(name => known.Contains(name) || labels.Unusable.Contains(name)),
            .. known.Except(labels.Listed),
        ];
    }

    /// <summary>A group with more in it than one image would lose what the image does not publish.</summary>
    private void RefuseOthers(RawJson? existing)
    {
        if ((Format == 3 ? existing?.Member("attributes") : existing?.Element) is not
            { ValueKind: JsonValueKind.Object } attributes
            || OmeReader.Read(Format, new RawJson(attributes)).Group is not { } group)
        {
            return;
        }

        var other = group.Multiscales.Count > 1 ? "several images"
            : group.Plate is not null ? "a plate"
            : group.Well is not null ? "a well"
            : group.Scene is not null ? "a scene"
            : group.SeriesLayout is not null || group.Series is not null ? "a series of images"
            : group.Labels is not null ? "a list of label images"
            : null;
        if (other is not null)
        {
            throw WritebackRefusals.Of(
                "/location", "group-shared", $"The group holds {other}; it is not written for one image.",
                DocumentKeys.Attributes("", Format));
        }
    }

    private async Task<List<PlannedDocument>> ArrayDocuments(
        PublishedDocuments published, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedDocument>();
        foreach (var (level, array) in catalog.Image.Levels.Zip(catalog.Arrays).DistinctBy(pair => pair.First.Path))
        {
            var key = DocumentKeys.Array(level.Path, Format);
            var content = RawJson.Parse(published.Arrays[key]);
            var before = await documents.Read(key, cancellationToken);
            planned.Add(new PlannedDocument(
                key,
                Format == 3 ? WithEmptyAttributes(content, before)
                    : array.ZarrFormat == 3 ? OwnSeparator(content, array.ParseZarr())
                    : content,
                before));
            var attributes = DocumentKeys.Attributes(level.Path, Format);
            if (attributes == key)
            {
                continue;
            }

            var existing = await documents.Read(attributes, cancellationToken);
            if (published.Arrays.TryGetValue(attributes, out var some) || existing is not null)
            {
                planned.Add(new PlannedDocument(
                    attributes, some.IsEmpty ? RawJson.EmptyObject : RawJson.Parse(some), existing));
            }
        }

        return planned;
    }

    /// <summary>An array without attributes may say so, or say nothing.</summary>
    private static RawJson WithEmptyAttributes(RawJson document, RawJson? existing) =>
        document.Member("attributes") is null && existing?.Member("attributes") is not null
            ? Json.With(document, "attributes", RawJson.EmptyObject)
            : document;

    /// <summary>The chunks stay where they are, so the document has to lead there.</summary>
    private static RawJson OwnSeparator(RawJson document, ZarrArrayDocument array)
    {
        var json = JsonObject.Create(document.Element)!;
        json["dimension_separator"] = array.ChunkKeys.Separator.ToString();
        return Json.Of(json);
    }
}
