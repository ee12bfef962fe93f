using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads the <c>multiscales</c> list of 0.4 and 0.5.</summary>
internal sealed class MultiscalesReader(OmeRules rules, Findings findings)
{
    private static readonly string[] Members =
        ["name", "type", "axes", "datasets", "coordinateTransformations", "version"];

    /// <summary>The entries; those that are refused are left out.</summary>
    /// <param name="list">The list, or null when there is none.</param>
    public EquatableArray<OmeMultiscale> Read(JsonCursor? list)
    {
        if (list is not { } multiscales)
        {
            return [];
        }

        if (!multiscales.IsArray)
        {
            findings.WrongType(multiscales, "a list of multiscales");
            return [];
        }

        if (multiscales.Element.GetArrayLength() == 0)
        {
            findings.Add(Rules.MultiscalesEmpty, multiscales.Pointer, "The list of multiscales is empty.");
        }

        return multiscales.Items().Select(ReadOne).OfType<OmeMultiscale>().ToEquatableArray();
    }

    private OmeMultiscale? ReadOne(JsonCursor multiscale)
    {
        if (!multiscale.IsObject)
        {
            findings.WrongType(multiscale, "a multiscale, an object");
            return null;
        }

        if (!rules.VersionInMultiscale && multiscale.Member("version") is { } version)
        {
            findings.Add(
                Rules.MemberNotKept,
                version.Pointer,
                "The group says the version; that of the multiscale is not kept.");
        }

        var axes = multiscale.Present("axes") is { } list ? AxesReader.Read(list, findings) : null;
        if (axes is { } known)
        {
            AxesRules.Check(known, multiscale.At("axes"), rules, findings);
        }

        var datasets = Datasets(multiscale, axes);
        var transformations = multiscale.Present("coordinateTransformations") is { } further
            ? TransformationsReader.ReadGroup(further, axes?.Count, findings)
            : [];
        if (multiscale.Present("axes") is null && datasets.Any(level => level.Transformation is not null))
        {
            findings.Add(
                Rules.AxesMissing, multiscale.Pointer, "There are transformations and no axes that they act on.");
        }

        return new OmeMultiscale
        {
            Name = findings.OptionalText(multiscale, "name"),
            Type = findings.OptionalText(multiscale, "type"),
            Axes = axes,
            Datasets = datasets,
            CoordinateTransformations = transformations,
            Other = JsonText.Without(multiscale.Element, Members),
        };
    }

    private EquatableArray<OmeDataset> Datasets(JsonCursor multiscale, EquatableArray<Axis>? axes)
    {
        if (multiscale.Present("datasets") is not { } list)
        {
            findings.Add(Rules.DatasetsMissing, multiscale.Pointer, "The multiscale has no datasets.");
            return [];
        }

        if (!list.IsArray)
        {
            findings.WrongType(list, "a list of datasets");
            return [];
        }

        if (list.Element.GetArrayLength() == 0)
        {
            findings.Add(Rules.DatasetsMissing, list.Pointer, "The list of datasets is empty.");
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        var datasets = new List<OmeDataset>();
        foreach (var item in list.Items())
        {
            if (ReadDataset(item, axes?.Count) is not { } dataset)
            {
                continue;
            }

            if (!paths.Add(dataset.Path))
            {
                findings.Add(
                    Rules.LevelDuplicate, item.At("path"), $"Two levels have the path \"{dataset.Path}\".");
            }

            datasets.Add(dataset);
        }

        return datasets.ToEquatableArray();
    }

    private OmeDataset? ReadDataset(JsonCursor item, int? axisCount)
    {
        if (!item.IsObject)
        {
            findings.WrongType(item, "a dataset, an object with a path");
            return null;
        }

        findings.NotKept(item, "path", "coordinateTransformations");
        CoordinateTransformation? transformation = item.Present("coordinateTransformations") is { } list
            ? TransformationsReader.ReadLevel(list, axisCount, findings)
            : null;
        if (item.Present("path") is null)
        {
            findings.Add(Rules.LevelPathMissing, item.Pointer, "The dataset has no path.");
            return null;
        }

        if (findings.OptionalText(item, "path") is not { } path)
        {
            return null;
        }

        if (LevelPaths.Fault(path) is { } fault)
        {
            findings.Add(Rules.LevelPathInvalid, item.At("path"), $"The path \"{path}\" cannot be taken: {fault}.");
        }

        return new OmeDataset(path, transformation);
    }
}
