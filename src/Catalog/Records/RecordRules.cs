using System.Text.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// What every record must satisfy before it is written, whoever writes it, and the fields that follow from others. All
/// breaches of a record are told at once.
/// </summary>
public static class RecordRules
{
    /// <summary>How many levels an image may have (limit <c>MaxLevels</c>).</summary>
    public const int MaxLevels = 100;

    /// <summary>How many label images an image may have (limit <c>MaxLabels</c>).</summary>
    public const int MaxLabels = 1000;

    /// <summary>Refuses a commit that changes one record twice.</summary>
    internal static void RefuseRepeated(IReadOnlyCollection<RecordChange> changes)
    {
        var seen = new HashSet<RecordReference>();
        if (changes.FirstOrDefault(change => !seen.Add(new RecordReference(change.Kind, change.Id))) is { } repeated)
        {
            throw ProblemException.Invalid("", "record-repeated",
                $"The {repeated.Kind.Text()} '{repeated.Id}' stands twice in one commit.");
        }
    }

    /// <summary>The change with its derived fields filled in.</summary>
    /// <exception cref="ProblemException">A field breaks a rule; the pointers lead into the record.</exception>
    public static RecordChange Complete(RecordChange change)
    {
        var errors = new List<ProblemError>();
        if (!RecordId.IsValid(change.Id))
        {
            errors.Add(new ProblemError("/id", "id-invalid", $"An id must match {RecordId.Rule}."));
        }

        CheckObject(change.Record?.Attributes, "/attributes", errors);

        var completed = change.Record switch
        {
            ArrayRecord array => Array(array, errors),
            ImageRecord image => Image(image, errors),
            DatasetRecord dataset => dataset with { Dataset = dataset.Id },
            _ => change.Record,
        };
        return errors.Count == 0
            ? change with { Record = completed }
            : throw ProblemException.Invalid(errors.ToEquatableArray());
    }

    private static ArrayRecord Array(ArrayRecord array, List<ProblemError> errors)
    {
        if (array.Zarr is null)
        {
            errors.Add(new ProblemError("/zarr", "zarr-missing", "An array needs its own Zarr document."));
            return array;
        }

        try
        {
            var zarr = array.ParseZarr();
            CheckSpace(array, zarr.Shape.Count, errors);
            CheckLocation(array.Location, errors);
            return array with
            {
                Zarr = zarr.Document,
                Attributes = array.Attributes ?? (zarr.ZarrFormat == 3 ? zarr.Attributes : null),
                ZarrFormat = zarr.ZarrFormat,
                Shape = zarr.Shape,
                ChunkShape = zarr.ChunkShape,
                ShardShape = zarr.ShardShape,
                DataType = zarr.DataType,
                DimensionNames = zarr.DimensionNames,
                CoordinateTransformations = array.CoordinateTransformations
                    .Select(transformation => transformation with { Input = null, Output = null }).ToEquatableArray(),
            };
        }
        catch (NgffException refusal)
        {
            errors.AddRange(ProblemException.Invalid(refusal, "/zarr").Problem.Errors);
            return array;
        }
    }

    private static void CheckSpace(ArrayRecord array, int rank, List<ProblemError> errors)
    {
        if (array.Axes.Count != rank)
        {
            errors.Add(new ProblemError("/axes", "axes-rank-mismatch",
                $"The array has {rank} dimensions and {array.Axes.Count} axes."));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < Math.Min(array.Axes.Count, rank); index++)
        {
            var name = array.Axes[index].Name;
            if (name.Length == 0 || !names.Add(name))
            {
                errors.Add(new ProblemError($"/axes/{index}/name", "axis-name-duplicate",
                    "Every axis needs a name of its own."));
            }
        }

        if (array.CoordinateTransformations.Count != 1)
        {
            errors.Add(new ProblemError("/coordinateTransformations", "transformation-count",
                $"An array has exactly one transformation (a sequence for several); there are "
                + $"{array.CoordinateTransformations.Count}."));
            return;
        }

        CheckTransformation(array.CoordinateTransformations[0], rank,
            "/coordinateTransformations/0", errors);
    }

