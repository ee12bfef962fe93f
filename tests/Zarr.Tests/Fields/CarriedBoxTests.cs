using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Zarr.Tests.Fields;

/// <summary>Boxes, field by field.</summary>
public sealed class CarriedBoxTests : IDisposable
{
    private readonly FieldFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_fields_it_is_the_exact_hull()
    {
        var box = await _folder.Carrier().CarryBox(new ScaleTransformation([2, -1]), [0, 1], [3, double.PositiveInfinity]);

        Assert.Equal(new CarriedBox([0, double.NegativeInfinity], [6, -1], IsExact: true), box);
        Assert.Equal(
            new CarriedBox([0, 1], [3, 2], IsExact: true),
            await _folder.Carrier().CarryBox(new ScaleTransformation([2, -1]), [0, -2], [6, -1], inverse: true));
    }

    [Fact]
    public async Task It_is_widened_by_the_displacements_in_it_alone()
    {
        var address = _folder.Displacements([20], (index, _) => index[0] < 10 ? index[0] / 10.0 : 100, new Layout([4, 1]));
        var field = new DisplacementsTransformation(address);

        var box = await _folder.Carrier().CarryBox(field, [2.2], [4.5]);

        // Samples 2 to 5 matter.
        Assert.False(box.IsExact);
        Assert.Equal(2.4, box.Min[0], 1e-9);
        Assert.Equal(5.0, box.Max[0], 1e-9);
    }

    [Fact]
    public async Task Backwards_only_what_can_reach_it_counts()
    {
        var address = _folder.Displacements([100], (index, _) => index[0] < 50 ? 1 : 3, new Layout([8, 1]));
        var field = new DisplacementsTransformation(address);

        // First all of 1 to 3 is thought of; then only samples up to 12 are left.
        var box = await _folder.Carrier().CarryBox(field, [10], [12], inverse: true);

        Assert.Equal(9, box.Min[0], 1e-4);
        Assert.Equal(11, box.Max[0], 1e-4);
    }

    [Fact]
    public async Task What_lies_outside_the_field_is_left_out()
    {
        var field = new DisplacementsTransformation(_folder.Displacements([10], (_, _) => 1));

        var box = await _folder.Carrier().CarryBox(field, [double.NegativeInfinity], [double.PositiveInfinity]);

        Assert.Equal(0.5, box.Min[0], 1e-5);
        Assert.Equal(10.5, box.Max[0], 1e-5);
        Assert.Equal(
            (FieldRules.BoxOutsideField, ""),
            await Carrying.Refusal(() => _folder.Carrier().CarryBox(field, [10], [11])));
        Assert.Equal(
            (FieldRules.BoxOutsideField, ""),
            await Carrying.Refusal(() => _folder.Carrier().CarryBox(field, [11], [12], inverse: true)));
    }

    [Fact]
    public async Task Through_coordinates_it_is_the_hull_of_those_in_it()
    {
        var field = new CoordinatesTransformation(_folder.Write(
            "coordinate", [10], 2, (index, component) => component == 0 ? index[0] * 2 : -index[0]));

        var box = await _folder.Carrier().CarryBox(field, [2.5], [3.5]);

        Carrying.Near([4, -4], [.. box.Min]);
        Carrying.Near([8, -2], [.. box.Max]);
        Assert.Equal(
            (FieldRules.NotReversible, ""),
            await Carrying.Refusal(() => _folder.Carrier().CarryBox(field, [0, 0], [1, 1], inverse: true)));
    }

    [Fact]
    public async Task A_box_that_needs_too_many_samples_is_refused()
    {
        var field = new DisplacementsTransformation(_folder.Displacements([10], (_, _) => 1, new Layout([2, 1])));
        var carrier = _folder.Carrier(new FieldLimits { MaxBoxBytes = 32 });

        Assert.False((await carrier.CarryBox(field, [0], [2.9])).IsExact);
        Assert.Equal(
            (FieldRules.BoxTooLarge, "/transformations/0"),
            await Carrying.Refusal(() => carrier.CarryBox(new SequenceTransformation([field]), [0], [4])));
    }

    [Fact]
    public async Task What_is_no_box_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => _folder.Carrier().CarryBox(new IdentityTransformation(), [0, 0], [1]));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _folder.Carrier().CarryBox(new IdentityTransformation(), [double.NaN], [1]));
        Assert.Equal(
            (FieldRules.RankMismatch, ""),
            await Carrying.Refusal(() => _folder.Carrier().CarryBox(new ScaleTransformation([1, 1]), [0], [1])));
    }
}
