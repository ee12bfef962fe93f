using Npgsql;

namespace OmeNgff.Bench.Search.Loading;

/// <summary>
/// One <c>COPY</c> into each table, side by side on a connection each, that stay open while batches come from anywhere. Each
/// table is emptied in the transaction that fills it, so that PostgreSQL logs nothing and freezes the rows.
/// </summary>
internal sealed class TableCopies : IAsyncDisposable
{
    private readonly List<TableCopy> _copies = [];

    private TableCopies()
    {
    }

    /// <summary>Empties the tables of <see cref="RowBatch"/> and begins.</summary>
    public static async Task<TableCopies> Begin(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var copies = new TableCopies();
        foreach (var (table, columns) in RowBatch.Tables)
        {
            copies._copies.Add(await TableCopy.Begin(source, table, columns, cancellationToken));
        }

        return copies;
    }

    /// <summary>Rows and bytes so far, by table.</summary>
    public IEnumerable<(string Table, long Rows, long Bytes)> Written =>
        _copies.Select(copy => (copy.Table, copy.Rows, copy.Bytes));

    /// <summary>Writes a batch, into one table after the other.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="from">The table to begin with, so that batches side by side do not wait for each other.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task Write(RowBatch batch, int from, CancellationToken cancellationToken)
    {
        for (var step = 0; step < _copies.Count; step++)
        {
            var table = (from + step) % _copies.Count;
            await _copies[table].Write(batch.Rows[table], cancellationToken);
        }
    }

    /// <summary>Ends all and commits.</summary>
    public async Task Complete(CancellationToken cancellationToken)
    {
        foreach (var copy in _copies)
        {
            await copy.Complete(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var copy in _copies)
        {
            await copy.DisposeAsync();
        }
    }
}

/// <summary>One of them.</summary>
internal sealed class TableCopy : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly NpgsqlRawCopyStream _stream;

    private TableCopy(
        string table, NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlRawCopyStream stream) =>
        (Table, _connection, _transaction, _stream) = (table, connection, transaction, stream);

    public string Table { get; }

    public long Rows { get; private set; }

    public long Bytes { get; private set; }

    public static async Task<TableCopy> Begin(
        NpgsqlDataSource source, string table, string columns, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var truncate = new NpgsqlCommand($"truncate {table}", connection))
        {
            await truncate.ExecuteNonQueryAsync(cancellationToken);
        }

        var stream = await connection.BeginRawBinaryCopyAsync(
            $"copy {table} ({columns}) from stdin (format binary, freeze)", cancellationToken);
        await stream.WriteAsync(BinaryRows.Head, cancellationToken);
        return new TableCopy(table, connection, transaction, stream);
    }

    public async Task Write(BinaryRows rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync(rows.Bytes, cancellationToken);
            (Rows, Bytes) = (Rows + rows.Count, Bytes + rows.Bytes.Length);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task Complete(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(BinaryRows.Tail, cancellationToken);
        await _stream.DisposeAsync();
        await _transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync();
            await _connection.DisposeAsync();
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // What made the load fail is told already.
        }

        _turn.Dispose();
    }
}
