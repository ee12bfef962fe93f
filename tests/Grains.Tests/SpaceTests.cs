using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Tests;

/// <summary>The graph that a node keeps, against what the database says.</summary>
public sealed class SpaceTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly EquatableArray<Axis> Axes =
        [new("y", "space", "micrometer"), new("x", "space", "micrometer")];

    private readonly CurrentSpaces _spaces = silo.Service<CurrentSpaces>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_written_the_graph_is_as_if_it_had_been_read_at_once(int seed)
    {
        var random = new Random(seed);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"g{seed}-");
        foreach (var space in Numbers(4))
        {
            await Put(new SpaceRecord { Id = $"{prefix}s{space}", Axes = Axes });
        }

        foreach (var image in Numbers(3))
        {
            await silo.Register($"{prefix}i{image}", 3);
        }

        for (var step = 0; step < 60; step++)
        {
            await Change(random, prefix);

            // Sometimes many changes come between two looks.
            if (random.Next(3) > 0)
            {
                await AssertUpToDate();
            }
        }

        await AssertUpToDate();
    }

    [Fact]
    public async Task Whoever_writes_finds_the_path_that_was_written_however_many_write_and_ask()
    {
        const int clients = 8, rounds = 40;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var (from, to, id) = ($"w{client}-from", $"w{client}-to", $"w{client}");
            await Put(new SpaceRecord { Id = from, Axes = Axes });
            await Put(new SpaceRecord { Id = to, Axes = Axes });
            await Put(new AlignmentRecord { Id = id, Source = $"space:{from}", Target = $"space:{to}" });
            var grain = silo.Grains.GetGrain<IAlignmentGrain>(id);
            for (var number = 1; number <= rounds; number++)
            {
                await grain.AddVersion(
                    new AddVersionCommand(
                        new AlignmentVersionRecord
                        {
                            CoordinateTransformation = new TranslationTransformation([number, number]),
                            Status = AlignmentStatus.Published,
                        },
                        "tester"),
                    None);
                await grain.SetDefault(
                    new DefaultVersionCommand(number, (await grain.Get(None))!.Version, "tester"), None);
                Assert.Equal(number, (await Fresh(new PathRequest($"space:{from}", $"space:{to}"))).Map.Matrix![0, 2]);
            }
        })));
    }

    /// <summary>A path that does not come from memory alone, as it does, and is marked so, while the database is too slow.</summary>
    private async Task<ResolvedPath> Fresh(PathRequest request)
    {
        var feed = silo.Service<FeedTail>();
        while (true)
        {
            var wasFresh = await feed.CatchUp(None);
            var path = await silo.Service<PathResolution>().Resolve(request, None);
            if (wasFresh && feed.Failure is null)
            {
                return path;
            }

            await feed.WaitForMore(feed.Settled, FeedTail.Interval, None);
        }
    }

    [Fact]
    public async Task Only_what_changes_a_way_or_the_axes_of_a_space_raises_the_revision_of_the_graph()
    {
        await silo.Register("r0", 2);
        await silo.Register("r1", 2);
        await Put(new SpaceRecord { Id = "r-from", Axes = Axes });
        await Put(new SpaceRecord { Id = "r-to", Axes = Axes });
        await Put(new AlignmentRecord { Id = "r-a", Source = "space:r-from", Target = "space:r-to" });
        var store = silo.Service<IRecordStore>();
        var before = await Revision();

        // Nothing of these is in the graph.
        await silo.Register("r2", 2);
        await Rename("r0");
        await Label("r1", "r0");
        var space = (await store.Read<SpaceRecord>("r-from", None))!;
        await Commit(RecordChange.Put(space with { Description = "a space" }, space.Version, "test"));
        await Put(new AlignmentRecord { Id = "r-b", Source = "image:r0", Target = "space:r-to" });
        Assert.Equal(before, await Revision());

        await AddDefault("r-b");
        Assert.True(await Rises());
        await Rename("r0");
        Assert.False(await Rises());
        await Label("r0", "r2");
        Assert.True(await Rises());
        await AddDefault("r-b");
        Assert.True(await Rises());
        var ranked = (await store.Read<AlignmentRecord>("r-b", None))!;
        await Commit(RecordChange.Put(ranked with { Rank = 2 }, ranked.Version, "test"));
        Assert.True(await Rises());
        var shared = (await store.Read<ImageRecord>("r1", None))!;
        await Commit(RecordChange.Put(
            shared with { Levels = [.. shared.Levels, new ImageLevel { Path = "more", Array = "r0-1" }] }, shared.Version, "test"));
        Assert.True(await Rises());
        space = (await store.Read<SpaceRecord>("r-from", None))!;
        await Commit(RecordChange.Put(
            space with { Axes = [.. Axes.Select(axis => axis with { Unit = "nanometer" })] }, space.Version, "test"));
        Assert.True(await Rises());
        Assert.False(await Rises());

        async Task<long> Revision()
        {
            await _spaces.CatchUp(None);
            return _spaces.GraphRevision;
        }

        async Task<bool> Rises()
        {
            var last = before;
            before = await Revision();
            return before > last;
        }

        async Task Rename(string id)
        {
            var image = (await store.Read<ImageRecord>(id, None))!;
            await Commit(RecordChange.Put(image with { Name = $"{image.Name}'" }, image.Version, "test"));
        }

        async Task Label(string id, string of)
        {
            var image = (await store.Read<ImageRecord>(id, None))!;
            await Commit(RecordChange.Put(image with { LabelOf = of }, image.Version, "test"));
        }

        async Task AddDefault(string id)
        {
            var alignment = (await store.Read<AlignmentRecord>(id, None))!;
            var number = alignment.LastVersion + 1;
            await Commit(
                RecordChange.Put(
                    alignment with { LastVersion = number, DefaultVersion = number }, alignment.Version, "test"),
                RecordChange.Put(
                    new AlignmentVersionRecord
                    {
                        Id = AlignmentVersionRecord.IdOf(id, number),
                        Alignment = id,
                        Number = number,
                        Source = alignment.Source,
                        Target = alignment.Target,
                        Status = AlignmentStatus.Published,
                    },
                    0,
                    "test"));
        }
    }

    private async Task AssertUpToDate()
    {
        await _spaces.CatchUp(None);
        var expected = await silo.Service<SpaceCatalogReader>().ReadAll(None);
        var kept = _spaces.Search(graph => graph.Edges.ToList());
        Assert.Equal(Alignments(expected.Graph.Edges), Alignments(kept));
        Assert.Empty(Levels(expected.Graph.Edges).Except(Levels(kept)));
        foreach (var level in kept.OfType<LevelEdge>())
        {
            // More of them than are needed do no harm, where they are true.
            var image = await silo.Service<IRecordStore>().Read<ImageRecord>(level.Image, None);
            Assert.Equal(level.From, $"array:{image!.Levels[level.Level].Array}");
        }
    }

    private static IEnumerable<string> Alignments(IEnumerable<SpaceEdge> edges) => edges.OfType<AlignmentEdge>()
        .Select(edge => string.Create(CultureInfo.InvariantCulture,
            $"{edge.Pin} {edge.From} {edge.To} {edge.Rank} {edge.MadeAt:O} {edge.Transformation}"))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Levels(IEnumerable<SpaceEdge> edges) =>
        edges.OfType<LevelEdge>().Select(edge => $"{edge.Id} {edge.From} {edge.To}");

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(0, count);

    private async Task Change(Random random, string prefix)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}a{random.Next(6)}");
        var store = silo.Service<IRecordStore>();
        var alignment = await store.Read<AlignmentRecord>(id, None);
        switch (random.Next(6))
        {
            case 0 when alignment is null:
                var (from, to) = (End(), End());
                if (from != to)
                {
                    await Put(new AlignmentRecord { Id = id, Source = from, Target = to, Rank = random.Next(3) });
                }

                break;
            case 1 or 2 when alignment is not null:
                var number = alignment.LastVersion + 1;
                await Commit(
                    RecordChange.Put(
                        alignment with { LastVersion = number, DefaultVersion = number }, alignment.Version, "test"),
                    RecordChange.Put(
                        new AlignmentVersionRecord
                        {
                            Id = AlignmentVersionRecord.IdOf(id, number),
                            Alignment = id,
                            Number = number,
                            Source = alignment.Source,
                            Target = alignment.Target,
                            CoordinateTransformation = new TranslationTransformation([number, random.Next(9)]),
                            Status = AlignmentStatus.Published,
                        },
                        0,
                        "test"));
                break;
            case 3 when alignment is not null:
                await Commit(RecordChange.Put(
                    alignment with { DefaultVersion = null, Rank = random.Next(3) }, alignment.Version, "test"));
                break;
            case 4 when alignment is { LastVersion: 0 }:
                await Commit(new RecordChange(RecordKind.Alignment, id, alignment.Version, null, "test"));
                break;
            default:
                // A level of one image becomes one of another too, or is left.
                var image = (await store.Read<ImageRecord>($"{prefix}i{random.Next(3)}", None))!;
                var levels = image.Levels.Count > 3
                    ? image.Levels.Take(3)
                    : image.Levels.Append(new ImageLevel { Path = "more", Array = $"{prefix}i{random.Next(3)}-2" });
                await Commit(RecordChange.Put(
                    image with { Levels = levels.ToEquatableArray() }, image.Version, "test"));
                break;
        }

        string End() => random.Next(3) switch
        {
            0 => $"array:{prefix}i{random.Next(3)}-{random.Next(3)}",
            1 => $"image:{prefix}i{random.Next(3)}",
            _ => $"space:{prefix}s{random.Next(4)}",
        };
    }

    private Task Put(CatalogRecord record) => Commit(RecordChange.Put(record, 0, "test"));

    private Task Commit(params RecordChange[] changes) =>
        silo.Registration.Commit(new CommitRequest([.. changes], "tester"), None);
}
