using OmeNgff.Catalog.Feed;

namespace OmeNgff.Catalog.Tests.Feed;

public sealed class TransactionSnapshotTests
{
    [Theory]
    [InlineData("10:20:10,14,15", 9, true)]
    [InlineData("10:20:10,14,15", 10, false)]
    [InlineData("10:20:10,14,15", 11, true)]
    [InlineData("10:20:10,14,15", 14, false)]
    [InlineData("10:20:10,14,15", 19, true)]
    [InlineData("10:20:10,14,15", 20, false)]
    [InlineData("10:10:", 9, true)]
    [InlineData("10:10:", 10, false)]
    [InlineData("4294967300:4294967301:4294967300", 4294967300, false)]
    public void It_includes_what_had_ended_before_it(string text, long transaction, bool expected) =>
        Assert.Equal(expected, TransactionSnapshot.Parse(text).Includes(transaction));

    [Theory]
    [InlineData("")]
    [InlineData("10:20")]
    [InlineData("10:20:30:40")]
    [InlineData("a:20:")]
    [InlineData("10:20:-5")]
    public void What_PostgreSQL_does_not_write_is_no_snapshot(string text) =>
        Assert.Throws<FormatException>(() => TransactionSnapshot.Parse(text));
}
