using System.Text.Json;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays.Consolidated;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Zarr.Hierarchies;

/// <summary>
/// As much of a node's documents as is needed to find further ones. Faults in them are of no concern here: whatever
/// cannot be read leads nowhere.
/// </summary>
internal sealed record NodeLook
{
    /// <summary>False when there is no document.</summary>
    public bool IsNode { get; private init; }

    /// <summary>2 or 3.</summary>
    public int ZarrFormat { get; private init; } = 2;

    /// <summary>False for an array, and for what may be one: below it lie chunks.</summary>
    public bool MayHaveChildren { get; private init; } = true;

    /// <summary>True for a group with images.</summary>
    public bool IsImage { get; private init; }

    /// <summary>True for a group of numbered images, with OME-XML (bioformats2raw).</summary>
    public bool IsSeries { get; private init; }

    /// <summary>Paths that the group refers to, relative to it; they may go up.</summary>
    public EquatableArray<string> References { get; private init; }

    /// <summary>Paths of nodes below that Zarr-consolidated metadata has copies of.</summary>
    public EquatableArray<string> Hints { get; private init; }

    /// <summary>A place without documents.</summary>
    public static NodeLook Nothing(int zarrFormat) => new() { ZarrFormat = zarrFormat };

    /// <summary>A node.</summary>
    /// <param name="documents">The bytes of its documents by their names, those that are there.</param>
    public static NodeLook At(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> documents)
    {
        var hints = Read(documents, ".zmetadata") is { } copies ? ConsolidatedMetadata.ReadV2(copies) : null;
        if (documents.ContainsKey("zarr.json"))
        {
            return Read(documents, "zarr.json") is { } document ? OfVersion3(document, hints) : new NodeLook
            {
                IsNode = true,
                ZarrFormat = 3,
                MayHaveChildren = false,
            };
        }

        var isArray = documents.ContainsKey(".zarray");
        var isNode = isArray || documents.ContainsKey(".zgroup") || documents.ContainsKey(".zattrs");
        var look = new NodeLook { IsNode = isNode, MayHaveChildren = !isArray, Hints = Paths(hints) };
        return isArray || Read(documents, ".zattrs") is not { } attributes ? look : look.WithGroup(attributes);
    }

    private static NodeLook OfVersion3(RawJson document, ConsolidatedMetadata? version2Hints)
    {
        // What says neither is validated as a group, but may be an array all the same.
        var type = document.Member("node_type") is { ValueKind: JsonValueKind.String } member
            ? member.GetString()
            : null;
        var look = new NodeLook
        {
            IsNode = true,
            ZarrFormat = 3,
            MayHaveChildren = type == "group",
            Hints = [.. Paths(ConsolidatedMetadata.ReadV3(document)), .. Paths(version2Hints)],
        };
        return type != "array" && document.Member("attributes") is { } attributes
            ? look.WithGroup(new RawJson(attributes))
            : look;
    }

    private NodeLook WithGroup(RawJson attributes) => OmeReader.Read(ZarrFormat, attributes).Group is not { } group
        ? this
        : this with
        {
            IsImage = !group.Multiscales.IsEmpty,
            IsSeries = group.SeriesLayout is not null && group.Plate is null,
            References = GroupReferences.Of(group),
        };

    private static RawJson? Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> documents, string name) =>
        documents.TryGetValue(name, out var bytes) ? StrictJson.Parse(bytes).Document : null;

    private static EquatableArray<string> Paths(ConsolidatedMetadata? hints) =>
        (hints?.Documents.Keys ?? []).Select(NodePaths.Parent).Where(path => path.Length > 0)
            .Distinct(StringComparer.Ordinal).ToEquatableArray();
}
