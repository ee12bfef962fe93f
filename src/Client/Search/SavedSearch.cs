using System.Text.Json.Serialization;
using OmeNgff.Client.Records;

namespace OmeNgff.Client.Search;

/// <summary>A search that was given a name.</summary>
public sealed record SavedSearch
{
    /// <summary>The name, unique among saved searches; see <see cref="RecordId"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>The parameters of the search by name, as <c>GET /v1/search</c> takes them: a text or, where one may repeat,
    /// a list of texts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Query { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>1, 2, …; derived, as all that follows.</summary>
    public long Version { get; init; }

    /// <summary>When it was saved first.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who saved it first.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who changed it last.</summary>
    public string UpdatedBy { get; init; } = "";
}

/// <summary>A record that came to match a saved search.</summary>
/// <param name="Number">1, 2, …, in the order in which the records were found to match.</param>
/// <param name="At">When it was found to match.</param>
/// <param name="Kind">The record's kind.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Name">Its name now; null where it is no more.</param>
/// <param name="Matches">Whether it still matches.</param>
public sealed record SearchMatch(
    long Number,
    DateTimeOffset At,
    RecordKind Kind,
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    bool Matches);
