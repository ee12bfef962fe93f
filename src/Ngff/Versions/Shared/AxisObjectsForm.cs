using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>0.4 and 0.5: axes are objects; levels and the whole image are scaled and translated.</summary>
internal sealed class AxisObjectsForm(OmeRules rules, Findings findings) : MultiscaleForm(rules, findings)
{
    public override string[] Members =>
        ["name", "type", "axes", "datasets", "coordinateTransformations", "version"];

    public override OmeMultiscale Read(JsonCursor multiscale)
    {
        var axes = multiscale.Present("axes") is { } list ? AxesReader.Read(list, Found) : null;
        if (axes is { } known)
        {
            AxesRules.Check(known, multiscale.Child("axes"), Table, Found);
        }

        var datasets = Datasets(
            multiscale, (parts, _) => TransformationsReader.ReadLevel(parts, axes?.Count, Found));
        var further = multiscale.Present("coordinateTransformations") is { } group
            ? TransformationsReader.ReadGroup(group, axes?.Count, Found)
            : [];
        if (multiscale.Present("axes") is null && datasets.Any(level => level.Transformation is not null))
        {
            Found.Add(Rules.AxesMissing, multiscale, "There are transformations and no axes that they act on.");
        }

        return new OmeMultiscale { Axes = axes, Datasets = datasets, CoordinateTransformations = further };
    }
}
