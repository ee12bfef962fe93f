using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>How a version writes the axes and the transformations of a multiscale.</summary>
internal abstract class MultiscaleForm(OmeRules rules, Findings findings)
{
    /// <summary>The members of a multiscale that are interpreted.</summary>
    public abstract string[] Members { get; }

    protected OmeRules Table => rules;

    protected Findings Found => findings;

    /// <summary>The form of a version.</summary>
    public static MultiscaleForm Of(OmeRules rules, Findings findings) => rules.Axes switch
    {
        AxesForm.CoordinateSystems => new CoordinateSystemsForm(rules, findings),
        AxesForm.Objects => new AxisObjectsForm(rules, findings),
        _ => new AxisNamesForm(rules, findings),
    };

    /// <summary>The multiscale but for its name, type and other members.</summary>
    public abstract OmeMultiscale Read(JsonCursor multiscale);

    /// <summary>Reads the list of levels.</summary>
    /// <param name="multiscale">The multiscale.</param>
    /// <param name="transformation">
    /// Reads a level's <c>coordinateTransformations</c>, given the level's path; null where levels have none.
    /// </param>
    protected EquatableArray<OmeDataset> Datasets(
        JsonCursor multiscale, Func<JsonCursor, string?, CoordinateTransformation?>? transformation)
    {
        if (multiscale.Present("datasets") is not { } list)
        {
            findings.Add(Rules.DatasetsMissing, multiscale, "The multiscale has no datasets.");
            return [];
        }

        if (!list.IsArray)
        {
            findings.WrongType(list, "a list of datasets");
            return [];
        }

        if (list.Element.GetArrayLength() == 0)
        {
            findings.Add(Rules.DatasetsMissing, list, "The list of datasets is empty.");
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        var datasets = new List<OmeDataset>();
        foreach (var item in list.Items())
        {
            if (Dataset(item, transformation) is not { } dataset)
            {
                continue;
            }

            if (!paths.Add(dataset.Path))
            {
                findings.Add(
                    Rules.LevelDuplicate, item.Child("path"), $"Two levels have the path \"{dataset.Path}\".");
            }

            datasets.Add(dataset);
        }

        return datasets.ToEquatableArray();
    }

    private OmeDataset? Dataset(
        JsonCursor item, Func<JsonCursor, string?, CoordinateTransformation?>? read)
    {
        if (!item.IsObject)
        {
            findings.WrongType(item, "a dataset, an object with a path");
            return null;
        }

        var path = findings.OptionalText(item, "path");
        CoordinateTransformation? transformation = null;
        if (read is not null && item.Present("coordinateTransformations") is { } list)
        {
            transformation = read(list, path);
        }

        if (item.Present("path") is null)
        {
            findings.Add(Rules.LevelPathMissing, item, "The dataset has no path.");
            return null;
        }

        if (path is null)
        {
            return null;
        }

        if (LevelPaths.Fault(path) is { } fault)
        {
            findings.Add(Rules.LevelPathInvalid, item.Child("path"), $"The path \"{path}\" cannot be taken: {fault}.");
        }

        return new OmeDataset(path, transformation)
        {
            Other = read is null
                ? JsonText.Without(item.Element, "path")
                : JsonText.Without(item.Element, "path", "coordinateTransformations"),
        };
    }
}
