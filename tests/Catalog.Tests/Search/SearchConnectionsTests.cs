using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Client.Problems;
using OmeNgff.Tests.Support;

namespace OmeNgff.Catalog.Tests.Search;

/// <summary>How many searches are under way in the database at a time, alone and beside writes.</summary>
public sealed class SearchConnectionsTests
{
    private static readonly SearchOptions TwoAtATime = new() { MaxParallel = 2, MaxWait = TimeSpan.FromSeconds(1) };

    private readonly StandingTime _time = new();

    [Fact]
    public async Task As_many_searches_as_are_allowed_are_under_way_and_the_next_is_told_to_ask_again()
    {
        await using var commits = new CommitConnections(await TestServer.CreateDatabase(), _time);
        await using var searches = new SearchConnections(await TestServer.CreateDatabase(), null, TwoAtATime, commits);
        await using var first = await Open(searches);
        await using (await Open(searches))
        {
            await Refused(searches);
        }

        await using var next = await Open(searches);
    }

    [Fact]
    public async Task While_records_are_written_half_as_many_searches_are_under_way()
    {
        var database = await TestServer.CreateDatabase();
        await using var commits = new CommitConnections(database, _time);
        await using var searches = new SearchConnections(database, null, TwoAtATime, commits);
        await (await commits.Open(default)).DisposeAsync();

        await using (await Open(searches))
        {
            await Refused(searches);
        }

        await using var next = await Open(searches);
        await Refused(searches);
        _time.Advance(TimeSpan.FromSeconds(1));
        await using var afterwards = await Open(searches);
    }

    [Fact]
    public async Task Searches_of_a_replica_take_nothing_from_writes()
    {
        var database = await TestServer.CreateDatabase();
        await using var commits = new CommitConnections(database, _time);
        await using var searches = new SearchConnections(database, database, TwoAtATime, commits);
        await (await commits.Open(default)).DisposeAsync();

        await using var first = await searches.Open(SearchWork.All, inReplica: true, default);
        await using var second = await searches.Open(SearchWork.All, inReplica: true, default);
        await using var ofTheDatabase = await Open(searches);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(9, 0, 4)]
    [InlineData(9, 9, 9)]
    public void Beside_writes_there_are_half_as_many_unless_it_is_said(int most, int said, int besideWrites) =>
        Assert.Equal(
            besideWrites,
            new SearchOptions { MaxParallel = most, MaxParallelBesideWrites = said }.MaxParallelBesideWrites);

    private static ValueTask<SearchTurn> Open(SearchConnections searches) => searches.Open(SearchWork.All, default);

    private static async Task Refused(SearchConnections searches)
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(async () => await Open(searches));
        Assert.Equal((503, "/problems/busy"), (refusal.Problem.Status, refusal.Problem.Type));
    }

    /// <summary>A time that stands until it is told to go on.</summary>
    private sealed class StandingTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
