using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays.Consolidated;

/// <summary>Compares copies of Zarr documents with the documents.</summary>
internal static class ConsolidatedComparison
{
    private const int NamedMembers = 3;

    private static readonly RawJson EmptyList = RawJson.Parse("[]");
    private static readonly RawJson Null = RawJson.Parse("null");
    private static readonly RawJson Dot = RawJson.Parse("\".\"");

    public static EquatableArray<ConsolidatedDifference> Compare(
        ConsolidatedMetadata copies, IReadOnlyDictionary<string, RawJson?> read)
    {
        var differences = new List<ConsolidatedDifference>();
        foreach (var (key, document) in read.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var compared = copies.ZarrFormat == 2 ? ZarrKeys.IsV2Document(key) : ZarrKeys.IsV3Document(key);
            if (compared && Difference(key, copies.Documents.GetValueOrDefault(key), document) is { } difference)
            {
                differences.Add(difference);
            }
        }

        return differences.ToEquatableArray();
    }

    private static ConsolidatedDifference? Difference(string key, RawJson? copy, RawJson? document)
    {
        if (IsNothing(key, copy) && IsNothing(key, document))
        {
            return null;
        }

        if (copy is null)
        {
            return new ConsolidatedDifference(
                key, ConsolidatedDifferenceKind.Hidden, $"The Zarr-consolidated metadata has no copy of '{key}'.");
        }

        if (document is null)
        {
            return new ConsolidatedDifference(
                key, ConsolidatedDifferenceKind.Missing, $"The Zarr-consolidated metadata has '{key}', which is gone.");
        }

        return Where(key, copy, document) is { } where
            ? new ConsolidatedDifference(
                key,
                ConsolidatedDifferenceKind.Differs,
                $"The copy of '{key}' in the Zarr-consolidated metadata differs from it{where}.")
            : null;
    }

    /// <summary>True for no document, and for attributes that are none.</summary>
    private static bool IsNothing(string key, RawJson? document) =>
        document is null || (ZarrKeys.Name(key) is ".zattrs" && RawJson.EmptyObject.Equals(document));

    /// <summary>Which members differ, as the end of a sentence; null when none does.</summary>
    private static string? Where(string key, RawJson copy, RawJson document)
    {
        // The copy was looked through when it was read; comparing what is no Unicode text would fail.
        if (document.Element.ValueKind != JsonValueKind.Object
            || UnicodeText.FirstFault(new JsonCursor(document.Element, "")) is not null)
        {
            return "";
        }

        var kind = ZarrKeys.Name(key);
        var differing = Names(copy).Union(Names(document), StringComparer.Ordinal)
            .Where(name => !AreSame(kind, name, copy.Member(name), document.Member(name)))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (differing.Count == 0)
        {
            return null;
        }

        var more = differing.Count > NamedMembers ? $" and {differing.Count - NamedMembers} more" : "";
        return $" in {string.Join(", ", differing.Take(NamedMembers).Select(name => $"\"{name}\""))}{more}";
    }

    private static IEnumerable<string> Names(RawJson document) =>
        document.Element.EnumerateObject().Select(member => member.Name);

    private static bool AreSame(string kind, string name, JsonElement? copy, JsonElement? document)
    {
        // What a group below consolidates itself is not copied into the group above.
        if (kind is "zarr.json" && name is "consolidated_metadata")
        {
            return true;
        }

        var absent = Default(kind, name)?.Element;
        return (copy ?? absent, document ?? absent) is ({ } one, { } other) && JsonElement.DeepEquals(one, other);
    }

    /// <summary>What a member that is left out means; null where it means nothing.</summary>
    private static RawJson? Default(string kind, string name) => (kind, name) switch
    {
        ("zarr.json", "attributes") => RawJson.EmptyObject,
        ("zarr.json", "storage_transformers") => EmptyList,
        ("zarr.json", "dimension_names") => Null,
        (".zarray", "dimension_separator") => Dot,
        _ => null,
    };
}
