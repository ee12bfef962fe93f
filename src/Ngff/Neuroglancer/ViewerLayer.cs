namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>One layer of a state.</summary>
public abstract record ViewerLayer
{
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
