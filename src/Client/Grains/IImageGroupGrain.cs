using System.Collections.Immutable;
using System.Globalization;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using Orleans.Concurrency;

namespace OmeNgff.Client.Grains;

/// <summary>Owns one image group and publishes its view, derived from the arrays it references.</summary>
[Alias("omengff.image")]
public interface IImageGroupGrain : IRecordGrain<ImageRecord>
{
    /// <summary>What lies at one key of the virtual Zarr hierarchy of the image.</summary>
    /// <param name="root">The OME version and layout of the hierarchy.</param>
    /// <param name="key">The Zarr key, without a leading slash: <c>0/zarr.json</c>, <c>0/c/0/0</c>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    [AlwaysInterleave, Alias("read")]
    Task<ServedKey> Read(ViewRoot root, string key, CancellationToken cancellationToken);

    /// <summary>Corrects the voxel size of the first level; everything that follows from the same arrays follows.</summary>
    [Alias("calibrate")]
    Task<Written<ImageRecord>> Calibrate(CalibrateCommand command, CancellationToken cancellationToken);

    /// <summary>All published documents by Zarr key, or null when there is no such image.</summary>
    [AlwaysInterleave, Alias("metadata")]
    Task<ServedDocument?> Metadata(ViewRoot root, CancellationToken cancellationToken);

    /// <summary>The documents of one of the image's hierarchies, for the Zarr-consolidated metadata of an image that this
    /// one is a label image of.</summary>
    /// <param name="root">The hierarchy.</param>
    /// <param name="known">The tag of what the caller has already, or null.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    [AlwaysInterleave, Alias("documents")]
    Task<HierarchyDocuments> Documents(ViewRoot root, string? known, CancellationToken cancellationToken);

    /// <summary>The image with the arrays of its levels, or null when there is no such image.</summary>
    [AlwaysInterleave, Alias("source")]
    Task<ImageSource?> Source(CancellationToken cancellationToken);
}

/// <summary>An image and the arrays that its pixels lie in, all of one state.</summary>
/// <param name="Image">The image, with its view.</param>
/// <param name="Arrays">The arrays, in the order of the image's levels.</param>
[GenerateSerializer, Alias("omengff.image-source"), Immutable]
public sealed record ImageSource(
    [property: Id(0)] ImageRecord Image, [property: Id(1)] EquatableArray<ArrayRecord> Arrays);

/// <summary>The documents of an image's hierarchy.</summary>
/// <param name="Tag">Tells one state of them from another; empty where there are none: no such image, or it cannot be said.
/// </param>
/// <param name="ByKey">UTF-8 JSON by Zarr key; null where the caller knows these.</param>
[GenerateSerializer, Alias("omengff.hierarchy-documents"), Immutable]
public sealed record HierarchyDocuments(
    [property: Id(0)] string Tag, [property: Id(1)] ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? ByKey);

/// <summary>A correction of an image's voxel size.</summary>
/// <param name="ExpectedVersion">The version of the image that it was based on.</param>
/// <param name="Scale">The right size of a pixel of the first level, by the name of the axis.</param>
/// <param name="Unit">The unit of these numbers; null for that of each axis.</param>
/// <param name="ArrayVersions">The versions of arrays that it was based on, by id; empty for whatever stands.</param>
/// <param name="By">Who corrects.</param>
/// <param name="Reason">Why, for the history.</param>
[GenerateSerializer, Alias("omengff.calibrate"), Immutable]
public sealed record CalibrateCommand(
    [property: Id(0)] long ExpectedVersion,
    [property: Id(1)] ImmutableSortedDictionary<string, double> Scale,
    [property: Id(2)] string? Unit,
    [property: Id(3)] ImmutableSortedDictionary<string, long> ArrayVersions,
    [property: Id(4)] string By,
    [property: Id(5)] string Reason)
{
    /// <summary>True to check everything, tell the outcome, and write nothing.</summary>
    [Id(6)]
    public bool DryRun { get; init; }

    /// <summary>The caller's name for the operation, or null.</summary>
    [Id(7)]
    public OperationName? Operation { get; init; }
}

