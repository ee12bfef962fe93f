using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of viewpoints.</summary>
internal static class ViewpointRules
{
    /// <summary>How many layers a viewpoint may have (limit <c>MaxLayers</c>).</summary>
    internal const int MaxLayers = 1000;

    /// <summary>How many alignment versions a layer may pin (limit <c>MaxPins</c>).</summary>
    internal const int MaxPins = 100;

    /// <summary>Checks a viewpoint.</summary>
    internal static ViewpointRecord Complete(ViewpointRecord viewpoint, List<ProblemError> errors)
    {
        CheckId(viewpoint.Space, "/space", errors);
        if (viewpoint.Layers.Count > MaxLayers)
        {
            errors.Add(new ProblemError("/layers", "layer-count",
                $"A viewpoint has at most {MaxLayers} layers (limit MaxLayers)."));
            return viewpoint;
        }

        for (var index = 0; index < viewpoint.Layers.Count; index++)
        {
            var layer = viewpoint.Layers[index];
            CheckId(layer.Image, $"/layers/{index}/image", errors);
            FieldRules.CheckObject(layer.Attributes, $"/layers/{index}/attributes", errors);
            if (layer.Pins.Count > MaxPins)
            {
                errors.Add(new ProblemError($"/layers/{index}/pins", "pin-count",
                    $"A layer has at most {MaxPins} pins (limit MaxPins)."));
                continue;
            }

            CheckPins(layer, index, errors);
        }

        return viewpoint;
    }

    private static void CheckPins(ViewpointLayer layer, int index, List<ProblemError> errors)
    {
        var pinned = new HashSet<string>(StringComparer.Ordinal);
        for (var pin = 0; pin < layer.Pins.Count; pin++)
        {
            if (!AlignmentVersionRecord.TryParseId(layer.Pins[pin], out var alignment, out _))
            {
                errors.Add(new ProblemError($"/layers/{index}/pins/{pin}", "pin-invalid",
                    "A pin is written alignment@version."));
            }
            else if (!pinned.Add(alignment))
            {
                errors.Add(new ProblemError($"/layers/{index}/pins/{pin}", "pin-repeated",
                    $"The alignment '{alignment}' is pinned twice."));
            }
        }
    }

    private static void CheckId(string id, string pointer, List<ProblemError> errors)
    {
        if (!RecordId.IsValid(id))
        {
            errors.Add(new ProblemError(pointer, "id-invalid", $"An id must match {RecordId.Rule}."));
        }
    }
}
