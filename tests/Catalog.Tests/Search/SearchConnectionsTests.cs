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
        var writing = commits.Begin();
        _time.Advance(TimeSpan.FromMinutes(1));

        await using (await Open(searches))
        {
            await Refused(searches);
        }

        await using var next = await Open(searches);
        writing.Dispose();
        await Refused(searches);
        _time.Advance(TimeSpan.FromSeconds(1));
        await using var afterwards = await Open(searches);
    }

    [Fact]
    public async Task Who_waits_beside_writes_goes_on_when_they_have_ended_though_nobody_leaves()
    {
        var database = await TestServer.CreateDatabase();
        await using var commits = new CommitConnections(database, _time);
        await using var searches = new SearchConnections(
            database, null, TwoAtATime with { MaxWait = TimeSpan.FromMinutes(1) }, commits);
        var writing = commits.Begin();
        await using var first = await Open(searches);
        var second = Open(searches).AsTask();
        Assert.False(second.IsCompleted);

        writing.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));

        await using var turn = await second;
    }

    [Fact]
    public async Task Searches_from_before_a_write_count_beside_it()
    {
        var database = await TestServer.CreateDatabase();
        await using var commits = new CommitConnections(database, _time);
        await using var searches = new SearchConnections(database, null, TwoAtATime, commits);
        await using var first = await Open(searches);
        using var writing = commits.Begin();
        await Refused(searches);
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_leaves_its_place()
    {
        var database = await TestServer.CreateDatabase();
        await using var commits = new CommitConnections(database, _time);
        await using var searches = new SearchConnections(
            database, null, TwoAtATime with { MaxWait = TimeSpan.FromMinutes(1) }, commits);
        using var end = new CancellationTokenSource();
        using var writing = commits.Begin();
        var first = await Open(searches);
        var cancelled = searches.Open(SearchWork.All, end.Token).AsTask();
        var third = Open(searches).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(third.IsCompleted);

        await first.DisposeAsync();

        await using var turn = await third;
    }

    [Fact]
    public async Task Searches_of_a_replica_take_nothing_from_writes()
    {
        var database = await TestServer.CreateDatabase();
        await using var commits = new CommitConnections(database, _time);
        await using var searches = new SearchConnections(database, database, TwoAtATime, commits);
        using var writing = commits.Begin();

        await using var first = await searches.Open(SearchWork.All, inReplica: true, default);
        await using var second = await searches.Open(SearchWork.All, inReplica: true, default);
        await using var ofTheDatabase = await Open(searches);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(9, 0, 4)]
    [InlineData(9, 9, 9)]
    [InlineData(2, 9, 2)]
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
