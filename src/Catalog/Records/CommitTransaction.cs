using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// One attempt to carry out requests together: lock, check, derive, write. A member that expected another version is
/// taken out; anything else that is amiss undoes the attempt, and the members are tried one by one.
/// </summary>
internal sealed class CommitTransaction(NpgsqlConnection connection, IReadOnlyList<CommitRequest> requests)
{
    private readonly CommitMembers _members = new(requests);
    private readonly Dictionary<RecordReference, StandingRecord> _standing = [];
    private readonly List<RecordReference> _defaults = [];

    /// <summary>Carries the requests out, or returns null when what depends on them grew meanwhile and the caller has to
    /// start over.</summary>
    /// <returns>The outcome of each member.</returns>
    internal async Task<ImmutableArray<CommitOutcome>?> Run(CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var arrays = _members.Changes
            .Where(pair => pair.Key.Kind == RecordKind.Array && pair.Value.Change.ExpectedVersion > 0)
            .Select(pair => pair.Key.Id).ToArray();
        var dependants = await Dependants.Find(connection, arrays, _members, cancellationToken);
        if (await LockAndRead(arrays, dependants, cancellationToken) is not { } moment)
        {
            return null;
        }

        _members.TakeOutStale(_standing);
        if (_members.Changes.Count == 0)
        {
            return Outcomes(ImmutableDictionary<int, CommitResult>.Empty);
        }

        var realigned = new DefaultChanges(
            _members, reference => (AlignmentRecord?)_standing.GetValueOrDefault(reference)?.Record);
        if (!dependants.Images.IsSupersetOf(realigned.Images))
        {
            return null;
        }

        await new ReferenceRules(connection, _members, _standing).Check(cancellationToken);
        var draft = new CommitDraft(_members, _standing, moment, dependants, realigned, _defaults);
        draft.Build();
        await new FixedAxes(connection, _members, _standing, draft).Check(cancellationToken);
        var revisions = await new CommitWriter(connection, _members, _standing, moment, draft).Write(cancellationToken);
        var outcomes = Outcomes(draft.Results(revisions));
        if (!requests[0].DryRun)
        {
            await Commit(transaction, moment, outcomes);
        }

        return outcomes;
    }

