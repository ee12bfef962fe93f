using OmeNgff.Catalog.Records;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Client.Writeback;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Silo.Writeback;

/// <summary>
/// Compares what a store says of an image with what the catalog says, by meaning: numbers exactly, whatever form or
/// order they are written in.
/// </summary>
internal sealed class DriftComparison
{
    private readonly StoredImage _stored;
    private readonly int _format;
    private readonly string _document;
    private readonly string _root;
    private readonly string _multiscale;
    private readonly HashSet<string> _levels;

    private DriftComparison(StoredImage stored, ImageSnapshot store, ImageSnapshot catalog)
    {
        _stored = stored;
        _format = stored.Source.Version.ZarrFormat();
        _document = DocumentKeys.Attributes("", _format);
        _root = _format == 2 ? "" : "/attributes/ome";
        _multiscale = $"{_root}/multiscales/{stored.Source.Reading.Index}";
        _levels = [.. Paths(store).Intersect(Paths(catalog))];
    }

    /// <summary>Compares.</summary>
    /// <param name="stored">The image in the store.</param>
    /// <param name="store">The records that it would become.</param>
    /// <param name="catalog">The records that stand.</param>
    /// <param name="published">
    /// The records that would become of the catalog's, published in the store's version; null where they cannot be.
    /// What the store's version has no words for is no difference.
    /// </param>
    internal static EquatableArray<DriftDifference> Compare(
        StoredImage stored, ImageSnapshot store, ImageSnapshot catalog, ImageSnapshot? published)
    {
        var comparison = new DriftComparison(stored, store, catalog);
        var (mine, theirs) = (comparison.Read(store), comparison.Read(catalog));
        var said = published is null ? theirs : comparison.Read(published);
        return mine.Keys.Concat(theirs.Keys).Distinct()
            .Where(place => !Same(mine, theirs, place) && !Same(mine, said, place))
            .OrderBy(place => place.Path, StringComparer.Ordinal).ThenBy(place => place.Pointer, StringComparer.Ordinal)
            .Select(place => new DriftDifference(place.Path, place.Pointer)
            {
                Catalog = (theirs.GetValueOrDefault(place) ?? said.GetValueOrDefault(place))?.Shown,
                Store = mine.GetValueOrDefault(place)?.Shown,
            })
            .Concat(comparison.Labels(catalog))
            .ToEquatableArray();
    }

    private static bool Same(Dictionary<Place, Said> one, Dictionary<Place, Said> other, Place place) =>
        Equals(one.GetValueOrDefault(place)?.Meaning, other.GetValueOrDefault(place)?.Meaning);

    private static IEnumerable<string> Paths(ImageSnapshot side) => side.Image.Levels.Select(level => level.Path);

    /// <summary>Label images that only one side lists. A name in the store that leads to none is on neither.</summary>
    private IEnumerable<DriftDifference> Labels(ImageSnapshot catalog)
    {
        var known = catalog.Image.Labels.Select(label => label.Path).Order(StringComparer.Ordinal).ToList();
        var listed = (_stored.Labels ?? []).Where(name => known.Contains(name)
            || !_stored.UnusableLabels.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (!known.SequenceEqual(listed))
        {
            yield return new DriftDifference(DocumentKeys.Attributes("labels", _format), $"{_root}/labels")
            {
                Catalog = Json(known),
                Store = _stored.Labels is null ? null : Json(listed),
            };
        }
    }

    private Dictionary<Place, Said> Read(ImageSnapshot side)
    {
        var image = side.Image;
        var whole = ImageDerivation.Of(image, side.Arrays).Consolidated;
        var all = new Dictionary<Place, Said>();
        Add(all, $"{_multiscale}/name", image.Name);
        Add(all, $"{_multiscale}/type", image.Type);
        Add(all, $"{_multiscale}/datasets", Paths(side).ToList());
        AddAxes(all, whole.Axes, image);
        if (!image.CoordinateTransformations.IsEmpty)
        {
            Add(all, $"{_multiscale}/coordinateTransformations", image.CoordinateTransformations);
        }

        AddMembers(all, _document, _multiscale, image.OtherMultiscale);
        AddMembers(all, _document, $"{_root}/omero", image.Omero);
        AddMembers(all, _document, $"{_root}/image-label", image.ImageLabel);
        AddMembers(all, _document, _root, image.OtherOme);
        AddMembers(all, _document, _format == 2 ? "" : "/attributes", image.Attributes);
        for (var index = 0; index < side.Arrays.Length; index++)
        {
            if (_levels.Contains(image.Levels[index].Path))
            {
                AddLevel(all, side, index, whole.Levels[index].Transformation);
            }
        }

        return all;
    }

    private void AddAxes(Dictionary<Place, Said> all, EquatableArray<Axis> axes, ImageRecord image)
    {
        var systems = image.CoordinateSystems.AsEnumerable();
        if (_stored.Source.Version == OmeVersion.V06)
        {
            systems = systems.Prepend(new CoordinateSystem(
                image.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName, axes)
            { Other = image.OtherIntrinsic });
        }
        else
        {
            Add(all, $"{_multiscale}/axes", axes);
        }

        if (systems.Any())
        {
            Add(all, $"{_multiscale}/coordinateSystems", systems.ToEquatableArray());
        }
    }

    private void AddLevel(
        Dictionary<Place, Said> all, ImageSnapshot side, int index, CoordinateTransformation transformation)
    {
        var (level, array) = (side.Image.Levels[index], side.Arrays[index]);
        var place = _stored.Source.Reading.Levels.First(stored => stored.Path == level.Path);
        var format = place.Array.ZarrFormat;
        var attributes = DocumentKeys.Attributes(level.Path, format);
        var dataset = $"{_multiscale}/datasets/{_stored.Source.Reading.Levels.ToList().IndexOf(place)}";
        AddMembers(all, _document, dataset, level.Attributes);
        AddMembers(all, DocumentKeys.Array(level.Path, format), "", array.Zarr);
        AddMembers(all, attributes, format == 2 ? "" : "/attributes", array.Attributes);

        // An array's own word counts, so that is the place to look at.
        var isOwn = !place.Attributes.Equals(place.Array.Attributes);
        var where = isOwn
            ? new Place(attributes, (format == 2 ? "" : "/attributes/ome") + "/coordinateTransformations")
            : new Place(_document, $"{dataset}/coordinateTransformations");
        all[where] = new Said(
            Json<EquatableArray<CoordinateTransformation>>([transformation]),
            (object?)transformation.ToMatrix(array.Axes.Count) ?? transformation);
    }

    private static void AddMembers(Dictionary<Place, Said> all, string path, string pointer, RawJson? value)
    {
        if (value is not { Element.ValueKind: System.Text.Json.JsonValueKind.Object })
        {
            return;
        }

        foreach (var member in value.Element.EnumerateObject())
        {
            var json = new RawJson(member.Value);
            all[new Place(path, $"{pointer}/{Escape(member.Name)}")] = new Said(json, json);
        }
    }

    private void Add<T>(Dictionary<Place, Said> all, string pointer, T? value)
    {
        if (value is not null)
        {
            var json = Json(value);
            all[new Place(_document, pointer)] = new Said(json, json);
        }
    }

    /// <summary>A name as a segment of a JSON Pointer.</summary>
    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static RawJson Json<T>(T value) => RawJson.Parse(CatalogJson.Serialize(value));

    /// <summary>Where something is said.</summary>
    private readonly record struct Place(string Path, string Pointer);

    /// <summary>What is said: how it is shown, and what two sides must have in common.</summary>
    private sealed record Said(RawJson Shown, object Meaning);
}
