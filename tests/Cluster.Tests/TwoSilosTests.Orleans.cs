using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Schema;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Tests.Support;
using Orleans.TestingHost;

namespace OmeNgff.Cluster.Tests;

/// <summary>Two silos over one catalog: messages are serialized, and each grain lives on either silo.</summary>
public sealed class TwoSilosTests : IAsyncLifetime
{
    private const int Images = 12;

    private static readonly CancellationToken None = CancellationToken.None;

    private InProcessTestCluster? _cluster;

    private InProcessTestCluster Cluster => _cluster!;

    public async Task InitializeAsync()
    {
        var database = await TestServer.CreateDatabase();
        await Migrate(database);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddCatalog(database);
            silo.Services.AddGrains();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await Service<IRecordStore>(0).Commit(
            new CommitRequest([RecordChange.Put(new DatasetRecord { Id = "default" }, 0, "test")], "tester"), None);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_write_through_one_silo_is_in_the_view_read_through_the_other()
    {
        for (var image = 0; image < Images; image++)
        {
            await Register(image);
            Assert.Contains("[1.0,1.0]", await Document(1, image), StringComparison.Ordinal);
            await Scale(0, image, 7);
            Assert.Contains("[7.0,7.0]", await Document(1, image), StringComparison.Ordinal);
            Assert.Contains("[7.0,7.0]", await Document(0, image), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Eight_clients_that_read_modify_and_write_one_array_through_two_silos_lose_nothing()
    {
        const int Clients = 8, Writes = 100;
        await Register(0);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var written = 0; written < Writes;)
            {
                try
                {
                    var record = (await Array((client + written) % 2, 0).Get(None))!;
                    await Array(client % 2, 0).Write(
                        new WriteCommand<ArrayRecord>(record, record.Version, "tester", $"client {client}"), None);
                    written++;
                }
                catch (ProblemException refusal) when (refusal.Problem.Status == 412)
                {
                    // Another client was faster.
                }
            }
        })));

