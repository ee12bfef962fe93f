using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Verification;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Records;

/// <summary>An image knows when the default version of an alignment was made where it lies no more.</summary>
public sealed class OutdatedAlignmentTests : IAsyncLifetime
{
    private const string Outdated = "alignment-outdated";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly CatalogFixture _catalog = new();

    public async Task InitializeAsync()
    {
        await _catalog.InitializeAsync();
        await _catalog.Put(
            CatalogFixture.Array("a"), CatalogFixture.Image("i", "a"), CatalogFixture.Array("b"),
            CatalogFixture.Image("j", "b"), new SpaceRecord { Id = "s", Axes = CatalogFixture.Array("a").Axes },
            Alignment("to-s", "image:i", "space:s"), Version("to-s", "image:i", "space:s", 1),
            Version("to-s", "image:i", "space:s", 2));
    }

    public Task DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task A_version_keeps_where_its_images_lay_with_transformations_of_the_group()
    {
        await Rescale("a", 2);
        await _catalog.Put((await Read<ImageRecord>("i")) with
        {
            CoordinateTransformations = [new TranslationTransformation([10, 20]) { Name = "stage" }],
        });
        await _catalog.Put(
            Alignment("pair", "image:i", "image:j"), Version("pair", "image:i", "image:j", 1),
            Alignment("index", "array:a", "space:s"), Version("index", "array:a", "space:s", 1));

        var pair = await Read<AlignmentVersionRecord>("pair@1");
        var index = await Read<AlignmentVersionRecord>("index@1");

        Assert.Equal(
            new SequenceTransformation([new ScaleTransformation([2, 2]), new TranslationTransformation([10, 20])]),
            pair.SourcePlacement);
        Assert.Equal(new ScaleTransformation([1, 1]).Simplify(2), pair.TargetPlacement);
        Assert.Equal((null, null), (index.SourcePlacement, index.TargetPlacement));
    }

    [Fact]
    public async Task The_index_tells_it_in_the_commit_that_changes_the_array_or_the_default()
    {
        await _catalog.Put((await Read<AlignmentRecord>("to-s")) with { DefaultVersion = 1 });
        Assert.Empty(await Diagnostics("i"));

        Assert.Equal(["i"], (await Rescale("a", 2)).Views.Keys);
        Assert.Equal([Outdated], await Diagnostics("i"));
        Assert.Empty(await Diagnostics("j"));

        var (before, result) = (await Revision("i"), await SetDefault("to-s", 2));
        Assert.Equal(before + 1, Assert.Single(result.Views).Value);
        Assert.Equal([Outdated], await Diagnostics("i"));

        await SetDefault("to-s", null);
        Assert.Empty(await Diagnostics("i"));
        await _catalog.Put(Version("to-s", "image:i", "space:s", 3));
        await SetDefault("to-s", 3);
        Assert.Empty(await Diagnostics("i"));
        await SetDefault("to-s", 1);
        Assert.Equal([Outdated], await Diagnostics("i"));
        await Rescale("a", 1);
        Assert.Empty(await Diagnostics("i"));
        Assert.Empty(await Differences());
    }

    [Fact]
    public async Task A_change_of_an_alignment_that_leaves_the_default_alone_touches_no_view()
    {
        await SetDefault("to-s", 1);
        var before = await Revision("i");

        var result = await _catalog.Put((await Read<AlignmentRecord>("to-s")) with { Rank = 3, LastVersion = 7 });

        Assert.Empty(result.Views);
        Assert.Equal(before, await Revision("i"));
    }

    [Fact]
    public async Task Deleting_the_alignment_ends_it()
    {
        await SetDefault("to-s", 1);
        await Rescale("a", 2);

        var result = await _catalog.Commit(
            await Deletion<AlignmentRecord>("to-s"), await Deletion<AlignmentVersionRecord>("to-s@1"),
            await Deletion<AlignmentVersionRecord>("to-s@2"));

        Assert.Equal(["i"], result.Views.Keys);
        Assert.Empty(await Diagnostics("i"));
        Assert.Empty(await Differences());
    }

    [Fact]
    public async Task Other_units_of_the_same_place_are_no_calibration()
    {
        await SetDefault("to-s", 1);
        var array = await Read<ArrayRecord>("a");

        await _catalog.Put(array with
        {
            Axes = [new Axis("y", "space", "nanometer"), new Axis("x", "space", "nanometer")],
            CoordinateTransformations = [new ScaleTransformation([1000, 1000])],
        });
        Assert.Empty(await Diagnostics("i"));

        await Rescale("a", 1);
        Assert.Equal([Outdated], await Diagnostics("i"));
    }

    [Fact]
    public async Task A_version_that_kept_no_place_says_nothing()
    {
        await Execute("update records set body = (body::jsonb - 'sourcePlacement')::json where id = 'to-s@1'");
        await SetDefault("to-s", 1);

        await Rescale("a", 2);

        Assert.Empty(await Diagnostics("i"));
        Assert.Null((await Read<AlignmentVersionRecord>("to-s@1")).SourcePlacement);
    }

