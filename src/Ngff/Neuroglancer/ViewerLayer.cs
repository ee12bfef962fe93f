using System.Collections.Immutable;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>One layer of a state.</summary>
public abstract record ViewerLayer
{
    private static readonly ImmutableArray<string> DataTypes =
        ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "float32"];

    /// <summary>True where Neuroglancer shows a data type. It takes <c>int64</c> of Zarr v2 for <c>uint64</c>.</summary>
    /// <param name="dataType">The data type by its v3 name.</param>
    /// <param name="zarrFormat">The Zarr format that the source has.</param>
    public static bool Shows(string dataType, int zarrFormat) =>
        DataTypes.Contains(dataType) || (dataType == "int64" && zarrFormat == 2);

    /// <summary>The refusal of a data type.</summary>
    public static NgffException Refusal(string dataType) => Rules.ViewerDataType.Refusal("/data_type",
        $"Neuroglancer does not show the data type {dataType}; it shows {string.Join(", ", DataTypes)}.");

    /// <summary>The name that people see.</summary>
    public required string Name { get; init; }

    /// <summary>The address of the source, pinned to its Zarr version: <c>https://host/image.zarr/|zarr3:</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Where it lies.</summary>
    public required LayerPlacement Placement { get; init; }

    /// <summary>False when it is there and not shown.</summary>
    public bool Visible { get; init; } = true;
}

/// <summary>An image, or one channel of it.</summary>
public sealed record ImageLayer : ViewerLayer
{
    /// <summary>How it is shown.</summary>
    public ChannelDisplay Display { get; init; } = new();

    /// <summary>The index of the channel that is shown first.</summary>
    public long Channel { get; init; }

    /// <summary>How opaque it is, 0 to 1.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>True to add its light to that of the layers below, false to cover them.</summary>
    public bool IsAdditive { get; init; }
}

/// <summary>A label image.</summary>
public sealed record SegmentationLayer : ViewerLayer
{
    /// <summary>Colours of labels, six hexadecimal digits each; others are chosen by the viewer.</summary>
    public EquatableArray<(string Label, string Color)> Colors { get; init; }
}
