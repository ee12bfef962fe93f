using System.Text.Json.Serialization;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Records;

/// <summary>
/// A named edge from one coordinate space to another. Its transformations are its versions, which are records of their
/// own (<see cref="AlignmentVersionRecord"/>).
/// </summary>
public sealed record AlignmentRecord : CatalogRecord
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Alignment;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => string.IsNullOrEmpty(Name) ? Id : Name;

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Words to search by.</summary>
    public EquatableArray<string> Tags { get; init; }

    /// <summary>The space that points come from, as a <see cref="SpaceReference"/>; never changes.</summary>
    public string Source { get; init; } = "";

    /// <summary>The space that points go to, as a <see cref="SpaceReference"/>; never changes.</summary>
    public string Target { get; init; } = "";

    /// <summary>Which of several ways is preferred; lower is better.</summary>
    public double Rank { get; init; }

    /// <summary>The number of the version that is taken where none is pinned, or null. Set by an action of its own.
    /// </summary>
    public int? DefaultVersion { get; init; }

    /// <summary>The number of the newest version, 0 when there is none. Kept by the server.</summary>
    public int LastVersion { get; init; }
}
