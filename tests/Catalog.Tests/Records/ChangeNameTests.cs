using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Catalog.Records;

namespace OmeNgff.Catalog.Tests.Records;

public sealed class ChangeNameTests
{
    private static readonly Arbitrary<ChangeName> Names = (
        from incarnation in Gen.Choose(0, int.MaxValue)
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from number in Gen.Choose(0, int.MaxValue)
        select new ChangeName(incarnation, ((long)high << 31) | (uint)low, number)).ToArbitrary();

    [Fact]
    public void A_name_is_parsed_from_its_text() => Prop.ForAll(Names, name =>
        ChangeName.TryParse(name.ToString(), out var parsed) && parsed == name).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_as_text_are_ordered_as_the_feed() => Prop.ForAll(Names, Names, (left, right) =>
        Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString()))
            == (left.Incarnation, left.Transaction, left.Number).CompareTo(
                (right.Incarnation, right.Transaction, right.Number))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("1-2-3")]
    [InlineData("00000001-00000000000000zz-00000000")]
    [InlineData("ffffffff-0000000000000001-00000000")]
    public void Anything_else_is_no_name(string text) => Assert.False(ChangeName.TryParse(text, out _));
}