/// <summary>Which of an image's hierarchies is meant.</summary>
/// <param name="Ome">The OME version as text: <c>0.4</c>, <c>0.5</c>.</param>
/// <param name="Distributed">True for spatial metadata with the arrays, false for it in the group.</param>
[GenerateSerializer, Alias("omengff.view-root"), Immutable]
public sealed record ViewRoot([property: Id(0)] string Ome, [property: Id(1)] bool Distributed = false)
{
    /// <summary>The space that the image is published in, or null for its own.</summary>
    [Id(2)]
    public ViewPlace? Place { get; init; }

    /// <summary>The path of an image's hierarchy below <c>/zarr/</c>, with a slash at the end.</summary>
    /// <param name="image">The image's id.</param>
    public string PathOf(string image) =>
        $"{Ome}/{(Distributed ? "distributed/" : "")}{Place?.Path}{image}.zarr/";
}

/// <summary>A space that an image is published in.</summary>
/// <param name="Space">The space's id.</param>
/// <param name="Pins">The alignment versions that the way there must take: <c>alignment@version</c>.</param>
/// <param name="At">The time to look at, or null for now: the image, its arrays and all alignments as they were.</param>
[GenerateSerializer, Alias("omengff.view-place"), Immutable]
public sealed record ViewPlace(
    [property: Id(0)] string Space,
    [property: Id(1)] EquatableArray<string> Pins,
    [property: Id(2)] DateTimeOffset? At = null)
{
    /// <summary>The part of addresses that says it, with a slash at the end: <c>in/atlas/pin/a@1/at/2026-03-01T12:00:00Z/</c>.
    /// </summary>
    public string Path => $"in/{Space}/{string.Concat(Pins.Select(pin => $"pin/{pin}/"))}"
        + (At is { } at ? string.Create(CultureInfo.InvariantCulture, $"at/{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'}/") : "");
}

/// <summary>A ready JSON document.</summary>
/// <param name="Utf8">The bytes.</param>
/// <param name="ETag">A strong entity tag of the bytes, quoted.</param>
[GenerateSerializer, Alias("omengff.served-document"), Immutable]
public sealed record ServedDocument(
    [property: Id(0)] ReadOnlyMemory<byte> Utf8,
    [property: Id(1)] string ETag)
{
    /// <summary>What whoever reads it should know, or null.</summary>
    [Id(2)]
    public string? Warning { get; init; }
}

/// <summary>What lies at one key of a virtual hierarchy; at most one property is set, none = absent key.</summary>
[GenerateSerializer, Alias("omengff.served-key"), Immutable]
public sealed record ServedKey
{
    /// <summary>The key is absent.</summary>
    public static readonly ServedKey Absent = new();

    /// <summary>A document.</summary>
    [Id(0)]
    public ServedDocument? Document { get; init; }

    /// <summary>A chunk that may lie in a store.</summary>
    [Id(1)]
    public ServedChunk? Chunk { get; init; }

    /// <summary>The key belongs to another image: a label image, or a member of the collection.</summary>
    [Id(2)]
    public ServedImage? Image { get; init; }

    /// <summary>The image or collection is unknown, or cannot be said in this OME version.</summary>
    [Id(3)]
    public Problem? Problem { get; init; }
}

/// <summary>Where a chunk lies.</summary>
/// <param name="Store">The canonical address of the store.</param>
/// <param name="Key">The chunk's key in the store.</param>
[GenerateSerializer, Alias("omengff.served-chunk"), Immutable]
public sealed record ServedChunk([property: Id(0)] string Store, [property: Id(1)] string Key);

/// <summary>Another image that answers for a key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">The key below its own root.</param>
[GenerateSerializer, Alias("omengff.served-image"), Immutable]
public sealed record ServedImage([property: Id(0)] string Id, [property: Id(1)] string Key);
