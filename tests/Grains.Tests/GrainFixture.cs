using Microsoft.Extensions.DependencyInjection;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Tests.Support;

namespace OmeNgff.Grains.Tests;

/// <summary>The grains of a running silo, called without HTTP.</summary>
public sealed class GrainFixture : IAsyncLifetime
{
    private readonly RunningSilo _silo = new();

    public IGrainFactory Grains => Service<IGrainFactory>();

    /// <summary>A folder whose stores may be read.</summary>
    public string Root => _silo.Root;

    public Registration Registration => Service<Registration>();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    public T Service<T>()
        where T : notnull => _silo.Silo.Services.GetRequiredService<T>();

    public IArrayGrain Array(string id) => Grains.GetGrain<IArrayGrain>(id);

    public IImageGroupGrain Image(string id) => Grains.GetGrain<IImageGroupGrain>(id);

    /// <summary>Registers an image <paramref name="id"/> over arrays <c>{id}-0</c>, <c>{id}-1</c>, …</summary>
    public async Task Register(string id, int levels, string zarr = V2)
    {
        var arrays = Enumerable.Range(0, levels).Select(level => new ArrayRecord
        {
            Id = $"{id}-{level}",
            Location = new Location("file:///nowhere/", $"{id}/{level}"),
            Zarr = RawJson.Parse(zarr),
            Axes = [new Axis("y", "space", "micrometer"), new Axis("x", "space", "micrometer")],
            CoordinateTransformations = [new ScaleTransformation([1 << level, 1 << level])],
        }).ToList();
        var image = new ImageRecord
        {
            Id = id,
            Name = id,
            Levels = Enumerable.Range(0, levels).Select(level => new ImageLevel
            {
                Path = $"s{level}",
                Array = $"{id}-{level}",
            }).ToEquatableArray(),
        };
        await Registration.Commit(
            new CommitRequest(
                [.. arrays.Select(array => RecordChange.Put(array, 0, "test")), RecordChange.Put(image, 0, "test")],
                "tester"),
            CancellationToken.None);
    }

    public const string V2 =
        """
        {"zarr_format":2,"shape":[64,100],"chunks":[32,32],"dtype":"<u2","compressor":null,"fill_value":0,
         "order":"C","filters":null,"dimension_separator":"."}
        """;

    public const string V3 =
        """
        {"zarr_format":3,"node_type":"array","shape":[64,100],"data_type":"uint16","fill_value":0,
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[32,32]}},
         "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
         "codecs":[{"name":"bytes","configuration":{"endian":"little"}}],"dimension_names":["y","x"]}
        """;

    public const string Sharded =
        """
        {"zarr_format":3,"node_type":"array","shape":[64,100],"data_type":"uint16","fill_value":0,
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[64,64]}},
         "chunk_key_encoding":{"name":"default"},
         "codecs":[{"name":"sharding_indexed","configuration":{"chunk_shape":[32,32],
            "codecs":[{"name":"bytes","configuration":{"endian":"little"}}],
            "index_codecs":[{"name":"bytes","configuration":{"endian":"little"}},{"name":"crc32c"}]}}],
         "dimension_names":["y","x"]}
        """;
}
