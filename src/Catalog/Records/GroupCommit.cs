using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;
using OmeNgff.Catalog.Observability;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// Commits that are in flight together share a transaction: while one is on its way, others wait, and go together with
/// the next. A few lanes work side by side. Whatever is amiss with one member never reaches another: the members of a
/// transaction that failed are carried out one by one.
/// </summary>
internal sealed class GroupCommit(
    CommitConnections connections, NpgsqlDataSource source, CommitOptions options, TimeProvider time)
{
    /// <summary>How often a commit starts over because what depends on it grew, or others came between.</summary>
    private const int MaxAttempts = 20;

    private readonly Lock _gate = new();
    private readonly LinkedList<Pending> _waiting = [];
    private int _lanes;

    /// <summary>Carries a request out.</summary>
    internal Task<CommitResult> Commit(CommitRequest request, CancellationToken cancellationToken)
    {
        var pending = new Pending(request, time, cancellationToken);
        lock (_gate)
        {
            _waiting.AddLast(pending);
            if (_lanes < options.Lanes)
            {
                _lanes++;

                // The lane goes on after this caller, and is no part of what he does.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(WorkOff, CancellationToken.None);
                }
            }
        }

        return pending.Result;
    }

    /// <summary>A lane: takes what waits until nothing does.</summary>
    private async Task WorkOff()
    {
        while (TakeGroup() is { Count: > 0 } group)
        {
            await CarryOut(group);
        }
    }

    /// <summary>The oldest request and all others that may go with it; none ends the lane.</summary>
    private List<Pending> TakeGroup()
    {
        lock (_gate)
        {
            var group = new List<Pending>();
            var taken = new HashSet<RecordReference>();
            var weight = 0;
            for (var node = _waiting.First; node is not null;)
            {
                var (pending, next) = (node.Value, node.Next);
                if (pending.IsCancelled())
                {
                    _waiting.Remove(node);
                }
                else if (group.Count == 0 || (group[0].MayShare && pending.MayShare
                    && weight + pending.Request.Changes.Length <= options.MaxGroupChanges
                    && !pending.Keys.Overlaps(taken)))
                {
                    _waiting.Remove(node);
                    group.Add(pending);
                    weight += pending.Request.Changes.Length;
                }

                // Also behind those that have to wait: what changes one record goes in the order in which it came.
                taken.UnionWith(pending.Keys);
                node = next;
                if (weight >= options.MaxGroupChanges)
                {
                    break;
                }
            }

            if (group.Count == 0)
            {
                _lanes--;
            }

            return group;
        }
    }

    private async Task CarryOut(IReadOnlyList<Pending> group)
    {
        try
        {
            var outcomes = await Run(group);
            for (var member = 0; member < group.Count; member++)
            {
                group[member].Settle(outcomes[member]);
            }
        }
        catch (Exception failure) when (group.Count > 1
            && failure is PostgresException
                or ProblemException { Problem: { Status: < 500 } or { Type: ProblemException.NewerReleaseType } })
        {
            // Never where the outcome is unknown: what stands already would be refused as stale.
            CommitMeasures.Retries.Add(1, CommitMeasures.Split);
            foreach (var pending in group)
            {
                await CarryOut([pending]);
            }
        }
        catch (PostgresException violation)
        {
            group[0].Fail(CommitRefusals.Of(violation, group[0].Request) ?? (Exception)violation);
        }
        catch (Exception failure)
        {
            foreach (var pending in group)
            {
                pending.Fail(failure);
            }
        }
    }

    private async Task<ImmutableArray<CommitOutcome>> Run(IReadOnlyList<Pending> group)
    {
        using var activity = Telemetry.Activities.StartActivity(
            "commit", ActivityKind.Internal, group[0].Caller, tags: null,
            group.Skip(1).Where(pending => pending.Caller != default).Select(pending => new ActivityLink(pending.Caller)));
        activity?.SetTag("omengff.commit.members", group.Count);
        CommitMeasures.Members.Record(group.Count);
        var requests = group.Select(pending => pending.Request).ToImmutableArray();
        using var writing = connections.Begin();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            try
            {
                using var deadline = new CancellationTokenSource(options.Deadline, time);
                await using var connection = await connections.Open(deadline.Token);
                if (await new CommitTransaction(connection, requests).Run(deadline.Token) is { } outcomes)
                {
                    return outcomes;
                }

                CommitMeasures.Retries.Add(1, CommitMeasures.Grown);
            }
            catch (PostgresException between) when (between.SqlState is PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure)
            {
                // Something else than commits held rows in another order.
                CommitMeasures.Retries.Add(1, CommitMeasures.Deadlock);
            }
            catch (CommitUnknownException unknown)
            {
                if (await Stands(unknown.Transaction))
                {
                    CommitMeasures.Unknown.Add(1, CommitMeasures.Settled("committed"));
                    return unknown.Outcomes;
                }

                CommitMeasures.Unknown.Add(1, CommitMeasures.Settled("undone"));
                CommitMeasures.Retries.Add(1, CommitMeasures.Lost);
            }
            catch (OperationCanceledException)
            {
                throw Busy($"The commit was not done within {options.Deadline.TotalSeconds:0} s and was undone "
                    + "(limit CommitDeadline).");
            }
        }

        throw Busy("The records are being changed by too many others; try again.");
    }

    private static ProblemException Busy(string detail) =>
        new(new Problem("/problems/busy", "Busy", 503, detail));

    /// <summary>Whether a transaction whose connection was lost stands, once the server knows.</summary>
    private async Task<bool> Stands(long transaction)
    {
        try
        {
            for (var look = 0; look < MaxAttempts; look++)
            {
                await using var command = source.CreateCommand("select pg_xact_status($1::text::xid8)");
                command.Parameters.Add(new()
                {
                    Value = transaction.ToString(System.Globalization.CultureInfo.InvariantCulture),
                });
                var status = await command.ExecuteScalarAsync(CancellationToken.None) as string;
                if (status is "committed" or "aborted")
                {
                    return status == "committed";
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), time, CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // Said below.
        }

        CommitMeasures.Unknown.Add(1, CommitMeasures.Settled("never"));
        throw new ProblemException(new Problem("/problems/outcome-unknown", "Outcome unknown", 503,
            "The database was lost while it committed; read the record to see whether the write stands."));
    }

    /// <summary>A request that waits, and its caller.</summary>
    private sealed class Pending(CommitRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        private readonly long _asked = time.GetTimestamp();

        private readonly TaskCompletionSource<CommitResult> _result =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal CommitRequest Request { get; } = request;

        /// <summary>What the caller is doing, for traces.</summary>
        internal ActivityContext Caller { get; } = Activity.Current?.Context ?? default;

        internal HashSet<RecordReference> Keys { get; } =
        [
            .. request.Changes.Select(change => new RecordReference(change.Kind, change.Id)),
            .. request.Expected.Select(expected => expected.Reference),
        ];

        internal Task<CommitResult> Result => _result.Task;

        /// <summary>What is only tried is undone, which nobody may share.</summary>
        internal bool MayShare => !Request.DryRun;

        /// <summary>True when the caller has gone; from the moment it is taken a commit goes on to its end.</summary>
        internal bool IsCancelled() =>
            cancellationToken.IsCancellationRequested && _result.TrySetCanceled(cancellationToken);

        internal void Settle(CommitOutcome outcome)
        {
            if (outcome.Refusal is { } refusal)
            {
                Fail(refusal);
            }
            else
            {
                Measure(null);
                _result.TrySetResult(outcome.Result!);
            }
        }

        internal void Fail(Exception failure)
        {
            Measure(failure);
            _result.TrySetException(failure);
        }

        private void Measure(Exception? failure)
        {
            if (!Request.DryRun)
            {
                CommitMeasures.Duration.Record(
                    time.GetElapsedTime(_asked).TotalSeconds, CommitMeasures.Outcome(failure));
            }
        }
    }
}
