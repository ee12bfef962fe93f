using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Records;

public sealed class DerivedArrayTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_corrected_base_corrects_all_that_is_derived_from_it_in_the_same_commit()
    {
        await catalog.Put(
            CatalogFixture.Array("base", 0.1), Derived("half", "base", 2), Derived("quarter", "half", 2),
            CatalogFixture.Image("pyramid", "base", "half", "quarter"), CatalogFixture.Image("alone", "quarter"));
        var before = (await Read("base"))!;

        var result = await catalog.Put(before with { CoordinateTransformations = [new ScaleTransformation([0.3, 0.3])] });

        Assert.Equal(
            ["array:base", "array:half", "array:quarter"],
            result.Versions.Where(pair => pair.Value == 2).Select(pair => pair.Key.ToString()));
        Assert.Equal(["alone", "pyramid"], result.Views.Keys);
        var (scale, translation) = Place(await Read("quarter"));
        Assert.Equal([4 * 0.3, 4 * 0.3], scale);
        Assert.Equal(1.5 * 0.3, translation[0], 1e-15);
        var told = (await catalog.Store.ReadHistory(RecordKind.Array, "half", null, 1, None))[0];
        Assert.Contains("'base'", told.Reason, StringComparison.Ordinal);
        var snapshot = (await catalog.Store.ReadImage("pyramid", None))!;
        Assert.Equal([2, 2, 2], snapshot.Arrays.Select(array => array.Version));
    }

    [Fact]
    public async Task A_base_is_not_corrected_where_what_follows_would_lose_what_a_later_release_wrote()
    {
        await catalog.Put(CatalogFixture.Array("older", 0.1), Derived("newer", "older", 2), CatalogFixture.Array("aside", 0.1));
        await using var command = catalog.Source.CreateCommand(
            "update records set body = jsonb_set(body::jsonb, '{later}', '1')::json where kind = 'array' and id = 'newer'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        var (older, aside) = ((await Read("older"))!, (await Read("aside"))!);
        var scale = new ScaleTransformation([0.3, 0.3]);

        var (refused, done) = (
            catalog.Put(older with { CoordinateTransformations = [scale] }),
            catalog.Put(aside with { CoordinateTransformations = [scale] }));

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => refused);
        Assert.Equal((503, ProblemException.NewerReleaseType), (refusal.Problem.Status, refusal.Problem.Type));
        Assert.Equal(2, (await done).Versions.Single().Value);
        Assert.Equal((1, 1), ((await Read("older"))!.Version, (await Read("newer"))!.Version));
    }

    [Fact]
    public async Task Levels_defined_by_factors_stay_exactly_rational_however_often_the_base_changes()
    {
        await catalog.Put(
            CatalogFixture.Array("exact", 0.1), Derived("exact-3", "exact", 3), Derived("exact-7", "exact", new Rational(7, 3)),
            CatalogFixture.Image("exact", "exact", "exact-3", "exact-7"));
        foreach (var size in new[] { 0.36, 1 / 3.0, 0.325, 1e-7 })
        {
            await catalog.Put((await Read("exact"))! with
            {
                CoordinateTransformations = [new ScaleTransformation([size, size])],
            });
            var snapshot = (await catalog.Store.ReadImage("exact", None))!;
            var derivation = ImageDerivation.Of(snapshot.Image, snapshot.Arrays);
            Assert.Equal(PyramidKind.Discrete, derivation.Pyramid.Kind);
            Assert.Equal([3, 3], derivation.Pyramid.Levels[1].Factors);
            Assert.Equal([new Rational(7, 3), new Rational(7, 3)], derivation.Pyramid.Levels[2].Factors);
            Assert.All(derivation.Pyramid.Levels, level => Assert.Equal(0, level.Residual));
        }
    }

    [Fact]
    public async Task A_change_of_the_base_that_moves_nothing_leaves_the_derived_arrays_alone()
    {
        await catalog.Put(CatalogFixture.Array("still"), Derived("still-2", "still", 2));

        await catalog.Put((await Read("still"))! with { Attributes = Ngff.Json.RawJson.Parse("""{"a":1}""") });

        Assert.Equal(1, (await Read("still-2"))!.Version);
    }

    [Fact]
    public async Task An_array_cannot_be_derived_from_itself_by_any_way()
    {
        await catalog.Put(
            CatalogFixture.Array("round"), Derived("round-2", "round", 2), Derived("round-4", "round-2", 2));
        var root = (await Read("round"))!;

        foreach (var @base in new[] { "round", "round-2", "round-4" })
        {
            var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(
                root with { DerivedFrom = new ArrayDerivation(@base, [2, 2]) }));
            Assert.Equal("derivation-cycle", refusal.Problem.Errors[0].Rule);
        }

        Assert.Equal(1, (await Read("round"))!.Version);
    }

    [Fact]
    public async Task A_base_cannot_be_deleted_while_arrays_are_derived_from_it()
    {
        await catalog.Put(CatalogFixture.Array("kept"), Derived("kept-2", "kept", 2));

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Commit(Deletion("kept")));

        Assert.Equal(409, refusal.Problem.Status);
        Assert.Contains("array 'kept-2'", refusal.Problem.Detail, StringComparison.Ordinal);
        await catalog.Commit(Deletion("kept"), Deletion("kept-2"));
        Assert.Null(await Read("kept"));
    }

    [Fact]
    public async Task A_derived_array_becomes_absolute_where_it_lies_and_no_longer_follows()
    {
        await catalog.Put(CatalogFixture.Array("free", 0.5), Derived("free-2", "free", 2));
        var derived = (await Read("free-2"))!;

        await catalog.Put(derived with { DerivedFrom = null });
        await catalog.Put((await Read("free"))! with { CoordinateTransformations = [new ScaleTransformation([9, 9])] });

        Assert.Equal(derived.CoordinateTransformations, (await Read("free-2"))!.CoordinateTransformations);
    }

    [Fact]
    public async Task Factors_that_do_not_fit_are_refused_by_name()
    {
        await catalog.Put(CatalogFixture.Array("unfit"));
        await Refuses(Derived("unfit-a", "unfit", 2) with { DerivedFrom = new("unfit", [2]) }, "derivation-rank-mismatch");
        await Refuses(Derived("unfit-b", "unfit", 0), "derivation-factor-invalid");
        await Refuses(Derived("unfit-c", "nowhere", 2), "array-unknown");
        await Refuses(Derived("unfit-d", "no id", 2), "id-invalid");

        async Task Refuses(ArrayRecord array, string rule)
        {
            var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(array));
            Assert.Equal((400, rule), (refusal.Problem.Status, refusal.Problem.Errors[0].Rule));
            Assert.StartsWith("/derivedFrom", refusal.Problem.Errors[0].Pointer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_chain_of_derivations_of_any_length_follows_its_root()
    {
        const int Length = 300;
        await catalog.Put(
            [
                CatalogFixture.Array("chain-0"),
                .. Enumerable.Range(1, Length).Select(index => Derived($"chain-{index}", $"chain-{index - 1}", 1)),
            ]);

        var result = await catalog.Put((await Read("chain-0"))! with
        {
            CoordinateTransformations = [new ScaleTransformation([3, 3])],
        });

        Assert.Equal(Length + 1, result.Versions.Count);
        Assert.Equal([3, 3], Place(await Read($"chain-{Length}")).Scale);
    }

    private static ArrayRecord Derived(string id, string @base, Rational factor) => CatalogFixture.Array(id) with
    {
        Axes = [],
        CoordinateTransformations = [],
        DerivedFrom = new ArrayDerivation(@base, [factor, factor]),
    };

    private static RecordChange Deletion(string id) => new(RecordKind.Array, id, 1, null, "away");

    private static (EquatableArray<double> Scale, EquatableArray<double> Translation) Place(ArrayRecord? array) =>
        array!.CoordinateTransformations[0].AsScaleAndTranslation(2)!.Value;

    private Task<ArrayRecord?> Read(string id) => catalog.Store.Read<ArrayRecord>(id, None);
}
