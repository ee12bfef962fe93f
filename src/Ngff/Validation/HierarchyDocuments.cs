using System.Collections.Immutable;

namespace OmeNgff.Ngff.Validation;

/// <summary>The documents of a Zarr hierarchy as a store has them.</summary>
/// <param name="Documents">
/// The bytes by Zarr key, relative to the root of the hierarchy: <c>zarr.json</c>, <c>0/.zarray</c>, <c>.zattrs</c>,
/// <c>.zmetadata</c>, <c>OME/METADATA.ome.xml</c>. A key that is not there was looked for and is absent.
/// </param>
/// <param name="IsListed">
/// True when the store's folders were listed, so that nodes that nothing refers to are there too; false when only
/// references were followed.
/// </param>
public sealed record HierarchyDocuments(
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Documents, bool IsListed)
{
    /// <summary>The key of the OME-XML document of a bioformats2raw layout, relative to its root.</summary>
    public const string OmeXmlKey = "OME/METADATA.ome.xml";

    /// <summary>The names of the documents of a node.</summary>
    public static EquatableArray<string> NodeDocuments { get; } =
        ["zarr.json", ".zgroup", ".zarray", ".zattrs", ".zmetadata"];
}
