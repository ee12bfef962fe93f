using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays;

/// <summary>Reads the members that both Zarr formats' documents have.</summary>
internal static class ZarrMembers
{
    /// <summary>The most dimensions an array may have.</summary>
    public const int MaxRank = 64;

    public static JsonCursor Root(RawJson document, int zarrFormat)
    {
        var root = new JsonCursor(document.Element, "");
        if (!root.IsObject)
        {
            throw Rules.ZarrFormat.Refusal("", $"A Zarr document is an object, not {root.KindText}.");
        }

        var format = Required(root, "zarr_format");
        if (format.Kind != JsonValueKind.Number || !format.Element.TryGetInt32(out var number) || number != zarrFormat)
        {
            throw Rules.ZarrFormat.Refusal(
                format.Pointer, $"The document is of Zarr format {format.Element.GetRawText()}, not {zarrFormat}.");
        }

        return root;
    }

    public static JsonCursor Required(JsonCursor parent, string name) =>
        parent.Member(name) ??
        throw Rules.ZarrMemberMissing.Refusal(parent.At(name), $"The Zarr document has no \"{name}\".");

    /// <summary>A list of integers, none less than <paramref name="least"/>.</summary>
    public static EquatableArray<long> Lengths(JsonCursor list, long least)
    {
        if (!list.IsArray)
        {
            throw Invalid(list, "a list of integers");
        }

        if (list.Element.GetArrayLength() > MaxRank)
        {
            throw Rules.ZarrMemberInvalid.Refusal(list.Pointer, $"An array has at most {MaxRank} dimensions here.");
        }

        var lengths = new List<long>();
        foreach (var item in list.Items())
        {
            if (item.Kind != JsonValueKind.Number || !item.Element.TryGetInt64(out var length) || length < least)
            {
                throw Rules.ZarrMemberInvalid.Refusal(
                    item.Pointer, $"Here must be an integer of at least {least}, not {item.Element.GetRawText()}.");
            }

            lengths.Add(length);
        }

        return lengths.ToEquatableArray();
    }

    /// <summary>A list of integers of at least 1, as many as dimensions.</summary>
    public static EquatableArray<long> ChunkShape(JsonCursor list, int rank)
    {
        var lengths = Lengths(list, least: 1);
        return lengths.Count == rank ? lengths : throw Rules.ZarrMemberInvalid.Refusal(
            list.Pointer, $"There are {lengths.Count} chunk lengths and {rank} dimensions.");
    }

    public static char Separator(JsonCursor? separator, char absent) => separator switch
    {
        null => absent,
        { Text: "/" } => '/',
        { Text: "." } => '.',
        { } other => throw Invalid(other, "\"/\" or \".\""),
    };

    public static NgffException Invalid(JsonCursor value, string expected) =>
        Rules.ZarrMemberInvalid.Refusal(value.Pointer, $"Here must be {expected}, not {value.KindText}.");
}
