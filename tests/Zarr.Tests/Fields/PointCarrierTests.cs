using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Fields;
using OmeNgff.Zarr.Stores;
using OmeNgff.Zarr.Tests.Arrays;

namespace OmeNgff.Zarr.Tests.Fields;

/// <summary>Points, field by field.</summary>
public sealed class PointCarrierTests : IDisposable
{
    private readonly FieldFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_displacement_is_added_where_the_level_puts_its_sample()
    {
        // Samples at y = 10, 12 and x = 0, 5; one displaced by (1, -2).
        var address = _folder.Displacements(
            [2, 2],
            (index, component) => index is [1, 0] ? (component == 0 ? 1 : -2) : 0,
            new Layout(VectorDimension: 0, Scale: [2, 5], Translation: [10, 0]));

        var carried = await _folder.Carrier().Carry(
            new DisplacementsTransformation(address), [12, 0, 11, 0, 12, 2.5, 10, 5], 2);

        Assert.Equal(2, carried.Rank);
        Assert.Empty(carried.Faults);
        Assert.Equal([13.0, -2, 11.5, -1, 12.5, 1.5, 10, 5], carried.Coordinates);
    }

    [Fact]
    public async Task Coordinates_have_as_many_components_as_the_output_has_axes()
    {
        var address = _folder.Write("coordinate", [3], 2, (index, component) => (10 * index[0]) + component);

        var carried = await _folder.Carrier().Carry(new CoordinatesTransformation(address), [0, 1.5], 1);

        Assert.Equal(2, carried.Rank);
        Assert.Equal([0.0, 1, 15, 16], carried.Coordinates);
    }

    [Fact]
    public async Task The_nearest_sample_counts_alone()
    {
        var address = _folder.Displacements([3], (index, _) => 10 * index[0]);

        var carried = await _folder.Carrier().Carry(
            new DisplacementsTransformation(address, "nearest"), [0.4, 0.5, 1.6, 2.5, -0.5], 1);

        Assert.Equal([0.4, 10.5, 21.6, 22.5, -0.5], carried.Coordinates);
    }

