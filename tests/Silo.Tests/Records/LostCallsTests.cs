using Npgsql;
using OmeNgff.Catalog.Operations;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Records;
using Orleans.Runtime;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>What becomes of writes whose calls of grains are lost.</summary>
public sealed class LostCallsTests : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create("Host=nowhere");
    private bool _databaseAnswers = true;
    private int _calls;

    [Fact]
    public async Task A_write_that_was_not_carried_out_is_carried_out_when_it_is_made_again()
    {
        Assert.Equal("second", await Write(Lost, () => "second", settled: null));
    }

    [Fact]
    public async Task A_write_that_was_carried_out_is_told_when_it_is_refused_the_second_time()
    {
        Assert.Equal("first", await Write(Lost, Refused, settled: "first"));
    }

    [Fact]
    public async Task A_write_that_another_was_faster_than_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Write(Lost, Refused, settled: null));
        Assert.Equal(412, refusal.Problem.Status);
    }

    [Fact]
    public async Task A_refusal_of_the_first_call_is_an_answer()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Write(Refused, Refused, settled: "first"));
        Assert.Equal((412, 1), (refusal.Problem.Status, _calls));
    }

    [Fact]
    public async Task A_call_that_was_not_answered_is_made_again_where_the_database_answers()
    {
        Assert.Equal("second", await Write(() => throw new TimeoutException(), () => "second", settled: null));
    }

    [Fact]
    public async Task But_not_where_it_is_the_database_that_does_not()
    {
        _databaseAnswers = false;
        await Assert.ThrowsAsync<TimeoutException>(() =>
            Write(() => throw new TimeoutException(), () => "second", settled: null));
        Assert.Equal(1, _calls);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static string Lost() => throw new SiloUnavailableException("The silo is not available.");

    private static string Refused() => throw ProblemException.VersionConflict("array", "a", 1, 2);

    private async Task<string> Write(Func<string> first, Func<string> second, string? settled)
    {
        var calls = new LostCalls(
            new CallRepetition(TimeProvider.System, () => _databaseAnswers),
            new OperationStore(_database));
        return await calls.Write(
            () => Task.FromResult(++_calls == 1 ? first() : second()),
            () => Task.FromResult(settled),
            CancellationToken.None);
    }
}
