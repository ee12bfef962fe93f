using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Feed;

public sealed class LongPollTests(RunningSilo silo) : SiloTests(silo)
{
    /// <summary>A place that the feed never reaches.</summary>
    private const string Never = "00000001-7fffffffffffffff-00000000";

    [Fact]
    public async Task What_is_there_already_is_answered_whatever_the_wait()
    {
        var mark = await Api.Mark();
        var second = await Api.Mark();
        await Api.Since(mark);

        var page = (await Api.Get($"/v1/changes?after={mark}&wait=60")).Is(200).Json;

        Assert.Equal(second, (string)page["items"]![0]!["change"]!);
    }

    [Fact]
    public async Task Readers_who_wait_get_what_another_writes()
    {
        var mark = await Api.Mark();
        await Api.Since(mark);
        for (var round = 0; round < 10; round++)
        {
            var end = await Api.Mark();
            await Patience.Until("the feed reaches the mark", async () =>
                (await Api.Get($"/v1/changes?after={mark}")).Is(200).Json["items"]!.AsArray() is { Count: > 0 } items
                    ? items
                    : null);
            mark = end;
            var readers = Enumerable.Range(0, 20)
                .Select(_ => Task.Run(() => Api.Get($"/v1/changes?after={mark}&wait=60"))).ToList();
            var written = await Api.Mark();

            foreach (var answer in await Task.WhenAll(readers))
            {
                var page = answer.Is(200).Json;
                var entry = Assert.Single(page["items"]!.AsArray())!;
                Assert.Equal(written, (string)entry["change"]!);
                Assert.Equal(written, (string)page["next"]!);
            }

            mark = written;
        }
    }

    [Fact]
    public async Task When_nothing_comes_the_page_is_empty_and_goes_on_from_the_same_place()
    {
        var page = (await Api.Get($"/v1/changes?after={Never}&wait=1")).Is(200).Json;

        Assert.Empty(page["items"]!.AsArray());
        Assert.Equal(Never, (string)page["next"]!);
    }

    [Theory]
    [InlineData("61")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("long")]
    [InlineData("99999999999")]
    public async Task A_wait_that_is_no_number_from_0_to_60_is_refused(string wait)
    {
        var error = (await Api.Get($"/v1/changes?wait={wait}")).IsRefusal("/wait", "wait-range");

        Assert.Contains("MaxFeedWait", (string)error["message"]!, StringComparison.Ordinal);
    }
}