    [Fact]
    public async Task Points_outside_are_named_with_their_axis_and_the_others_are_carried()
    {
        var address = _folder.Displacements([3, 3], (_, component) => component + 1);

        var carried = await _folder.Carrier().Carry(
            new DisplacementsTransformation(address), [0, 0, -0.51, 0, 1, 2.5, 1, 2.51, double.NaN, 1, 2, 2], 2);

        Assert.Equal(
            [(1, FieldRules.PointOutsideField), (3, FieldRules.PointOutsideField), (4, FieldRules.PointNotFinite)],
            carried.Faults.Select(fault => (fault.Point, fault.Rule)));
        Assert.Contains("axis 0 (\"a0\")", carried.Faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("axis 1 (\"a1\")", carried.Faults[1].Message, StringComparison.Ordinal);
        var nan = double.NaN;
        Assert.Equal([1, 2, nan, nan, 2, 4.5, nan, nan, nan, nan, 3, 4], carried.Coordinates);
    }

    [Fact]
    public async Task A_sample_that_is_no_number_spoils_only_the_points_that_need_it()
    {
        var address = _folder.Displacements([4], (index, _) => index[0] == 2 ? double.NaN : 1);

        var carried = await _folder.Carrier().Carry(new DisplacementsTransformation(address), [1, 1.5, 2, 3, 2.001], 1);

        Assert.Equal([1, 2, 4], carried.Faults.Select(fault => fault.Point));
        Assert.All(carried.Faults, fault => Assert.Equal(FieldRules.FieldValueNotFinite, fault.Rule));
        Assert.Equal([2, double.NaN, double.NaN, 4, double.NaN], carried.Coordinates);
    }

    [Fact]
    public async Task All_kinds_of_transformations_are_walked_both_ways()
    {
        var field = new DisplacementsTransformation(_folder.Displacements([9, 9], (index, _) => 0.1 * index[0]));
        var transformation = new SequenceTransformation([
            new ScaleTransformation([2, 2, 2]),
            new TranslationTransformation([1, 0, 0]),
            new ByDimensionTransformation([
                new DimensionsTransformation(field, [2, 0], [0, 1]),
                new DimensionsTransformation(
                    new BijectionTransformation(new ScaleTransformation([4]), new ScaleTransformation([0.25])), [1], [2])]),
            new MapAxisTransformation([2, 0, 1])]);

        // (1, 2, 3) goes to (3, 4, 6); the field takes (6, 3) to (6.6, 3.6); in all (6.6, 3.6, 16).
        var there = await _folder.Carrier().Carry(transformation, [1, 2, 3, 100, 0, 0], 3);
        Carrying.Near([16, 6.6, 3.6], there.Coordinates[..3]);
        Assert.Equal([1], there.Faults.Select(fault => fault.Point));

        var back = await _folder.Carrier().Carry(transformation, there.Coordinates[..3], 3, inverse: true);
        Carrying.Near([1, 2, 3], back.Coordinates);
        Assert.True(transformation.IsReversible());
    }

    [Fact]
    public async Task A_bijection_goes_back_by_its_own_inverse()
    {
        var forward = new CoordinatesTransformation(_folder.Write("coordinate", [3], 1, (index, _) => 10 * index[0]));
        var inverse = new CoordinatesTransformation(_folder.Write(
            "coordinate", [3], 1, (index, _) => index[0], new Layout(Scale: [10])));
        var transformation = new BijectionTransformation(forward, inverse);

        await _folder.Carrier().Leads(transformation, [1.5], [15]);
        await _folder.Carrier().Leads(transformation, [15], [1.5], inverse: true);
    }

    [Fact]
    public async Task What_has_no_way_back_is_refused_by_name()
    {
        var coordinates = new CoordinatesTransformation(_folder.Write("coordinate", [3], 1, (index, _) => index[0]));
        var field = new DisplacementsTransformation(_folder.Displacements([3], (_, _) => 0));
        var singular = new AffineTransformation(Matrix.OfRows([0, 1]));
        foreach (var part in new CoordinateTransformation[] { coordinates, singular })
        {
            var transformation = new SequenceTransformation([field, part]);
            Assert.Equal(
                (FieldRules.NotReversible, "/transformations/1"),
                await Carrying.Refusal(() => _folder.Carrier().Carry(transformation, [1], 1, inverse: true)));
            Assert.False(transformation.IsReversible());
        }

        var twice = new ByDimensionTransformation([
            new DimensionsTransformation(field, [0], [0]), new DimensionsTransformation(field, [0], [1])]);
        Assert.Equal(
            (FieldRules.NotReversible, ""),
            await Carrying.Refusal(() => _folder.Carrier().Carry(twice, [1, 1], 2, inverse: true)));
        Assert.False(twice.IsReversible());
    }

    [Fact]
    public async Task A_point_that_nothing_is_displaced_to_is_named()
    {
        // The displacements change by 3 per spacing, so that every step leads further away, from one edge to the other.
        var steep = _folder.Displacements([5], (index, _) => (3 * index[0]) - 6);

        // Everything is moved to 10 and beyond.
        var shifted = _folder.Displacements([5], (_, _) => 10);

        var first = await _folder.Carrier().Carry(new DisplacementsTransformation(steep), [2.4], 1, inverse: true);
        var second = await _folder.Carrier().Carry(new DisplacementsTransformation(shifted), [9, 12], 1, inverse: true);

        Assert.Equal([FieldRules.InverseNotConverged], first.Faults.Select(fault => fault.Rule));
        Assert.Equal([(0, FieldRules.PointOutsideField)], second.Faults.Select(fault => (fault.Point, fault.Rule)));
        Assert.Equal(2, second.Coordinates[1], 1e-9);
    }

    [Fact]
    public async Task The_points_have_as_many_coordinates_as_the_field_has_axes()
    {
        var field = new DisplacementsTransformation(_folder.Displacements([3, 3], (_, _) => 0));

        Assert.Equal(
            (FieldRules.RankMismatch, ""), await Carrying.Refusal(() => _folder.Carrier().Carry(field, [1, 1, 1], 3)));
        Assert.Equal(
            (FieldRules.RankMismatch, "/transformations/0"),
            await Carrying.Refusal(() => _folder.Carrier().Carry(
                new SequenceTransformation([new ScaleTransformation([1, 1, 1]), field]), [1, 1], 2)));
        await Assert.ThrowsAsync<ArgumentException>(() => _folder.Carrier().Carry(field, [1, 1, 1], 2));
    }

    [Fact]
    public async Task A_path_is_a_whole_address()
    {
        foreach (var path in new[] { "field0", "/data/field0", "../field0" })
        {
            Assert.Equal(
                (FieldRules.FieldPathRelative, "/transformations/1/path"),
                await Carrying.Refusal(() => _folder.Carrier().Carry(
                    new SequenceTransformation([new IdentityTransformation(), new DisplacementsTransformation(path)]), [1], 1)));
        }
    }

    [Fact]
    public async Task What_is_no_field_is_refused_and_says_what_is_needed()
    {
        var good = _folder.Displacements([3], (_, _) => 0);
        _folder.Folder.Write("plain/zarr.json", """{"zarr_format":3,"node_type":"group"}""");
        var coordinates = _folder.Write("coordinate", [3], 1, (_, _) => 0);
        var wide = _folder.Write("displacement", [3], 2, (_, _) => 0);

        Assert.Equal(FieldRules.FieldGroupExpected, await RuleOf(good + "/0"));
        Assert.Equal(FieldRules.FieldGroupExpected, await RuleOf(_folder.Address("plain")));
        Assert.Equal(FieldRules.FieldAxesInvalid, await RuleOf(coordinates));
        Assert.Equal(FieldRules.FieldAxesInvalid, await RuleOf(wide));
        Assert.Equal(StoreRules.StoreMissing, await RuleOf(_folder.Address("nothing")));
        Assert.Equal(StoreRules.PathOutsideRoots, await RuleOf("file:///somewhere"));
        Assert.Equal(
            (FieldRules.InterpolationUnknown, "/interpolation"),
            await Carrying.Refusal(() => _folder.Carrier().Carry(new DisplacementsTransformation(good, "sinc"), [1], 1)));
    }

    [Fact]
    public async Task A_field_whose_samples_cannot_be_held_is_refused()
    {
        var field = new DisplacementsTransformation(_folder.Displacements([100], (_, _) => 0));
        var limits = new FieldLimits { Arrays = new ArrayLimits { MaxChunkBytes = 799 } };

        Assert.Equal(ArrayRules.ChunkTooLarge, await Reading.RuleOf(() => _folder.Carrier(limits).Carry(field, [1], 1)));
    }

    [Fact]
    public async Task A_damaged_chunk_fails_the_batch_and_names_the_chunk()
    {
        var address = _folder.Displacements([4], (_, _) => 0, new Layout([2, 1]));
        File.WriteAllBytes(Path.Combine(_folder.Root, "field0/0/c/1/0"), [1]);
        var field = new DisplacementsTransformation(address);

        Assert.Empty((await _folder.Carrier().Carry(field, [0.5], 1)).Faults);
        var fault = await Assert.ThrowsAsync<StoreException>(() => _folder.Carrier().Carry(field, [2.5], 1));
        Assert.Equal(ArrayRules.ChunkLength, fault.Rule);
        Assert.EndsWith("field0/0/c/1/0", fault.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_matrix_is_read_from_its_array_wherever_it_stands()
    {
        _folder.Folder.Document("affine", [2, 3], [1, 2], type: "int16");
        _folder.Folder.Chunk("affine/c/0/0", WrittenArray.LittleEndian<short>(1, 2));
        _folder.Folder.Chunk("affine/c/0/1", WrittenArray.LittleEndian<short>(3, -1));
        _folder.Folder.Chunk("affine/c/1/0", WrittenArray.LittleEndian<short>(4, 5));
        _folder.Folder.Chunk("affine/c/1/1", WrittenArray.LittleEndian<short>(6, -1));
        _folder.Folder.Document("rotation", [2, 2], [2, 2], type: "float32");
        _folder.Folder.Chunk("rotation/c/0/0", WrittenArray.LittleEndian<float>(0, -1, 1, 0));
        var transformation = new SequenceTransformation([
            new AffineTransformation(null, _folder.Address("affine")) { Name = "first" },
            new ByDimensionTransformation([
                new DimensionsTransformation(new RotationTransformation(null, _folder.Address("rotation")), [0, 1], [0, 1])])]);

        var read = await new ArrayParameters(_folder.Folder.Factory, new FieldLimits()).Inline(transformation, default);

        Assert.Equal(
            new SequenceTransformation([
                new AffineTransformation(Matrix.OfRows([1, 2, 3], [4, 5, 6])) { Name = "first" },
                new ByDimensionTransformation([
                    new DimensionsTransformation(new RotationTransformation(Matrix.OfRows([0, -1], [1, 0])), [0, 1], [0, 1])])]),
            read);
        Carrying.Near([-15, 6], (await _folder.Carrier().Carry(transformation, [1, 1], 2)).Coordinates);
        Carrying.Near([1, 1], (await _folder.Carrier().Carry(transformation, [-15, 6], 2, inverse: true)).Coordinates);
        Assert.True(transformation.IsReversible());
    }

    [Fact]
    public async Task What_is_no_matrix_is_refused()
    {
        _folder.Folder.Document("flat", [4], [4], type: "float64");
        _folder.Folder.Document("wide", [2, 3], [2, 3], type: "float64");
        _folder.Folder.Document("huge", [65, 3], [1, 1], type: "float64");
        _folder.Folder.Document("nan", [2, 3], [2, 3], type: "float64", fill: "\"NaN\"");

        Assert.Equal(FieldRules.MatrixInvalid, await Rule(new AffineTransformation(null, _folder.Address("flat"))));
        Assert.Equal(FieldRules.MatrixInvalid, await Rule(new RotationTransformation(null, _folder.Address("wide"))));
        Assert.Equal(FieldRules.MatrixInvalid, await Rule(new AffineTransformation(null, _folder.Address("huge"))));
        Assert.Equal(FieldRules.MatrixInvalid, await Rule(new AffineTransformation(null, _folder.Address("nan"))));
        Assert.Equal(
            (FieldRules.FieldPathRelative, "/forward/path"),
            await Carrying.Refusal(() => _folder.Carrier().Carry(
                new BijectionTransformation(new AffineTransformation(null, "wide"), new IdentityTransformation()), [1, 1], 2)));

        Task<string> Rule(CoordinateTransformation transformation) =>
            Reading.RuleOf(() => _folder.Carrier().Carry(transformation, [1, 1], 2));
    }

    [Fact]
    public async Task A_cancelled_batch_is_given_up()
    {
        var field = new DisplacementsTransformation(_folder.Displacements([3], (_, _) => 0));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _folder.Carrier().Carry(field, false, new double[] { 1 }, 1, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _folder.Carrier().CarryBox(field, false, [0.0], [1.0], cancelled.Token));
    }

    [Fact]
    public async Task Carriers_share_what_was_read()
    {
        var cache = new ChunkCache();
        var address = _folder.Displacements([4], (_, _) => 1, new Layout([2, 1]));
        var field = new DisplacementsTransformation(address);
        _ = await _folder.Carrier(cache: cache).Carry(field, [0, 3], 1);
        Assert.Equal(32, cache.Bytes);

        // Chunks that are gone are not missed.
        Directory.Delete(Path.Combine(_folder.Root, "field0/0/c"), recursive: true);
        await _folder.Carrier(cache: cache).Leads(field, [0, 3], [1, 4]);
        await _folder.Carrier().Leads(field, [0, 3], [0, 3]);
    }

    private Task<string> RuleOf(string address) =>
        Reading.RuleOf(() => _folder.Carrier().Carry(new DisplacementsTransformation(address), [1], 1));
}
