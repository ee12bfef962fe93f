using System.Collections.Concurrent;
using System.Diagnostics;

namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>What became of a request, as far as its client knows.</summary>
internal enum Outcome
{
    /// <summary>It was answered with success.</summary>
    Acknowledged,

    /// <summary>It was refused: nothing of it may stand.</summary>
    Refused,

    /// <summary>It was not answered: it may stand or not.</summary>
    Unknown,
}

/// <summary>One write or read of one record, with the times between which it took place.</summary>
/// <param name="Record">The record's path.</param>
/// <param name="IsWrite">True for a write.</param>
/// <param name="Version">The version it wrote, or would have written, or read.</param>
/// <param name="Token">What tells the write from all others; empty for reads.</param>
/// <param name="Begun">When it was sent.</param>
/// <param name="Ended">When the answer was there; the end of time where there was none.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record Operation(
    string Record, bool IsWrite, long Version, string Token, long Begun, long Ended, Outcome Outcome);

/// <summary>All that clients did, by one clock.</summary>
internal sealed class OperationLog
{
    private readonly ConcurrentQueue<Operation> _operations = new();
    private int _acknowledged;

    public IReadOnlyCollection<Operation> All => _operations;

    /// <summary>How many requests were acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public static long Now => Stopwatch.GetTimestamp();

    public void Read(string record, long version, long begun) =>
        _operations.Enqueue(new Operation(record, false, version, "", begun, Now, Outcome.Acknowledged));

    /// <summary>Notes a request that writes records, each based on a version.</summary>
    public void Write(IEnumerable<(string Record, long Based)> records, string token, long begun, Outcome outcome)
    {
        var ended = outcome == Outcome.Unknown ? long.MaxValue : Now;
        foreach (var (record, based) in records)
        {
            _operations.Enqueue(new Operation(record, true, based + 1, token, begun, ended, outcome));
        }

        if (outcome == Outcome.Acknowledged)
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }

    /// <summary>
    /// Where the operations on a record cannot have happened one after the other, each at one moment between its beginning
    /// and its end. Versions order the writes, so only one order is in question: by version, and reads after the write they
    /// read and before the next. That order must not contradict time.
    /// </summary>
    /// <param name="staleness">How old what is read may be: a read counts as begun so much earlier.</param>
    public IEnumerable<string> NotLinearizable(TimeSpan staleness = default)
    {
        var older = (long)(staleness.TotalSeconds * Stopwatch.Frequency);
        foreach (var record in _operations
            .Where(operation => operation.Outcome == Outcome.Acknowledged).GroupBy(operation => operation.Record))
        {
            foreach (var twice in record.Where(operation => operation.IsWrite).GroupBy(operation => operation.Version)
                .Where(same => same.Count() > 1))
            {
                yield return $"{record.Key}: version {twice.Key} was acknowledged to {twice.Count()} writers.";
            }

            var byEnd = record.OrderBy(operation => operation.Ended).ToList();
            Operation? latest = null;
            var ended = 0;
            foreach (var operation in record.OrderBy(Begun))
            {
                for (; ended < byEnd.Count && byEnd[ended].Ended < Begun(operation); ended++)
                {
                    latest = latest is null || byEnd[ended].Version > latest.Version ? byEnd[ended] : latest;
                }

                if (latest is not null
                    && (operation.IsWrite ? operation.Version <= latest.Version : operation.Version < latest.Version))
                {
                    yield return $"{record.Key}: {Text(operation)} began after {Text(latest)} had ended.";
                }
            }
        }

        long Begun(Operation operation) => operation.IsWrite ? operation.Begun : operation.Begun - older;
    }

    private static string Text(Operation operation) =>
        $"the {(operation.IsWrite ? "write" : "read")} of version {operation.Version}";
}
