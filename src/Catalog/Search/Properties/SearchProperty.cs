using System.Collections.Immutable;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Properties;

/// <summary>What a property's values are.</summary>
public enum PropertyType
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A time.</summary>
    Time,

    /// <summary>A list of texts.</summary>
    TextList,

    /// <summary>Any JSON value, as of an attribute: what it is compared with decides.</summary>
    Json,

    /// <summary>A box, for <c>S_INTERSECTS</c> alone.</summary>
    Box,

    /// <summary>The spaces that an image can be carried to, for <c>A_CONTAINS</c> and <c>A_OVERLAPS</c> alone.</summary>
    Spaces,
}

/// <summary>A property of records that filters, orders and facets name.</summary>
/// <param name="Name">Its name, the part behind a prefix included: <c>axes.x.unit</c>.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Value">The SQL expression of its value, of a row <c>s</c> of the index; of JSON of its jsonb.</param>
public sealed record SearchProperty(string Name, PropertyType Type, string Value)
{
    /// <summary>What people read about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>The kinds that have it; empty for all.</summary>
    public ImmutableArray<RecordKind> Kinds { get; init; } = [];

    /// <summary>The path under which values are terms of the index; null where they are none.</summary>
    internal string? Term { get; init; }

    /// <summary>SQL around a condition of values that a record has several of, by way of other records; null where a value
    /// is the record's own. <c>{0}</c> stands for the condition.</summary>
    internal string? Related { get; init; }

    /// <summary>The other records that <see cref="Related"/> goes by: their kinds, and the SQL expressions of their ids. Who
    /// may not see one of them is not told of its values.</summary>
    internal ImmutableArray<(RecordKind Kind, string Id)> Ways { get; init; } = [];

    /// <summary>Instead of <see cref="Value"/> for readers who may not see all, where it tells of alignments; null where it
    /// tells of none. <c>{alignment}</c> stands for the condition that the alignment <c>own.id</c> is seen.</summary>
    internal string? SeenValue { get; init; }

    /// <summary>The name of the part behind a prefix; the prefix ends with a point. Null for a property without parts.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>The names that an answer may take; empty for any.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>True where records can be ordered and counted by it.</summary>
    public bool IsPlain => Related is null && Type is not (PropertyType.Box or PropertyType.Spaces);
}
