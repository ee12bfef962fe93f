using System.Text.Json.Serialization;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Records;

/// <summary>The unit of ownership and permission; every record belongs to one.</summary>
public sealed record DatasetRecord : CatalogRecord
{
    /// <summary>The dataset that always exists.</summary>
    public const string DefaultId = "default";

    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Dataset;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => string.IsNullOrEmpty(Title) ? Id : Title;

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>The licence of the data, such as <c>CC-BY-4.0</c>.</summary>
    public string? Licence { get; init; }

    /// <summary>Words to search by.</summary>
    public EquatableArray<string> Tags { get; init; }

    /// <summary>Who may see it.</summary>
    public Visibility Visibility { get; init; } = Visibility.Internal;

    /// <summary>Who may do what with it and its records, beside what <see cref="Visibility"/> lets everyone do.</summary>
    public EquatableArray<DatasetGrant> Grants { get; init; }
}

/// <summary>What one principal may do with a dataset and its records.</summary>
public sealed record DatasetGrant
{
    /// <summary>The role that reads.</summary>
    public const string Reader = "reader";

    /// <summary>The role that reads and writes.</summary>
    public const string Writer = "writer";

    /// <summary>The role that also grants.</summary>
    public const string Owner = "owner";

    /// <summary>Who: the name of a user or a group.</summary>
    public required string Principal { get; init; }

    /// <summary><see cref="Reader"/>, <see cref="Writer"/> or <see cref="Owner"/>; each may what those before it may.
    /// </summary>
    public required string Role { get; init; }
}

/// <summary>Who may see a dataset and its records.</summary>
public enum Visibility
{
    /// <summary>Everyone.</summary>
    Public,

    /// <summary>Everyone with an account.</summary>
    Internal,

    /// <summary>Only those it is granted to.</summary>
    Private,
}
