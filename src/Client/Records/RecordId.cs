using System.Buffers;

namespace OmeNgff.Client.Records;

/// <summary>Ids of records: <c>[A-Za-z0-9][A-Za-z0-9_-]{0,127}</c>, given by the caller or UUIDv7.</summary>
public static class RecordId
{
    /// <summary>What an id must match, for messages.</summary>
    public const string Rule = "[A-Za-z0-9][A-Za-z0-9_-]{0,127}";

    private const int MaxLength = 128;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>True when the text may be an id.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(text[0])
        && !text.AsSpan(1).ContainsAnyExcept(Characters);

    /// <summary>A new id that sorts by time of creation (UUIDv7, RFC 9562).</summary>
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
}
