using System.Text.RegularExpressions;

namespace OmeNgff.Client.Records;

/// <summary>Ids of records: <c>[A-Za-z0-9][A-Za-z0-9_-]{0,127}</c>, given by the caller or UUIDv7.</summary>
public static partial class RecordId
{
    /// <summary>What an id must match, for messages.</summary>
    public const string Rule = "[A-Za-z0-9][A-Za-z0-9_-]{0,127}";

    /// <summary>True when the text may be an id.</summary>
    public static bool IsValid(string? text) => text is not null && Pattern().IsMatch(text);

    /// <summary>A new id that sorts by time of creation (UUIDv7, RFC 9562).</summary>
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,127}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
