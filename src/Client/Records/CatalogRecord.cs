using System.Text.Json.Serialization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Records;

/// <summary>What every record of the catalog carries.</summary>
public abstract record CatalogRecord
{
    /// <summary>The id, unique among the records of one kind; see <see cref="RecordId"/>.</summary>
    [JsonPropertyOrder(-20)]
    public string Id { get; init; } = "";

    /// <summary>The dataset the record belongs to; a dataset belongs to itself.</summary>
    [JsonPropertyOrder(-19)]
    public string Dataset { get; init; } = DatasetRecord.DefaultId;

    /// <summary>1 for the first version, then dense. Derived.</summary>
    [JsonPropertyOrder(-18)]
    public long Version { get; init; }

    /// <summary>When version 1 was committed, by the database's clock. Derived.</summary>
    [JsonPropertyOrder(-17)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who committed version 1. Derived.</summary>
    [JsonPropertyOrder(-16)]
    public string CreatedBy { get; init; } = "";

    /// <summary>When this version was committed; later than the version before. Derived.</summary>
    [JsonPropertyOrder(-15)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who committed this version. Derived.</summary>
    [JsonPropertyOrder(-14)]
    public string UpdatedBy { get; init; } = "";

    /// <summary>Free attributes; an object.</summary>
    public RawJson? Attributes { get; init; }

    /// <summary>Affected views that could not be told of the write in time; only in answers to writes. Derived.</summary>
    public EquatableArray<string>? PendingViews { get; init; }

    /// <summary>True where a later release wrote members that this one does not know, and that are not in here. It is read as
    /// any other; a change that is made from it would lose them, and is refused.</summary>
    [JsonIgnore]
    public bool IsOfNewerRelease { get; init; }

    /// <summary>The kind of the record.</summary>
    [JsonIgnore]
    public abstract RecordKind Kind { get; }

    /// <summary>The name to show and to search, or the id when the record has none.</summary>
    [JsonIgnore]
    public abstract string DisplayName { get; }

    /// <summary>The record without what is only in answers.</summary>
    public virtual CatalogRecord WithoutDerived() => this with { PendingViews = null };
}
