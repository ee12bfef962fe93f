using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Schema;
using OmeNgff.Catalog.Search;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Tests.Support;

namespace OmeNgff.Catalog.Tests;

/// <summary>A migrated catalog with the default dataset, in a database of its own.</summary>
public sealed class CatalogFixture : IAsyncLifetime
{
    private ServiceProvider? _services;

    public IRecordStore Store => Service<IRecordStore>();

    public RecordSearch Search => Service<RecordSearch>();

    public ImportStore Imports => Service<ImportStore>();

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Source => Service<NpgsqlDataSource>();

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        ConnectionString = await TestServer.CreateDatabase();
        services.AddCatalog(ConnectionString);
        _services = services.BuildServiceProvider();
        await SchemaMigration.Apply(Source, Service<IDbContextFactory<CatalogContext>>(), CancellationToken.None);
        await Put(new DatasetRecord { Id = DatasetRecord.DefaultId });
    }

    public async Task DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    public Task<CommitResult> Put(params CatalogRecord[] records) => Commit(
        [.. records.Select(record => RecordChange.Put(record, record.Version, "test"))]);

    public Task<CommitResult> Commit(params RecordChange[] changes) =>
        Store.Commit(new CommitRequest([.. changes], "tester"), CancellationToken.None);

    public T Service<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    /// <summary>An array with axes y and x, 64 × 32.</summary>
    public static ArrayRecord Array(string id, double scale = 1) => new()
    {
        Id = id,
        Zarr = RawJson.Parse(
            """
            {"zarr_format":2,"shape":[64,32],"chunks":[32,32],"dtype":"<u2","compressor":null,"fill_value":0,
             "order":"C","filters":null,"dimension_separator":"/"}
            """),
        Axes = [new Axis("y", "space", "micrometer"), new Axis("x", "space", "micrometer")],
        CoordinateTransformations = [new ScaleTransformation([scale, scale])],
    };

    /// <summary>An image over arrays, its levels named 0, 1, ….</summary>
    public static ImageRecord Image(string id, params string[] arrays) => new()
    {
        Id = id,
        Name = id,
        Levels = arrays.Select((array, index) => new ImageLevel
        {
            Path = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Array = array,
        }).ToEquatableArray(),
    };
}
