using System.Buffers;
using System.Text.Json;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>Writes states as the JSON that Neuroglancer reads. The order of members matters: it is that of the dimensions.
/// </summary>
public static class ViewerStateWriter
{
    /// <summary>The state as UTF-8.</summary>
    public static byte[] Write(ViewerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("title", state.Title);
            Dimensions(writer, "dimensions", state.Dimensions);
            Numbers(writer, "position", state.Position);
            writer.WriteNumber("crossSectionScale", state.CrossSectionScale);
            writer.WriteNumber("projectionScale", state.ProjectionScale);
            writer.WriteStartArray("layers");
            for (var index = 0; index < state.Layers.Count; index++)
            {
                Layer(writer, state.Layers[index], state.Transforms[index]);
            }

            writer.WriteEndArray();
            writer.WriteString("layout", state.Displayed == 3 ? "4panel" : "xy");
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Layer(Utf8JsonWriter writer, ViewerLayer layer, LayerTransform transform)
    {
        writer.WriteStartObject();
        writer.WriteString("type", layer is SegmentationLayer ? "segmentation" : "image");
        writer.WriteString("name", layer.Name);
        writer.WriteStartObject("source");
        writer.WriteString("url", layer.Source);
        Transform(writer, transform);
        writer.WriteEndObject();
        Local(writer, layer, transform);
        switch (layer)
        {
            case ImageLayer image:
                Image(writer, image);
                break;
            case SegmentationLayer { Colors: { IsEmpty: false } colors }:
                writer.WriteStartObject("segmentColors");
                foreach (var (label, color) in colors)
                {
                    writer.WriteString(label, $"#{color}");
                }

                writer.WriteEndObject();
                break;
        }

        if (!layer.Visible)
        {
            writer.WriteBoolean("visible", false);
        }

        writer.WriteEndObject();
    }

    private static void Image(Utf8JsonWriter writer, ImageLayer image)
    {
        var display = image.Display;
        writer.WriteNumber("opacity", image.Opacity);
        if (image.IsAdditive)
        {
            writer.WriteString("blend", "additive");
        }

        if (display.Color is { } color && color != "FFFFFF")
        {
            writer.WriteString("shader",
                $$"""
                #uicontrol invlerp normalized
                #uicontrol vec3 color color(default="#{{color}}")
                void main() {
                  emitRGB(color * normalized());
                }

                """.ReplaceLineEndings("\n"));
        }

        if (display.Range is null && display.Window is null)
        {
            return;
        }

        writer.WriteStartObject("shaderControls");
        writer.WriteStartObject("normalized");
        if (display.Range is var (black, bright))
        {
            Numbers(writer, "range", [black, bright]);
        }

        if (display.Window is var (min, max))
        {
            Numbers(writer, "window", [min, max]);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Transform(Utf8JsonWriter writer, LayerTransform transform)
    {
        writer.WriteStartObject("transform");
        writer.WriteStartArray("matrix");
        for (var row = 0; row < transform.Matrix.Rows; row++)
        {
            writer.WriteStartArray();
            foreach (var value in transform.Matrix.Row(row))
            {
                writer.WriteNumberValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        Dimensions(writer, "outputDimensions", transform.Outputs);
        if (transform.Inputs is { } inputs)
        {
            Dimensions(writer, "inputDimensions", inputs);
        }

        if (transform.SourceRank is { } rank)
        {
            writer.WriteNumber("sourceRank", rank);
        }

        writer.WriteEndObject();
    }

    /// <summary>Where the layer stands along the dimensions that are its own.</summary>
    private static void Local(Utf8JsonWriter writer, ViewerLayer layer, LayerTransform transform)
    {
        var channel = (layer as ImageLayer)?.Channel ?? 0;
        var at = transform.Apply([.. transform.Source.Shape.Select((length, axis) =>
            (double)(transform.Source.Axes[axis].IsChannel ? Math.Min(channel, length - 1) : length / 2))]);
        var local = Enumerable.Range(0, at.Length).Where(slot => transform.Outputs[slot].IsLocal).ToList();
        if (local.Count > 0)
        {
            Dimensions(writer, "localDimensions", local.Select(slot => transform.Outputs[slot]).ToEquatableArray());
            Numbers(writer, "localPosition", local.Select(slot => at[slot]).ToEquatableArray());
        }
    }

    private static void Dimensions(Utf8JsonWriter writer, string name, EquatableArray<ViewerDimension> dimensions)
    {
        writer.WriteStartObject(name);
        foreach (var dimension in dimensions)
        {
            writer.WriteStartArray(dimension.Name);
            writer.WriteNumberValue(dimension.Scale);
            writer.WriteStringValue(dimension.Unit);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter writer, string name, EquatableArray<double> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }
}
