using System.Text.Json.Serialization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Client.Records;

/// <summary>A catalogued coordinate system with an identity: an atlas, a specimen, a stage.</summary>
public sealed record SpaceRecord : CatalogRecord
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Space;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => string.IsNullOrEmpty(Name) ? Id : Name;

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>1 to 10 axes with units and, where it is known, orientation.</summary>
    public EquatableArray<Axis> Axes { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Where the space is defined: an atlas, a DOI, an address.</summary>
    public EquatableArray<string> References { get; init; }

    /// <summary>Words to search by.</summary>
    public EquatableArray<string> Tags { get; init; }
}
