using System.Diagnostics.CodeAnalysis;

namespace OmeNgff.Client.Records;

/// <summary>
/// A reference to a coordinate space: <c>array:{id}</c> (an index space), <c>image:{id}</c> (an intrinsic space) or
/// <c>space:{id}</c> (a catalogued one).
/// </summary>
/// <param name="Kind">Array, image or space.</param>
/// <param name="Id">The record's id.</param>
public sealed record SpaceReference(RecordKind Kind, string Id)
{
    /// <summary>What a reference must look like, for messages.</summary>
    public const string Rule = "array:{id}, image:{id} or space:{id}";

    /// <summary>Parses the text form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SpaceReference? reference)
    {
        var end = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        reference = end > 0
            && RecordKinds.TryParse(text![..end], out var kind)
            && kind is RecordKind.Array or RecordKind.Image or RecordKind.Space
            && RecordId.IsValid(text[(end + 1)..])
            ? new SpaceReference(kind, text[(end + 1)..])
            : null;
        return reference is not null;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => $"{Kind.Text()}:{Id}";
}
