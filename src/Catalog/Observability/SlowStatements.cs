using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Catalog.Observability;

/// <summary>
/// Logs statements that take long, and the plans of those that read. The driver tells the duration of every command by an
/// activity, so none has to be wrapped; values are never logged.
/// </summary>
public sealed partial class SlowStatements(
    StatementPlans plans, SlowStatementOptions options, TimeProvider time, ILogger<SlowStatements> logger)
    : BackgroundService
{
    /// <summary>How many statements wait for their plans at the most; of others the plan is not asked for.</summary>
    private const int MaxWaiting = 16;

    /// <summary>How many statements are remembered for when their plans were asked for.</summary>
    private const int MaxRemembered = 1000;

    private readonly Channel<SlowStatement> _waiting = Channel.CreateBounded<SlowStatement>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);
    private ActivityListener? _listener;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Threshold > TimeSpan.Zero)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                // All data, but not recorded: whether it is exported is for others to say.
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = Look,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var statement in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (IsDue(statement.Text))
            {
                await Explain(statement, stoppingToken);
            }
        }
    }

    private void Look(Activity activity)
    {
        if (activity.Duration < options.Threshold || SlowStatement.Of(activity) is not { } statement)
        {
            return;
        }

        LogSlow(logger, (long)statement.Duration.TotalMilliseconds, statement.Pool, Cut(statement.Text));
        if (statement.IsRead && logger.IsEnabled(LogLevel.Warning))
        {
            _waiting.Writer.TryWrite(statement);
        }
    }

    private async Task Explain(SlowStatement statement, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await plans.Of(statement, cancellationToken);
            LogPlan(logger, (long)statement.Duration.TotalMilliseconds, Cut(statement.Text), Cut(plan));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoPlan(logger, failure.Message);
        }
    }

    private bool IsDue(string text)
    {
        if (_asked.TryGetValue(text, out var asked) && time.GetElapsedTime(asked) < options.PlanInterval)
        {
            return false;
        }

        if (_asked.Count >= MaxRemembered)
        {
            _asked.Clear();
        }

        _asked[text] = time.GetTimestamp();
        return true;
    }

    private string Cut(string text) =>
        text.Length <= options.MaxCharacters ? text : string.Concat(text.AsSpan(0, options.MaxCharacters), " …");

    /// <summary>A statement took longer than OMENGFF_SLOW_QUERY_MILLISECONDS; placeholders stand for its values.</summary>
    /// <remarks>Look at the plan that follows for reads, and at what else the database was doing: locks, vacuum, disks.</remarks>
    [LoggerMessage(EventId = 4000, EventName = "statement-slow", Level = LogLevel.Warning,
        Message = "A statement of {Pool} took {Milliseconds} ms: {Statement}")]
    private static partial void LogSlow(ILogger logger, long milliseconds, string pool, string statement);

    /// <summary>The plan of a slow statement, asked for afterwards with the same values; texts in it are left out.</summary>
    /// <remarks>A sequential scan of a large table, or row counts that are far off, call for ANALYZE, or for a report.</remarks>
    [LoggerMessage(EventId = 4001, EventName = "statement-plan", Level = LogLevel.Warning,
        Message = "The plan of a statement that took {Milliseconds} ms: {Statement}\n{Plan}")]
    private static partial void LogPlan(ILogger logger, long milliseconds, string statement, string plan);

    /// <summary>The plan of a slow statement could not be had.</summary>
    /// <remarks>None; the statement itself was logged before.</remarks>
    [LoggerMessage(EventId = 4002, EventName = "statement-plan-missing", Level = LogLevel.Information,
        Message = "The plan of a slow statement could not be had: {Reason}")]
    private static partial void LogNoPlan(ILogger logger, string reason);
}
