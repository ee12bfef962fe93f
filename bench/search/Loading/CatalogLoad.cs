using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OmeNgff.Bench.Search.Samples;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Schema;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Catalog.Verification;
using OmeNgff.Client.Records;

namespace OmeNgff.Bench.Search.Loading;

/// <summary>Fills an empty database with a sample catalog, as if one commit had written all of it.</summary>
internal sealed class CatalogLoad(NpgsqlDataSource source, SampleContent content, LoadReport report)
{
    private const int Producers = 2;
    private const int BlocksOfBatch = 25;
    private const int RowsOfStatement = 1_000;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(15);

    private readonly ConcurrentBag<PlacedRow> _placed = [];
    private readonly ConcurrentBag<CollectionRecord> _plates = [];

    /// <summary>Loads all.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        await report.Phase("schema", () => SchemaMigration.Apply(source, new Contexts(source), cancellationToken));
        string[] tables = [.. RowBatch.Tables.Select(table => table.Table), "search_index"];
        var schema = await SecondarySchema.Read(source, tables, cancellationToken);
        await schema.Drop(cancellationToken);
        await report.Phase("records, made and copied", () => Copy(cancellationToken));
        await report.Phase("indexes", () => schema.CreateIndexes(Say, cancellationToken));
        await report.Phase("constraints", () => schema.CreateConstraints(Say, cancellationToken));
        await report.Phase("places, plates", () => AddPlaces(cancellationToken));
        await report.Phase("vacuum, analyze", () => Analyze(cancellationToken));
        await new Reindexing(source).Complete(cancellationToken);
    }

    private void Say(string what, TimeSpan took)
    {
        if (took > TimeSpan.FromSeconds(1))
        {
            report.Line(string.Create(CultureInfo.InvariantCulture, $"  {what}: {took.TotalSeconds:F1} s"));
        }
    }

    private async Task Copy(CancellationToken cancellationToken)
    {
        var (transaction, incarnation) = await Moment(cancellationToken);
        await using var copies = await TableCopies.Begin(source, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        var done = 0;
        var started = Stopwatch.GetTimestamp();
        var reporting = Progress();
        try
        {
            await Task.WhenAll(
                Enumerable.Range(0, Producers).Select(producer => Task.Run(() => Produce(producer), stop.Token)));
            await copies.Complete(cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await reporting;
        }

        Tell();
        await Execute($"select setval('search_index_key', {content.Records})", cancellationToken);

        // Batch 0 is what stands before all blocks.
        async Task Produce(int producer)
        {
            await using var connection = await source.OpenConnectionAsync(stop.Token);
            var words = new Words(connection);
            var batch = new RowBatch(transaction, incarnation);
            for (var number = Interlocked.Increment(ref next);
                number <= (content.Blocks + BlocksOfBatch - 1) / BlocksOfBatch;
                number = Interlocked.Increment(ref next))
            {
                if (number == 0)
                {
                    batch.Add(content.Head, 0);
                }

                var begin = Math.Max(0, (number - 1) * BlocksOfBatch);
                var end = Math.Min(number * BlocksOfBatch, content.Blocks);
                for (var block = begin; block < end; block++)
                {
                    var records = content.Block(block);
                    if (records.Count != content.FirstOf(block + 1) - content.FirstOf(block))
                    {
                        throw new InvalidDataException($"Block {block} has {records.Count} records.");
                    }

                    batch.Add(records, content.FirstOf(block));
                }

                batch.AddEntries(await words.Of(batch.Texts, stop.Token));
                await copies.Write(batch, producer * 3, stop.Token);
                batch.Placed.ForEach(_placed.Add);
                batch.Plates.ForEach(_plates.Add);
                batch.Clear();
                Interlocked.Add(ref done, (end - begin) * SampleContent.BlockImages);
            }
        }

        async Task Progress()
        {
            using var timer = new PeriodicTimer(ReportEvery);
            try
            {
                while (await timer.WaitForNextTickAsync(stop.Token))
                {
                    Tell();
                }
            }
            catch (OperationCanceledException)
            {
                // All is made.
            }
        }

        void Tell()
        {
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"  {done:N0} of {content.Images:N0} images, {done / seconds:N0}/s; rows/s: ")
                + string.Join(", ", copies.Written.Select(copy => string.Create(
                    CultureInfo.InvariantCulture, $"{copy.Table} {copy.Rows / seconds:N0}"))));
        }
    }

    /// <summary>The name of a transaction that is over when anyone reads the feed.</summary>
    private async Task<(long Transaction, int Incarnation)> Moment(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        CommitMoment.Ask(batch, []);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var moment = await CommitMoment.Read(reader, cancellationToken);
        return (moment.Transaction, moment.Incarnation);
    }

    /// <summary>The few rows that the catalog's own statements write: <c>placed_extents</c> and <c>plate_wells</c>.</summary>
    private async Task AddPlaces(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var commands = _placed.OrderBy(row => row.ImageId, StringComparer.Ordinal).Chunk(RowsOfStatement)
            .SelectMany(rows => PlacedRow.Write([.. rows.Select(row => row.ImageId).Distinct()], [.. rows]))
            .Concat(_plates.Chunk(RowsOfStatement)
                .SelectMany(plates => SearchStatements.Write(new IndexedEntries([], [.. plates]), [])));
        foreach (var command in commands)
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>As the server would in time by itself: tables with rows and partitions, never what they are partitions of.
    /// </summary>
    private async Task Analyze(CancellationToken cancellationToken)
    {
        var tables = new ConcurrentQueue<string>();
        await using (var command = source.CreateCommand(
            """
            select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
            order by relname like 'search%' desc, relpages desc
            """))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                tables.Enqueue(reader.GetString(0));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(async _ =>
        {
            while (tables.TryDequeue(out var table))
            {
                await Execute($"vacuum (analyze) \"{table}\"", cancellationToken);
            }
        }));
    }

    private async Task Execute(string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Contexts(NpgsqlDataSource source) : IDbContextFactory<CatalogContext>
    {
        public CatalogContext CreateDbContext() =>
            new(new DbContextOptionsBuilder<CatalogContext>().UseNpgsql(source).Options);
    }
}
