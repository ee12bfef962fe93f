using System.Threading.Channels;
using Npgsql;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Catalog.Feed;

/// <summary>
/// Says to all nodes that this one has committed. It is said after the commit and on a connection of its own: inside the
/// transaction it would let commits wait for each other. It is for haste alone: what goes unsaid, nodes find by looking.
/// </summary>
public sealed class FeedSignal : IAsyncDisposable, IDisposable
{
    /// <summary>The channel that nodes listen on.</summary>
    internal const string ChannelName = "omengff_changes";

    /// <summary>The shortest time between two signals: what is committed meanwhile shares the next one.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);

    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private readonly Task _sending;

    /// <summary>Signals in the database of a connection string.</summary>
    public FeedSignal(string connectionString, TimeProvider time)
    {
        _connectionString = connectionString;
        _time = time;
        _sending = Task.Run(Send);
    }

    /// <summary>Has the signal sent soon; never waits and never fails.</summary>
    public void Raise() => _raised.Writer.TryWrite(true);

    /// <inheritdoc/>
    public void Dispose() => _stop.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
    }

    private async Task Send()
    {
        NpgsqlConnection? connection = null;
        try
        {
            await foreach (var _ in _raised.Reader.ReadAllAsync(_stop.Token))
            {
                connection = await Send(connection);
                await Task.Delay(Gap, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
        finally
        {
            await Close(connection);
        }
    }

    /// <summary>Sends one signal.</summary>
    /// <returns>The connection to go on with, or null after a failure.</returns>
    private async Task<NpgsqlConnection?> Send(NpgsqlConnection? connection)
    {
        try
        {
            connection ??= await DatabaseSources.OpenAlone(_connectionString, "omengff signal", _stop.Token);
            await using var notify = new NpgsqlCommand($"notify {ChannelName}", connection);
            await notify.ExecuteNonQueryAsync(_stop.Token);
            return connection;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await Close(connection);
            return null;
        }
    }

    private static ValueTask Close(NpgsqlConnection? connection) => connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
