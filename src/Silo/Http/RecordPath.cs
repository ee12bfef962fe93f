using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Silo.Http;

/// <summary>The paths of records: <c>/v1/{kind}s/{id}</c>.</summary>
public static class RecordPath
{
    private const string Root = "/v1/";

    /// <summary>The path of a record; of an alignment's version that is below its alignment.</summary>
    public static string Of(RecordReference reference) =>
        reference.Kind == RecordKind.AlignmentVersion
        && AlignmentVersionRecord.TryParseId(reference.Id, out var alignment, out var number)
            ? $"{Root}alignments/{alignment}/versions/{number}"
            : $"{Root}{reference.Kind.Text()}s/{reference.Id}";

    /// <summary>The path of what a reference in text form (<c>image:{id}</c>) names.</summary>
    public static string Of(string reference)
    {
        var end = reference.IndexOf(':', StringComparison.Ordinal);
        var (kind, id) = (reference[..end], reference[(end + 1)..]);
        return RecordKinds.TryParse(kind, out var known) ? Of(new RecordReference(known, id)) : $"{Root}{kind}s/{id}";
    }

    /// <summary>Parses exactly the path of one record; versions of alignments have none here.</summary>
    public static bool TryParse(string? path, out RecordReference reference)
    {
        reference = default;
        var parts = path?.StartsWith(Root, StringComparison.Ordinal) is true ? path[Root.Length..].Split('/') : [];
        if (parts is not [{ Length: > 1 } list, var id] || list[^1] != 's'
            || !RecordKinds.TryParse(list[..^1], out var kind) || kind == RecordKind.AlignmentVersion
            || !RecordId.IsValid(id))
        {
            return false;
        }

        reference = new RecordReference(kind, id);
        return true;
    }
}