    [Fact]
    public async Task Reindexing_brings_it_back()
    {
        await SetDefault("to-s", 1);
        await Rescale("a", 2);
        await Execute("update search_index set diagnostics = '{}'");
        Assert.NotEmpty(await Differences());

        await foreach (var _ in _catalog.Service<Reindexing>().Run(None))
        {
        }

        Assert.Equal([Outdated], await Diagnostics("i"));
        Assert.Empty(await Differences());
    }

    [Fact]
    public async Task An_image_its_array_and_an_alignment_of_it_are_registered_in_one_commit()
    {
        await _catalog.Put(
            CatalogFixture.Array("new", 3), CatalogFixture.Image("new", "new"),
            Alignment("new", "image:new", "space:s") with { DefaultVersion = 1 }, Version("new", "image:new", "space:s", 1));

        Assert.Equal(new ScaleTransformation([3, 3]), (await Read<AlignmentVersionRecord>("new@1")).SourcePlacement);
        Assert.Empty(await Diagnostics("new"));
        Assert.Empty(await Differences());
    }

    [Fact]
    public async Task Whatever_changes_at_once_the_index_is_what_the_records_say()
    {
        const int rounds = 40;
        await _catalog.Put(
            Alignment("pair", "image:j", "image:i"), Version("pair", "image:j", "image:i", 1),
            Version("pair", "image:j", "image:i", 2));

        await Task.WhenAll(
            Each(round => Rescale("a", 1 + (round % 2))),
            Each(round => Rescale("b", 1 + (round % 2))),
            Each(round => SetDefault("to-s", round % 3 == 0 ? null : 1)),
            Each(round => SetDefault("pair", (round % 2) + 1)),
            Each(async round => await _catalog.Put((await Read<ImageRecord>("i")) with { Name = $"i{round}" })));

        Assert.Empty(await Differences());
        await SetDefault("to-s", 1);
        await SetDefault("pair", 1);
        Assert.Equal([Outdated], await Diagnostics("i"));
        Assert.Equal([Outdated], await Diagnostics("j"));

        async Task Each(Func<int, Task> act)
        {
            for (var round = 0; round < rounds; round++)
            {
                await Retried(() => act(round));
            }
        }
    }

    private static async Task Retried(Func<Task> act)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (ProblemException conflict) when (conflict.Problem.Status == 412)
            {
                // Read again.
            }
        }
    }

    private static AlignmentRecord Alignment(string id, string source, string target) =>
        new() { Id = id, Source = source, Target = target, LastVersion = 9 };

    private static AlignmentVersionRecord Version(string alignment, string source, string target, int number) => new()
    {
        Id = AlignmentVersionRecord.IdOf(alignment, number),
        Alignment = alignment,
        Number = number,
        Source = source,
        Target = target,
        CoordinateTransformation = new IdentityTransformation(),
        Status = AlignmentStatus.Published,
    };

    private async Task<CommitResult> Rescale(string array, double scale) =>
        await _catalog.Put((await Read<ArrayRecord>(array)) with
        {
            CoordinateTransformations = [new ScaleTransformation([scale, scale])],
        });

    private async Task<CommitResult> SetDefault(string alignment, int? number) =>
        await _catalog.Put((await Read<AlignmentRecord>(alignment)) with { DefaultVersion = number });

    private async Task<RecordChange> Deletion<TRecord>(string id)
        where TRecord : CatalogRecord =>
        new(RecordKinds.Of<TRecord>(), id, (await Read<TRecord>(id)).Version, null, "away");

    private async Task<TRecord> Read<TRecord>(string id)
        where TRecord : CatalogRecord => (await _catalog.Store.Read<TRecord>(id, None))!;

    /// <summary>The rules in the index, which are those that a view made from one snapshot names.</summary>
    private async Task<string[]> Diagnostics(string image)
    {
        var snapshot = (await _catalog.Store.ReadImage(image, None))!;
        var view = ImageDerivation.Of(snapshot.Image, snapshot.Arrays, snapshot.Defaults).Diagnostics;
        await using var command = _catalog.Source.CreateCommand(
            string.Create(CultureInfo.InvariantCulture, $"select diagnostics from search_index where kind = 'image' and id = '{image}'"));
        var rules = (string[])(await command.ExecuteScalarAsync(None))!;
        Assert.Equal(view.Select(diagnostic => diagnostic.Rule).Distinct(), rules);
        return rules;
    }

    private async Task<long> Revision(string image) => (await _catalog.Store.ReadImage(image, None))!.Revision;

    private async Task<List<Difference>> Differences()
    {
        var found = new List<Difference>();
        await foreach (var (_, differences) in _catalog.Service<CatalogVerification>().Run(None))
        {
            found.AddRange(differences);
        }

        return found;
    }

    private async Task Execute(string sql)
    {
        await using var command = _catalog.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(None);
    }
}
