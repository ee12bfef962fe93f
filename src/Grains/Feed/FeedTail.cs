using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Catalog.Feed;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Client.Problems;

namespace OmeNgff.Grains.Feed;

/// <summary>
/// Follows the history on behalf of one node and puts what its grains hold out of date. Notices are for haste, this is
/// for certainty: whatever notice was lost, no read is older than <see cref="StalenessBound"/> while the database
/// answers. All who wait for changes wait here, so one statement serves them all.
/// </summary>
public sealed partial class FeedTail(
    FeedSource source, HeldRecords held, SearchReplica replica, TimeProvider time, ILogger<FeedTail> logger)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>How long the tail waits for a signal before it looks all the same.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>How old the last look may be before reads wait for another (limit <c>StalenessBound</c>).</summary>
    public static readonly TimeSpan StalenessBound = TimeSpan.FromSeconds(1);

    /// <summary>How long a read waits, for a look or for the change that it wants (limit <c>MaxReadWait</c>).</summary>
    public static readonly TimeSpan MaxReadWait = TimeSpan.FromSeconds(2);

    private readonly Pulse _looked = new();
    private readonly Pulse _settled = new();
    private readonly TaskCompletionSource _displaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Look _last = new(null, 0, "The change feed has not been read yet.");
    private volatile TaskCompletionSource _wake = NewWake();
    private volatile OldestTransaction? _oldest;

    /// <summary>What the node holds, for grains to enter themselves.</summary>
    public HeldRecords Held => held;

    /// <summary>Ends when another database, or an older state, has taken the place of the one that this node followed. What the
    /// node holds is of no use then, and it has to be started anew.</summary>
    public Task Displaced => _displaced.Task;

    /// <summary>Why the feed cannot be read, or null.</summary>
    public string? Failure => _last.Failure;

    /// <summary>The last change of the public feed that this node has seen, or null.</summary>
    public ChangeName? Settled => _last.Position?.Settled;

    /// <summary>True when what this node holds is no older than <see cref="StalenessBound"/>.</summary>
    public bool IsFresh => _last is { Position: not null } last && time.GetElapsedTime(last.Begun) <= StalenessBound;

    /// <summary>How long ago the last look began that succeeded: what this node holds may be older by so much.</summary>
    public TimeSpan Lag => _last is { Position: not null } last ? time.GetElapsedTime(last.Begun) : TimeSpan.Zero;

    /// <summary>For how long the same transaction has been the oldest that runs, which holds the public feed back; zero
    /// while none runs.</summary>
    public TimeSpan HeldBack => _oldest is { } oldest ? time.GetElapsedTime(oldest.Seen) : TimeSpan.Zero;

    /// <summary>
    /// Lets a read go on when what this node holds is no older than <see cref="StalenessBound"/>, and includes the
    /// <see cref="WantedChange"/> if there is one. Costs nothing when that is so already.
    /// </summary>
    /// <returns>False when the database cannot be asked, and memory has to do.</returns>
    /// <exception cref="ProblemException">503: the wanted change has not been seen in time; 409: it belongs to another
    /// incarnation of the database.</exception>
    public ValueTask<bool> CatchUp(CancellationToken cancellationToken) =>
        WantedChange.Current is { } change ? new(Reach(change, cancellationToken))
        : IsFresh ? new(true)
        : new(Refresh(cancellationToken));

    /// <summary>Waits until the public feed goes on after a change; after null, until it has any.</summary>
    /// <returns>False when it does not in time.</returns>
    public Task<bool> WaitForMore(ChangeName? after, TimeSpan patience, CancellationToken cancellationToken) =>
        Until(() => _last.Position?.GoesOnAfter(after) is true, _settled, patience, cancellationToken);

    /// <summary>Takes the position before any grain can hold anything.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.Listen(cancellationToken);
        await LookOnce(connection, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Follow(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Fail(failure);
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // Who still reads need not wait for a look that nobody takes any more.
                _last = _last with { Failure = "The node stops." };
            }
        }
    }

    /// <summary>Looks again and again until the connection fails.</summary>
    private async Task Follow(CancellationToken cancellationToken)
    {
        await using var connection = await source.Listen(cancellationToken);
        while (true)
        {
            await LookOnce(connection, cancellationToken);
            await Pause(connection, cancellationToken);
        }
    }

    /// <summary>Waits for a signal, for a reader in haste, or for the interval to end.</summary>
    private async Task Pause(FeedConnection connection, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = connection.Wait(end.Token);
        await Task.WhenAny(signal, _wake.Task, Task.Delay(Interval, time, end.Token));
        await end.CancelAsync();
        try
        {
            await signal;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody signalled.
        }
    }

    private async Task LookOnce(FeedConnection connection, CancellationToken cancellationToken)
    {
        // Who asks for a look from here on may want to see what this one does not.
        _wake = NewWake();
        var begun = time.GetTimestamp();
        var before = _last.Position;
        var position = await connection.Read(before, held.Outdate, cancellationToken);
        if (before is not null && (position.Incarnation != before.Incarnation
            || position.Snapshot.Next < before.Snapshot.Next
            || (Failure is not null && before.Settled is { } seen && !await connection.Has(seen, cancellationToken))))
        {
            _displaced.TrySetResult();
            throw new CatalogException("Another database has taken the place of the one that this node followed, or an "
                + "older state of it: start the node anew.");
        }

        if (_last is { Position: not null, Failure: not null })
        {
            LogRecovered(logger);
        }

        _oldest = position.Snapshot.Running is [var running, ..]
            ? _oldest?.Transaction == running ? _oldest : new OldestTransaction(running, begun)
            : null;

        // What is outdated was told above, so who sees this position does not see what it has replaced.
        _last = new Look(position, begun, null);
        replica.Note(position.Snapshot, begun);
        _looked.Beat();
        if (position.Settled != before?.Settled)
        {
            _settled.Beat();
        }
    }

    private void Fail(Exception failure)
    {
        if (Failure is null)
        {
            LogFailing(logger, failure is NpgsqlException ? null : failure, failure.Message);
        }

        // Who cannot be asked may have crashed.
        var last = _last;
        _last = last with { Position = last.Position?.Durable, Failure = failure.Message };
        _looked.Beat();
    }

    /// <summary>Waits until a change was seen, settled or not: then no read from here on can miss it.</summary>
    private async Task<bool> Reach(ChangeName change, CancellationToken cancellationToken)
    {
        if (_last.Position is { } position && position.Incarnation != change.Incarnation)
        {
            throw new ProblemException(new Problem("/problems/change-unknown", "Unknown change", 409,
                $"The change '{change}' belongs to another incarnation of the database: it was restored since."));
        }

        if (Includes())
        {
            return IsFresh || await Refresh(cancellationToken);
        }

        _wake.TrySetResult();
        return await Until(Includes, _looked, MaxReadWait, cancellationToken)
            ? true
            : throw new ProblemException(new Problem("/problems/change-not-seen", "Change not seen", 503,
                $"This node has not seen the change '{change}' within {MaxReadWait.TotalSeconds:0} s (limit MaxReadWait)."));

        bool Includes() => _last.Position?.Includes(change) is true;
    }

    private async Task<bool> Refresh(CancellationToken cancellationToken)
    {
        var last = _last;
        if (last.Failure is null)
        {
            _wake.TrySetResult();
            if (!await Until(() => IsFresh || Failure is not null, _looked, MaxReadWait, cancellationToken))
            {
                // One has waited for all: the next do not, until a look succeeds.
                var slow = $"The database has not answered within {MaxReadWait.TotalSeconds:0} s.";
                if (Interlocked.CompareExchange(ref _last, last with { Failure = slow }, last) == last)
                {
                    LogFailing(logger, null, slow);
                }
            }
        }

        return IsFresh;
    }

    private async Task<bool> Until(
        Func<bool> holds, Pulse pulse, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var next = pulse.Next;
            if (holds())
            {
                return true;
            }

            var left = patience - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await next.WaitAsync(left, time, cancellationToken).ConfigureAwait(
                ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The node cannot follow what others change: reads answer from memory with a Warning header, /readyz is 503.
    /// </summary>
    /// <remarks>Look at the database and the way to it; the node tries again four times a second.</remarks>
    [LoggerMessage(EventId = 3000, EventName = "feed-unreadable", Level = LogLevel.Warning,
        Message = "The change feed cannot be read; reads go on from memory, marked as such, until it can: {Reason}")]
    private static partial void LogFailing(ILogger logger, Exception? failure, string reason);

    /// <summary>The node follows the change feed again; nothing was missed.</summary>
    /// <remarks>None.</remarks>
    [LoggerMessage(EventId = 3001, EventName = "feed-readable", Level = LogLevel.Information,
        Message = "The change feed can be read again.")]
    private static partial void LogRecovered(ILogger logger);

    /// <summary>The outcome of the last look.</summary>
    /// <param name="Position">Where the last one that succeeded led to; null before the first.</param>
    /// <param name="Begun">When that one began.</param>
    /// <param name="Failure">Why none has succeeded since, or null.</param>
    private sealed record Look(FeedPosition? Position, long Begun, string? Failure);

    /// <summary>The oldest transaction that runs.</summary>
    /// <param name="Transaction">Its id.</param>
    /// <param name="Seen">When it was first seen to be the oldest.</param>
    private sealed record OldestTransaction(long Transaction, long Seen);
}