    private static async Task Commit(
        NpgsqlTransaction transaction, CommitMoment moment, ImmutableArray<CommitOutcome> outcomes)
    {
        try
        {
            // A caller's wish to cancel comes too late from here: the outcome must be known.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException lost) when (lost is not PostgresException { InvariantSeverity: "ERROR" })
        {
            // Also a server that says that it ends may have committed before.
            throw new CommitUnknownException(moment.Transaction, outcomes, lost);
        }
    }

    private ImmutableArray<CommitOutcome> Outcomes(IReadOnlyDictionary<int, CommitResult> results) =>
    [
        .. Enumerable.Range(0, requests.Count).Select(member =>
            new CommitOutcome(results.GetValueOrDefault(member), _members.RefusalOf(member))),
    ];

    /// <summary>Locks all rows in one pass, and in the same round trip reads what is to be known with the locks held.
    /// </summary>
    private async Task<CommitMoment?> LockAndRead(
        string[] arrays, Dependants dependants, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var statements = CommitLocks.Ask(batch, _members, dependants);
        var looksAgain = arrays.Length > 0;
        if (looksAgain)
        {
            batch.BatchCommands.Add(Dependants.Statement(arrays));
        }

        if (!dependants.Realigned.IsEmpty)
        {
            batch.BatchCommands.Add(Dependants.Labels(dependants.Realigned));
        }

        // The arrays of an image that is an end of an alignment version say what axes it has, and where it lies.
        var neighbours = _members.Changes.Values.Select(change => change.Change.Record).OfType<AlignmentVersionRecord>()
            .SelectMany(version => DefaultVersions.ImageEnds(version.Source, version.Target))
            .Concat(dependants.Images).Distinct(StringComparer.Ordinal).ToArray();
        if (neighbours.Length > 0)
        {
            batch.BatchCommands.Add(Neighbours(neighbours));
        }

        // What an image's default versions are changes with its row locked alone.
        var viewed = _members.Changes.Values.Select(change => change.Change)
            .Where(change => change is { Record: ImageRecord, ExpectedVersion: > 0 }).Select(change => change.Id)
            .Concat(_members.Changes.Values.Select(change => change.Change.Record).OfType<ImageRecord>()
                .Select(image => image.LabelOf).OfType<string>())
            .Concat(dependants.Images).Distinct(StringComparer.Ordinal).ToArray();
        if (viewed.Length > 0)
        {
            batch.BatchCommands.Add(DefaultVersions.Statement(viewed));
        }

        // The entry of an alignment tells of its default version.
        var chosen = _members.Changes.Values.Select(change => change.Change.Record).OfType<AlignmentRecord>()
            .Where(alignment => alignment.DefaultVersion is not null)
            .Select(alignment => AlignmentVersionRecord.IdOf(alignment.Id, alignment.DefaultVersion!.Value)).ToArray();
        if (chosen.Length > 0)
        {
            batch.BatchCommands.Add(DefaultVersions.Chosen(chosen));
        }

        CommitMoment.Ask(batch,
            [.. _members.Changes.Where(pair => pair.Value.Change.ExpectedVersion == 0).Select(pair => pair.Key)]);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var statement = 0; statement < statements; statement++)
        {
            await ReadStanding(reader, cancellationToken);
        }

        if (looksAgain)
        {
            if (!(await Dependants.Read(reader, cancellationToken)).IsWithin(dependants))
            {
                return null;
            }
        }

        if (!dependants.Realigned.IsEmpty
            && !(await Dependants.ReadLabels(reader, cancellationToken)).IsSubsetOf(dependants.Images))
        {
            return null;
        }

        if (neighbours.Length > 0)
        {
            await ReadStanding(reader, cancellationToken);
        }

        if (viewed.Length > 0)
        {
            _defaults.AddRange(await ReadStanding(reader, cancellationToken));
        }

        if (chosen.Length > 0)
        {
            await ReadStanding(reader, cancellationToken);
        }

        return await CommitMoment.Read(reader, cancellationToken);
    }

    /// <summary>
    /// The arrays of images that do not change themselves. They cannot change meanwhile either: whoever changes one has
    /// to lock the images first, which this transaction holds.
    /// </summary>
    private static NpgsqlBatchCommand Neighbours(string[] images) => new(
        $"""
        select distinct on (member.id) member.kind, member.id, member.body::text
        from unnest($1) as image (id)
            join record_references level
                on level.kind = 'image' and level.id = image.id collate "C" and level.role = {(short)ReferenceRole.Level}
            join records member on member.kind = level.target_kind and member.id = level.target_id
        order by member.id
        """)
    {
        Parameters = { new() { Value = images } },
    };

    /// <summary>Reads records of one statement.</summary>
    /// <returns>Which ones.</returns>
    private async Task<List<RecordReference>> ReadStanding(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var found = new List<RecordReference>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var kind = RecordKinds.Parse(reader.GetString(0));
            var reference = new RecordReference(kind, reader.GetString(1));
            found.Add(reference);
            if (!_standing.ContainsKey(reference))
            {
                var json = reader.GetString(2);
                _standing[reference] = new StandingRecord(RecordJson.Read(kind, json), json);
            }
        }

        await reader.NextResultAsync(cancellationToken);
        return found;
    }
}

/// <summary>What became of one member of a shared transaction.</summary>
/// <param name="Result">Its result, or null when it was refused.</param>
/// <param name="Refusal">Why, or null.</param>
internal sealed record CommitOutcome(CommitResult? Result, ProblemException? Refusal);
