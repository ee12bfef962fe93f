using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of image groups.</summary>
public static class ImageRules
{
    /// <summary>How many levels an image may have (limit <c>MaxLevels</c>).</summary>
    public const int MaxLevels = 100;

    /// <summary>How many label images an image may have (limit <c>MaxLabels</c>).</summary>
    public const int MaxLabels = 1000;

    /// <summary>Checks an image, and names it after its place.</summary>
    internal static ImageRecord Complete(ImageRecord image, List<ProblemError> errors)
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
            if (!FieldRules.IsPath(level.Path) || level.Path.Split('/')[0] == "labels")
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

            FieldRules.CheckObject(level.Attributes, $"/levels/{index}/attributes", errors);
            if (level.CoordinateTransformations is { Count: > 1 })
            {
                errors.Add(new ProblemError($"/levels/{index}/coordinateTransformations", "transformation-count",
                    "A level has at most one further transformation (a sequence for several)."));
            }
        }

        FieldRules.CheckObject(image.OtherIntrinsic, "/otherIntrinsic", errors);
        FieldRules.CheckObject(image.OtherMultiscale, "/otherMultiscale", errors);
        FieldRules.CheckObject(image.OtherOme, "/otherOme", errors);
        CheckSystems(image, errors);
        CheckLabels(image, errors);
        if (image.LabelOf is { } labelled && !RecordId.IsValid(labelled))
        {
            errors.Add(new ProblemError("/labelOf", "id-invalid", $"An id must match {RecordId.Rule}."));
        }

        FieldRules.CheckLocation(image.Location, errors);

        return string.IsNullOrEmpty(image.Name) && image.Location is { } location
            ? image with { Name = FieldRules.NameOf(location) }
            : image;
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
            if (!FieldRules.IsPath(image.Labels[index].Path) || !RecordId.IsValid(image.Labels[index].Image)
                || !paths.Add(image.Labels[index].Path))
            {
                errors.Add(new ProblemError($"/labels/{index}", "label-invalid",
                    "A label has a relative path of its own and the id of an image."));
            }
        }
    }
}