    private static ImageRecord Image(ImageRecord image, List<ProblemError> errors)
    {
        if (image.Levels.IsEmpty || image.Levels.Count > MaxLevels)
        {
            errors.Add(new ProblemError("/levels", "level-count",
                $"An image has 1 to {MaxLevels} levels (limit MaxLevels); there are {image.Levels.Count}."));
            return image;
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < image.Levels.Count; index++)
        {
            var level = image.Levels[index];
            if (!IsPath(level.Path) || level.Path.Split('/')[0] == "labels")
            {
                errors.Add(new ProblemError($"/levels/{index}/path", "level-path-invalid",
                    "A level's path is relative, without empty, '.' or '..' segments, and not below 'labels'."));
            }

            if (!paths.Add(level.Path))
            {
                errors.Add(new ProblemError($"/levels/{index}/path", "level-duplicate",
                    $"The path '{level.Path}' stands twice."));
            }

            if (!RecordId.IsValid(level.Array))
            {
                errors.Add(new ProblemError($"/levels/{index}/array", "id-invalid",
                    $"An id must match {RecordId.Rule}."));
            }

            CheckObject(level.Attributes, $"/levels/{index}/attributes", errors);
            if (level.CoordinateTransformations is { Count: > 1 })
            {
                errors.Add(new ProblemError($"/levels/{index}/coordinateTransformations", "transformation-count",
                    "A level has at most one further transformation (a sequence for several)."));
            }
        }

        CheckObject(image.OtherIntrinsic, "/otherIntrinsic", errors);
        CheckObject(image.OtherMultiscale, "/otherMultiscale", errors);
        CheckObject(image.OtherOme, "/otherOme", errors);
        CheckSystems(image, errors);
        CheckLabels(image, errors);
        CheckLocation(image.Location, errors);

        return string.IsNullOrEmpty(image.Name) && image.Location is { } location
            ? image with { Name = NameOf(location) }
            : image;
    }

    /// <summary>What is no object would be kept and published nowhere.</summary>
    private static void CheckObject(RawJson? value, string pointer, List<ProblemError> errors)
    {
        if (value is { Element.ValueKind: not JsonValueKind.Object })
        {
            errors.Add(new ProblemError(pointer, "object-expected", $"{pointer.Split('/')[^1]} must be an object."));
        }
    }

    private static void CheckSystems(ImageRecord image, List<ProblemError> errors)
    {
        if (image.IntrinsicName is { Length: 0 })
        {
            errors.Add(new ProblemError("/intrinsicName", "coordinate-system-name-missing",
                "The name of a coordinate system is not empty; leave it out for the usual one."));
        }

        var names = new HashSet<string>(StringComparer.Ordinal)
        {
            image.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName,
        };
        for (var index = 0; index < image.CoordinateSystems.Count; index++)
        {
            if (!names.Add(image.CoordinateSystems[index].Name))
            {
                errors.Add(new ProblemError($"/coordinateSystems/{index}/name", "coordinate-system-name-duplicate",
                    "Every coordinate system of an image needs a name of its own, the intrinsic one too."));
            }
        }
    }

    private static void CheckLabels(ImageRecord image, List<ProblemError> errors)
    {
        if (image.Labels.Count > MaxLabels)
        {
            errors.Add(new ProblemError("/labels", "label-count",
                $"An image has at most {MaxLabels} label images (limit MaxLabels)."));
            return;
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < image.Labels.Count; index++)
        {
            if (!IsPath(image.Labels[index].Path) || !RecordId.IsValid(image.Labels[index].Image)
                || !paths.Add(image.Labels[index].Path))
            {
                errors.Add(new ProblemError($"/labels/{index}", "label-invalid",
                    "A label has a relative path of its own and the id of an image."));
            }
        }
    }

    private static void CheckLocation(Location? location, List<ProblemError> errors)
    {
        if (location is null)
        {
            return;
        }

        if (!Uri.TryCreate(location.Store, UriKind.Absolute, out var store)
            || store.Scheme is not ("file" or "https" or "http" or "s3")
            || !location.Store.Contains("://", StringComparison.Ordinal) || !location.Store.EndsWith('/'))
        {
            errors.Add(new ProblemError("/location/store", "store-address-invalid",
                "A store is an absolute file:, https:, http: or s3: address that ends with a slash."));
        }

        if (location.Path.Length > 0 && !IsPath(location.Path))
        {
            errors.Add(new ProblemError("/location/path", "path-invalid",
                "The path is relative to the store, without empty, '.' or '..' segments."));
        }
    }

    private static void CheckTransformation(
        CoordinateTransformation transformation, int rank, string pointer, List<ProblemError> errors)
    {
        errors.AddRange(transformation.Validate(rank, pointer).Where(diagnostic => diagnostic.Refuses)
            .Select(diagnostic => new ProblemError(diagnostic.Pointer, diagnostic.Rule, diagnostic.Message)));
        if (transformation.Input is not null && transformation.Input != CoordinateSystemReference.ToArray("."))
        {
            errors.Add(new ProblemError($"{pointer}/input", "transformation-input-implied",
                "The input is the record's own index space ({\"path\": \".\"}); leave it out."));
        }
    }

    /// <summary>The last segment of a path without <c>.zarr</c> or <c>.ome.zarr</c>.</summary>
    private static string NameOf(Location location)
    {
        var segment = Uri.UnescapeDataString(
            location.Address.TrimEnd('/').Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "");
        foreach (var ending in new[] { ".ome.zarr", ".zarr" })
        {
            if (segment.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && segment.Length > ending.Length)
            {
                return segment[..^ending.Length];
            }
        }

        return segment;
    }

    private static bool IsPath(string path) =>
        path.Length > 0 && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(segment => segment is not ("" or "." or ".."));
}
