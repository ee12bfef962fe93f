using Npgsql;
using OmeNgff.Catalog.Feed;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Tests.Feed;

/// <summary>Tests that keep transactions open, which holds back the feeds of all databases of the server.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeldTransactionsCollection
{
    public const string Name = "Held transactions";
}

[Collection(HeldTransactionsCollection.Name)]
public sealed class FeedConnectionTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly List<string> _told = [];
    private FeedConnection? _feed;
    private FeedPosition? _position;

    public async Task InitializeAsync()
    {
        _feed = await catalog.Service<FeedSource>().Listen(None);
        await Read();
        Assert.Empty(_told);
    }

    public async Task DisposeAsync() => await _feed!.DisposeAsync();

    [Fact]
    public async Task A_changed_array_is_told_with_its_version_and_its_images_with_their_revision()
    {
        await catalog.Put(
            CatalogFixture.Array("told-0"), CatalogFixture.Array("told-1"),
            CatalogFixture.Image("told-a", "told-0", "told-1"), CatalogFixture.Image("told-b", "told-1"));

        // New images may share arrays with others, which is news to the spaces; new arrays are none.
        Assert.Equal(["image:told-a 1", "image:told-b 1"], await Read());

        await Change("told-1");
        Assert.Equal(["array:told-1 2", "image:told-a 2", "image:told-b 2"], await Read());

        await Change("told-0");
        await Change("told-1");
        Assert.Equal(
            ["array:told-0 2", "array:told-1 3", "image:told-a 4", "image:told-b 3"], await Read());
        Assert.Empty(await Read());
    }

    [Fact]
    public async Task What_a_crash_may_have_taken_back_is_read_again_from_the_last_change_that_is_certain()
    {
        await catalog.Put(CatalogFixture.Array("crash-0"), CatalogFixture.Array("crash-1"));
        await Read();
        var certain = _position!.Settled!.Value;

        // A number beyond the last commit: the database that crashes now gives it out again.
        await using (var connection = await catalog.Service<NpgsqlDataSource>().OpenConnectionAsync())
        {
            await using var command = new NpgsqlCommand("select pg_current_xact_id()", connection);
            await command.ExecuteScalarAsync();
        }

        await Change("crash-0");
        await Read();
        var later = _position!.Settled!.Value;
        Assert.Equal(later.Transaction + 1, _position.Durable.Snapshot.Next);
        _position = (_position with { Settled = certain }).Durable;

        Assert.False(_position.Includes(later));
        Assert.True(_position.Includes(certain));
        Assert.Equal(["array:crash-0 2"], await Read());
        Assert.True(await _feed!.Has(later, None));
        Assert.False(await _feed.Has(later with { Number = later.Number + 1 }, None));
    }

    [Fact]
    public async Task What_changed_is_found_by_the_index_however_long_the_history_is()
    {
        await using var connection = await catalog.Service<NpgsqlDataSource>().OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            $"set enable_seqscan = off; explain (costs off) {FeedConnection.Statement
                .Replace("$1", "7::bigint", StringComparison.Ordinal)
                .Replace("$2", "'{5,6}'::bigint[]", StringComparison.Ordinal)}",
            connection);
        var plan = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                plan.Add(reader.GetString(0).Trim());
            }
        }

        // The history grows for ever: to read all of its index for each change would cost ever more.
        Assert.Equal(2, plan.Count(line =>
            line.StartsWith("Index Cond: ((incarnation = $", StringComparison.Ordinal)
            && line.Contains("AND (transaction", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_deleted_image_is_told_with_the_revision_after_its_last_view()
    {
        await catalog.Put(CatalogFixture.Array("gone-0"), CatalogFixture.Image("gone", "gone-0"));
        await catalog.Commit(
            new RecordChange(RecordKind.Image, "gone", 1, null, "away"),
            new RecordChange(RecordKind.Array, "gone-0", 1, null, "away"));

        Assert.Equal(["array:gone-0 2", "image:gone 1", "image:gone 2"], await Read());
    }

    [Fact]
    public async Task What_commits_late_is_told_then_and_once_whatever_was_told_meanwhile()
    {
        await catalog.Put(CatalogFixture.Array("early-0"));
        await using var connection = await catalog.Source.OpenConnectionAsync();
        await using var late = await connection.BeginTransactionAsync();
        var name = await AddHistory(connection, "late");

        await Change("early-0");
        Assert.Equal(["array:early-0 2"], await Read());
        await Change("early-0");
        Assert.Equal(["array:early-0 3"], await Read());
        Assert.False(_position!.Includes(name));
        Assert.True(_position.Settled is null || _position.Settled.Value.Transaction < name.Transaction);

        await late.CommitAsync();
        Assert.Equal(["array:late-1 2"], await Read());
        Assert.True(_position.Includes(name));
        Assert.Empty(await Read());
    }

    [Fact]
    public async Task What_was_rolled_back_is_never_told()
    {
        await using var connection = await catalog.Source.OpenConnectionAsync();
        await using var lost = await connection.BeginTransactionAsync();
        var name = await AddHistory(connection, "lost");
        Assert.Empty(await Read());

        await lost.RollbackAsync();
        Assert.Empty(await Read());
        Assert.True(_position!.Includes(name));
    }

    [Fact]
    public async Task A_commit_of_a_hundred_thousand_changes_is_told_whole()
    {
        const int changes = 100_000;
        await using var connection = await catalog.Source.OpenConnectionAsync();
        await AddHistory(connection, "large", changes);

        Assert.Equal(
            Enumerable.Range(1, changes).Select(number => $"array:large-{number} 2").Order(StringComparer.Ordinal),
            await Read());
        Assert.Empty(await Read());
    }

    [Fact]
    public async Task Every_commit_of_many_writers_is_told_once()
    {
        const int writers = 8;
        const int each = 25;
        await catalog.Put([.. Enumerable.Range(0, writers).Select(writer => CatalogFixture.Array($"many-{writer}"))]);
        var told = new List<string>();

        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var written = 0; written < each; written++)
            {
                await Change($"many-{writer}");
            }
        }));
        while (!writing.IsCompleted)
        {
            told.AddRange(await Read());
        }

        await writing;
        told.AddRange(await Read());
        Assert.Equal(
            Enumerable.Range(0, writers).SelectMany(writer => Enumerable.Range(2, each)
                .Select(version => $"array:many-{writer} {version}")).Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_listens_hears_of_a_commit()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var heard = _feed!.Wait(patience.Token);

        await catalog.Put(CatalogFixture.Array("heard"));

        await heard;
    }

    [Fact]
    public async Task A_transaction_that_holds_the_feed_back_is_named()
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(catalog.ConnectionString) { ApplicationName = "slow poke" }
                .ConnectionString);
        await connection.OpenAsync();
        await using var held = await connection.BeginTransactionAsync();
        await AddHistory(connection, "holding");

        Assert.Null(await HoldingTransaction.Find(catalog.Source, TimeSpan.FromHours(1), None));
        var named = (await HoldingTransaction.Find(catalog.Source, TimeSpan.Zero, None))!;
        Assert.Equal((connection.ProcessID, "slow poke"), (named.Process, named.Application));
        Assert.Equal(connection.Database, named.Database);
    }

    /// <summary>What is told since the last read, in order.</summary>
    private async Task<List<string>> Read()
    {
        _told.Clear();
        _position = await _feed!.Read(
            _position, (reference, number) => _told.Add($"{reference} {number}"), None);
        return [.. _told.Order(StringComparer.Ordinal)];
    }

    private async Task Change(string array) =>
        await catalog.Put((await catalog.Store.Read<ArrayRecord>(array, None))!);

    /// <summary>Writes second versions of arrays <c>{id}-1</c>, … in the running transaction, as a commit does.</summary>
    private static async Task<ChangeName> AddHistory(NpgsqlConnection connection, string id, int count = 1)
    {
        await using var add = new NpgsqlCommand(
            """
            insert into history (kind, id, version, at, by, reason, changed, transaction, number)
            select 'array', $1 || '-' || number, 2, now(), 'test', 'test', '{}',
                pg_current_xact_id()::text::bigint, number
            from generate_series(1, $2) number
            returning transaction
            """,
            connection)
        {
            Parameters = { new() { Value = id }, new() { Value = count } },
        };
        return new ChangeName(1, (long)(await add.ExecuteScalarAsync())!, 1);
    }
}