        Assert.Equal(1 + (Clients * Writes), (await Array(0, 0).Get(None))!.Version);
        var history = await Service<IRecordStore>(0).ReadHistory(RecordKind.Array, "a-0", null, 5000, None);
        Assert.Equal(
            Enumerable.Range(1, 1 + (Clients * Writes)).Reverse(), history.Select(entry => (int)entry.Version));
        Assert.All(
            history.SkipLast(1).GroupBy(entry => entry.Reason), ofClient => Assert.Equal(Writes, ofClient.Count()));
    }

    [Fact]
    public async Task A_refusal_crosses_silos_with_its_problem()
    {
        for (var image = 0; image < Images; image++)
        {
            await Register(image);
            var record = (await Array(0, image).Get(None))!;
            await Scale(0, image, 2);
            for (var silo = 0; silo < 2; silo++)
            {
                var refusal = await Assert.ThrowsAsync<ProblemException>(() => Array(silo, image).Write(
                    new WriteCommand<ArrayRecord>(record, 1, "tester", "stale"), None));
                Assert.Equal(412, refusal.Problem.Status);
            }
        }
    }

    [Fact]
    public async Task Versions_that_are_added_through_both_silos_get_dense_numbers()
    {
        const int writers = 8;
        const int each = 20;
        await Service<IRecordStore>(0).Commit(
            new CommitRequest(
                [
                    RecordChange.Put(Space("from"), 0, "test"),
                    RecordChange.Put(Space("to"), 0, "test"),
                    RecordChange.Put(
                        new AlignmentRecord { Id = "shift", Source = "space:from", Target = "space:to" }, 0, "test"),
                ],
                "tester"),
            None);

        // A writer of each silo's own store comes between as often as it can.
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, 2).Select(silo => Task.Run(() => Annotate(silo, stop.Token))).ToList();
        var added = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var numbers = new List<int>();
            for (var index = 0; index < each; index++)
            {
                var written = await Service<IGrainFactory>(writer % 2).GetGrain<IAlignmentGrain>("shift").AddVersion(
                    new AddVersionCommand(
                        new AlignmentVersionRecord { CoordinateTransformation = new TranslationTransformation([index]) },
                        $"writer-{writer}"),
                    None);
                numbers.Add(written.Version.Number);
            }

            return numbers;
        })));
        await stop.CancelAsync();
        var annotations = (await Task.WhenAll(others)).Sum();

        Assert.Equal(Enumerable.Range(1, writers * each), added.SelectMany(own => own).Order());
        var versions = await Service<AlignmentVersions>(1).List("shift", 0, 1000, None);
        Assert.Equal(Enumerable.Range(1, writers * each), versions.Select(version => version.Number));
        for (var writer = 0; writer < writers; writer++)
        {
            Assert.Equal(added[writer], versions.Where(version => version.CreatedBy == $"writer-{writer}")
                .Select(version => version.Number));
        }

        var alignment = (await Service<IRecordStore>(0).Read<AlignmentRecord>("shift", None))!;
        Assert.Equal((writers * each, 1 + (writers * each) + annotations), (alignment.LastVersion, alignment.Version));
        for (var silo = 0; silo < 2; silo++)
        {
            await Service<IGrainFactory>(silo).GetGrain<IAlignmentGrain>("shift").Notice(alignment.Version);
            Assert.Equal(
                alignment, await Service<IGrainFactory>(silo).GetGrain<IAlignmentGrain>("shift").Get(None));
        }
    }

    [Fact]
    public async Task A_path_through_either_silo_follows_what_was_written_through_the_other()
    {
        await Service<IRecordStore>(0).Commit(
            new CommitRequest(
                [
                    RecordChange.Put(Space("here"), 0, "test"),
                    RecordChange.Put(Space("there"), 0, "test"),
                    RecordChange.Put(
                        new AlignmentRecord { Id = "way", Source = "space:here", Target = "space:there" }, 0, "test"),
                ],
                "tester"),
            None);
        for (var number = 1; number <= 10; number++)
        {
            var (writer, reader) = (number % 2, (number + 1) % 2);
            var grain = Service<IGrainFactory>(writer).GetGrain<IAlignmentGrain>("way");
            await grain.AddVersion(
                new AddVersionCommand(
                    new AlignmentVersionRecord
                    {
                        CoordinateTransformation = new TranslationTransformation([number]),
                        Status = AlignmentStatus.Published,
                    },
                    "tester"),
                None);
            var alignment = (await grain.Get(None))!;
            var written = await grain.SetDefault(new DefaultVersionCommand(number, alignment.Version, "tester"), None);

            WantedChange.Set(Catalog.Records.ChangeName.TryParse(written.Change, out var change) ? change : default!);
            foreach (var silo in (int[])[reader, writer])
            {
                var path = await Service<PathResolution>(silo).Resolve(new PathRequest("space:here", "space:there"), None);
                Assert.Equal(number, path.Map.Matrix![0, 1]);
            }
        }
    }

    [Fact]
    public async Task Records_outlive_the_silo_that_held_them()
    {
        for (var image = 0; image < Images; image++)
        {
            await Register(image);
            await Scale(0, image, 3);
        }

        await Cluster.KillSiloAsync(Cluster.Silos[1]);
        await Cluster.WaitForLivenessToStabilizeAsync(didKill: true);

        for (var image = 0; image < Images; image++)
        {
            Assert.Equal(2, (await Array(0, image).Get(None))!.Version);
            await Scale(0, image, 4);
            Assert.Contains("[4.0,4.0]", await Document(0, image), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_commit_that_no_notice_told_of_becomes_visible_through_both_silos()
    {
        for (var image = 0; image < Images; image++)
        {
            await Register(image);
            await Document(0, image);
            Assert.Equal(1, (await Array(1, image).Get(None))!.Version);
        }

        for (var image = 0; image < Images; image++)
        {
            await Rescale(image, 5);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var image = 0; image < Images; image++)
        {
            for (var silo = 0; silo < 2; silo++)
            {
                while (!(await Document(silo, image)).Contains("[5.0,5.0]", StringComparison.Ordinal)
                    || (await Array(silo, image).Get(None))!.Version != 2)
                {
                    await Task.Delay(20, patience.Token);
                }
            }
        }
    }

    [Fact]
    public async Task A_read_that_wants_a_change_includes_it_through_either_silo_though_no_notice_told_of_it()
    {
        for (var image = 0; image < Images; image++)
        {
            await Register(image);
            await Document(0, image);
        }

        for (var round = 0; round < 100; round++)
        {
            var image = round % Images;
            var result = await Rescale(image, round + 2);
            WantedChange.Set(result.Change);
            Assert.Contains(
                $"[{round + 2}.0,{round + 2}.0]", await Document(1 - (round % 2), image), StringComparison.Ordinal);
            Assert.Equal(
                result.Versions.Values.Single(), (await Array(round % 2, image).Get(None))!.Version);
        }
    }

    private static async Task Migrate(string database)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCatalog(database);
        await using var catalog = services.BuildServiceProvider();
        await SchemaMigration.Apply(
            catalog.GetRequiredService<NpgsqlDataSource>(),
            catalog.GetRequiredService<IDbContextFactory<CatalogContext>>(),
            None);
    }

    /// <summary>Changes an array in the store, past its grain and without a notice.</summary>
    private async Task<CommitResult> Rescale(int image, double factor)
    {
        var store = Service<IRecordStore>(0);
        var record = (await store.Read<ArrayRecord>($"a-{image}", None))!;
        return await store.Commit(
            new CommitRequest(
                [
                    RecordChange.Put(
                        record with { CoordinateTransformations = [new ScaleTransformation([factor, factor])] },
                        record.Version, "rescaled"),
                ],
                "tester"),
            None);
    }

    /// <summary>Changes the alignment past its grain until told to stop.</summary>
    /// <returns>How often that was done.</returns>
    private async Task<int> Annotate(int silo, CancellationToken stop)
    {
        var store = Service<IRecordStore>(silo);
        for (var count = 0; ;)
        {
            if (stop.IsCancellationRequested)
            {
                return count;
            }

            var alignment = (await store.Read<AlignmentRecord>("shift", None))!;
            try
            {
                await store.Commit(
                    new CommitRequest(
                        [
                            RecordChange.Put(
                                alignment with { Description = $"{silo}: {count}" }, alignment.Version, "annotated"),
                        ],
                        "annotator"),
                    None);
                count++;
            }
            catch (ProblemException conflict) when (conflict.Problem.Status == 412)
            {
                // A version was added meanwhile.
            }
        }
    }

    private static SpaceRecord Space(string id) => new() { Id = id, Axes = [new Axis("x", "space", "micrometer")] };

    private T Service<T>(int silo)
        where T : notnull => Cluster.Silos[silo].ServiceProvider.GetRequiredService<T>();

    private IArrayGrain Array(int silo, int image) => Service<IGrainFactory>(silo).GetGrain<IArrayGrain>($"a-{image}");

    private async Task<string> Document(int silo, int image)
    {
        var grain = Service<IGrainFactory>(silo).GetGrain<IImageGroupGrain>($"i-{image}");
        return Encoding.UTF8.GetString(
            (await grain.Read(new ViewRoot("0.5"), "zarr.json", None)).Document!.Utf8.Span);
    }

    private Task Register(int image) => Service<Registration>(image % 2).Commit(
        new CommitRequest(
            [
                RecordChange.Put(
                    new ArrayRecord
                    {
                        Id = $"a-{image}",
                        Zarr = RawJson.Parse(
                            """
                            {"zarr_format":2,"shape":[64,32],"chunks":[32,32],"dtype":"<u2","compressor":null,
                             "fill_value":0,"order":"C","filters":null}
                            """),
                        Axes = [new Axis("y", "space"), new Axis("x", "space")],
                        CoordinateTransformations = [new ScaleTransformation([1, 1])],
                    },
                    0, "test"),
                RecordChange.Put(
                    new ImageRecord
                    {
                        Id = $"i-{image}",
                        Levels = [new ImageLevel { Path = "0", Array = $"a-{image}" }],
                    },
                    0, "test"),
            ],
            "tester"),
        None);

    private async Task Scale(int silo, int image, double factor)
    {
        var record = (await Array(silo, image).Get(None))!;
        await Array(silo, image).Write(
            new WriteCommand<ArrayRecord>(
                record with { CoordinateTransformations = [new ScaleTransformation([factor, factor])] },
                record.Version, "tester", "scaled"),
            None);
    }
}
