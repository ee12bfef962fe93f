using System.Text.Json.Serialization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Records;

/// <summary>A named, saved set of image groups in one space, with the alignment versions that place them.</summary>
public sealed record ViewpointRecord : CatalogRecord
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Viewpoint;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => string.IsNullOrEmpty(Name) ? Id : Name;

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Words to search by.</summary>
    public EquatableArray<string> Tags { get; init; }

    /// <summary>The id of the space that all is seen in.</summary>
    public string Space { get; init; } = "";

    /// <summary>What is seen, the lowest first.</summary>
    public EquatableArray<ViewpointLayer> Layers { get; init; }
}

/// <summary>One image group of a viewpoint.</summary>
public sealed record ViewpointLayer
{
    /// <summary>The image's id.</summary>
    public required string Image { get; init; }

    /// <summary>The alignment versions that its way to the space must take: <c>alignment@version</c>.</summary>
    public EquatableArray<string> Pins { get; init; }

    /// <summary>False when it is there and not shown.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>Display attributes; an object, or null.</summary>
    public RawJson? Attributes { get; init; }
}
