using System.Collections.Immutable;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Publishing;

/// <summary>Where the axes and the transformations of the levels are written.</summary>
public enum DocumentLayout
{
    /// <summary>In the group, as OME-NGFF says.</summary>
    Consolidated,

    /// <summary>With the arrays; the group lists paths alone.</summary>
    Distributed,
}

/// <summary>A level that is to be published.</summary>
/// <param name="Path">Its path in the published hierarchy, relative to the group.</param>
/// <param name="Spatial">What its array owns.</param>
/// <param name="Array">Its array.</param>
/// <param name="Attributes">The array's attributes without the spatial ones; an object.</param>
public sealed record PublishedLevel(string Path, SpatialMetadata Spatial, ZarrArrayDocument Array, RawJson Attributes);

/// <summary>The documents of an image in one OME version, by Zarr key: UTF-8 JSON that is ASCII only.</summary>
/// <param name="Group">
/// The groups' documents: <c>.zgroup</c> and <c>.zattrs</c>, or <c>zarr.json</c>; the same for <c>labels</c> and for
/// groups between the image and its arrays.
/// </param>
/// <param name="Arrays">The arrays' documents; empty when one of them cannot be said.</param>
/// <param name="Refusals">Why arrays cannot be said in this Zarr format; empty when all can.</param>
public sealed record PublishedDocuments(
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Group,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Arrays,
    EquatableArray<Diagnostic> Refusals);
