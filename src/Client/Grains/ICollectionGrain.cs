using OmeNgff.Client.Records;
using Orleans.Concurrency;

namespace OmeNgff.Client.Grains;

/// <summary>Owns one collection: its members and their roles.</summary>
[Alias("omengff.collection")]
public interface ICollectionGrain : IRecordGrain<CollectionRecord>
{
    /// <summary>The published documents of the collection's groups by Zarr key, or null when there is no such
    /// collection. Those of its images are the images' own.</summary>
    /// <param name="ome">The OME version as text: <c>0.4</c>, <c>0.5</c>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    [AlwaysInterleave, Alias("metadata")]
    Task<ServedDocument?> Metadata(string ome, CancellationToken cancellationToken);

    /// <summary>What lies at one key of the virtual Zarr hierarchy of the collection.</summary>
    /// <param name="ome">The OME version as text.</param>
    /// <param name="key">The Zarr key, without a leading slash: <c>A/1/zarr.json</c>, <c>A/1/0/0/c/0/0</c>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    [AlwaysInterleave, Alias("read")]
    Task<ServedKey> Read(string ome, string key, CancellationToken cancellationToken);
}
