using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// One attempt to carry out a <see cref="CommitRequest"/>: lock, check, derive, write. Rows are locked in one pass in
/// the order (kind, id), so attempts wait for each other and never deadlock.
/// </summary>
internal sealed class CommitTransaction(NpgsqlConnection connection, CommitRequest request)
{
    private readonly ImmutableSortedDictionary<RecordReference, RecordChange> _changes =
        request.Changes.ToImmutableSortedDictionary(
            change => new RecordReference(change.Kind, change.Id), change => change);

    private readonly Dictionary<RecordReference, CatalogRecord> _standing = [];
    private readonly Dictionary<RecordReference, CatalogRecord> _result = [];
    private readonly SortedDictionary<string, ImageDerivation> _derivations = new(StringComparer.Ordinal);

    /// <summary>Carries the request out, or returns null when the images that depend on it grew meanwhile and the
    /// caller has to start over.</summary>
    internal async Task<CommitResult?> Run(CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var dependants = await ReadDependants(cancellationToken);
        await Lock(dependants, cancellationToken);
        if (!(await ReadDependants(cancellationToken)).IsSubsetOf(dependants))
        {
            return null;
        }

        CheckVersions();
        CheckDeletions(dependants);
        var moment = await CommitMoment.Read(
            connection,
            [.. _changes.Where(pair => pair.Value.ExpectedVersion == 0).Select(pair => pair.Key)],
            cancellationToken);
        Build(moment);
        await Derive(dependants, cancellationToken);
        var revisions = await Write(moment, cancellationToken);
        var result = new CommitResult(
            new ChangeName(moment.Incarnation, moment.Transaction, _changes.Count - 1),
            [.. _result.Values],
            _changes.Keys.ToImmutableSortedDictionary(
                reference => reference, reference => moment.Next(reference, _standing.GetValueOrDefault(reference)).Version),
            revisions);
        if (!request.DryRun)
        {
            // The caller's wish to cancel comes too late from here: the outcome must be known.
            await Commit(transaction, result);
        }

        return result;
    }

    private static async Task Commit(NpgsqlTransaction transaction, CommitResult result)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException lost) when (lost is not PostgresException)
        {
            throw new CommitUnknownException(result, lost);
        }
    }

    /// <summary>Images that reference an array that changes.</summary>
    private async Task<ImmutableSortedSet<string>> ReadDependants(CancellationToken cancellationToken)
    {
        var arrays = Ids(_changes.Keys, RecordKind.Array);
        if (arrays.Length == 0)
        {
            return ImmutableSortedSet<string>.Empty;
        }

        await using var command = new NpgsqlCommand(
            "select distinct image_id from level_references where array_kind = 'array' and array_id = any($1)", connection)
        {
            Parameters = { new() { Value = arrays } },
        };
        var images = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            images.Add(reader.GetString(0));
        }

        return images.ToImmutable();
    }

    private async Task Lock(ImmutableSortedSet<string> dependants, CancellationToken cancellationToken)
    {
        var modes = new SortedDictionary<RecordReference, string>();
        foreach (var array in _changes.Values.Select(change => change.Record).OfType<ImageRecord>()
            .SelectMany(image => image.Levels).Select(level => level.Array))
        {
            modes[new RecordReference(RecordKind.Array, array)] = "share";
        }

        foreach (var image in dependants)
        {
            modes[new RecordReference(RecordKind.Image, image)] = "no key update";
        }

        foreach (var (reference, change) in _changes)
        {
            modes[reference] = change.Record is null ? "update" : "no key update";
        }

        // One statement for each run of neighbours of one mode and kind keeps the order of the whole pass.
        await using var batch = new NpgsqlBatch(connection);
        var run = new List<string>();
        (RecordKind Kind, string Mode)? current = null;
        foreach (var (reference, mode) in modes)
        {
            if (current is { } last && last != (reference.Kind, mode))
            {
                Flush(last);
            }

            current = (reference.Kind, mode);
            run.Add(reference.Id);
        }

        if (current is { } end)
        {
            Flush(end);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var kind = RecordKinds.Parse(reader.GetString(0));
                _standing[new RecordReference(kind, reader.GetString(1))] = RecordJson.Read(kind, reader.GetString(2));
            }
        }
        while (await reader.NextResultAsync(cancellationToken));

        void Flush((RecordKind Kind, string Mode) part)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"select kind, id, body from records where kind = $1 and id = any($2) order by id for {part.Mode}")
            {
                Parameters = { new() { Value = part.Kind.Text() }, new() { Value = run.ToArray() } },
            });
            run.Clear();
        }
    }

    private void CheckVersions()
    {
        foreach (var (reference, change) in _changes)
        {
            var actual = _standing.GetValueOrDefault(reference)?.Version ?? 0;
            if (actual != change.ExpectedVersion)
            {
                throw change.ExpectedVersion == 0
                    ? ProblemException.Exists(reference.Kind.Text(), reference.Id)
                    : ProblemException.VersionConflict(
                        reference.Kind.Text(), reference.Id, change.ExpectedVersion, actual);
            }
        }
    }

    private void CheckDeletions(ImmutableSortedSet<string> dependants)
    {
        var deleted = _changes.Values.Where(change => change.Record is null).ToList();
        foreach (var change in deleted.Where(change => change.Kind == RecordKind.Array))
        {
            var user = dependants.FirstOrDefault(id => Uses(id, change.Id));
            if (user is not null)
            {
                throw ProblemException.Referenced("array", change.Id, $"image '{user}'");
            }
        }

        if (deleted.Exists(change => change is { Kind: RecordKind.Dataset, Id: DatasetRecord.DefaultId }))
        {
            throw ProblemException.Referenced("dataset", DatasetRecord.DefaultId, "the catalog: it always exists");
        }

        bool Uses(string image, string array)
        {
            var reference = new RecordReference(RecordKind.Image, image);
            var record = _changes.TryGetValue(reference, out var change)
                ? change.Record
                : _standing.GetValueOrDefault(reference);
            return record is ImageRecord { } used && used.Levels.Any(level => level.Array == array);
        }
    }

    private void Build(CommitMoment moment)
    {
        foreach (var (reference, change) in _changes)
        {
            if (change.Record is null)
            {
                continue;
            }

            var before = _standing.GetValueOrDefault(reference);
            var (version, at) = moment.Next(reference, before);
            _result[reference] = change.Record.WithoutDerived() with
            {
                Version = version,
                CreatedAt = before?.CreatedAt ?? at,
                CreatedBy = before?.CreatedBy ?? request.By,
                UpdatedAt = at,
                UpdatedBy = request.By,
            };
        }
    }

    /// <summary>Derives the index of every image that changes or depends on what changes, from locked rows only.</summary>
    private async Task Derive(ImmutableSortedSet<string> dependants, CancellationToken cancellationToken)
    {
        var images = dependants.Select(id => new RecordReference(RecordKind.Image, id))
            .Where(reference => !_changes.ContainsKey(reference))
            .Select(reference => _standing.GetValueOrDefault(reference)).OfType<ImageRecord>()
            .Concat(_result.Values.OfType<ImageRecord>()).ToList();
        await ReadUnlocked(images.SelectMany(image => image.Levels).Select(level => level.Array), cancellationToken);
        foreach (var image in images)
        {
            var arrays = image.Levels.Select((level, index) =>
            {
                var reference = new RecordReference(RecordKind.Array, level.Array);
                return (ArrayRecord?)_result.GetValueOrDefault(reference)
                    ?? (ArrayRecord?)_standing.GetValueOrDefault(reference)
                    ?? throw ProblemException.Invalid(
                        $"/levels/{index}/array", "array-unknown", $"There is no array '{level.Array}'.");
            });
            _derivations[image.Id] = Derive(image, [.. arrays]);
        }
    }

    /// <summary>What an image derives. Where the image itself does not change, a change of its arrays contradicts it,
    /// which is a conflict and no fault in the request alone.</summary>
    private ImageDerivation Derive(ImageRecord image, ImmutableArray<ArrayRecord> arrays)
    {
        try
        {
            return ImageDerivation.Of(image, arrays);
        }
        catch (ProblemException refusal)
            when (!_changes.ContainsKey(new RecordReference(RecordKind.Image, image.Id)))
        {
            throw new ProblemException(refusal.Problem with
            {
                Type = "/problems/contradicts-image",
                Title = "Contradicts an image",
                Status = 409,
                Detail = $"The image '{image.Id}' references what changes, and would have no consistent metadata: "
                    + refusal.Problem.Detail,
            });
        }
    }

    /// <summary>
    /// The arrays of dependants that do not change themselves. They cannot change meanwhile either: whoever changes
    /// one has to lock the dependants first, which this transaction holds.
    /// </summary>
    private async Task ReadUnlocked(IEnumerable<string> arrays, CancellationToken cancellationToken)
    {
        var missing = arrays.Where(id => !_standing.ContainsKey(new RecordReference(RecordKind.Array, id))
            && !_result.ContainsKey(new RecordReference(RecordKind.Array, id))).Distinct().ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            "select id, body from records where kind = 'array' and id = any($1)", connection)
        {
            Parameters = { new() { Value = missing } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _standing[new RecordReference(RecordKind.Array, reader.GetString(0))] =
                RecordJson.Read(RecordKind.Array, reader.GetString(1));
        }
    }

    private async Task<ImmutableSortedDictionary<string, long>> Write(
        CommitMoment moment, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var number = 0;
        foreach (var (reference, change) in _changes)
        {
            var before = _standing.GetValueOrDefault(reference);
            var (version, at) = moment.Next(reference, before);
            batch.BatchCommands.Add(CommitStatements.History(reference, version, at, request.By, change.Reason, before,
                _result.GetValueOrDefault(reference), moment.Transaction, number++));
        }

        // What is referred to is written before, and deleted after, what refers to it.
        foreach (var record in _result.Values.OrderBy(record => Depth(record.Kind)).ThenBy(record => record.Id,
            StringComparer.Ordinal))
        {
            var isNew = !_standing.ContainsKey(new RecordReference(record.Kind, record.Id));
            batch.BatchCommands.Add(CommitStatements.Put(record, isNew));
        }

        foreach (var image in _result.Values.OfType<ImageRecord>())
        {
            CommitStatements.AddLevels(batch, image);
        }

        foreach (var reference in _changes.Where(pair => pair.Value.Record is null).Select(pair => pair.Key)
            .OrderByDescending(reference => Depth(reference.Kind)))
        {
            batch.BatchCommands.Add(CommitStatements.Delete(reference));
        }

        foreach (var source in request.Sources)
        {
            var isNew = !_standing.ContainsKey(new RecordReference(RecordKind.Image, source.Image));
            batch.BatchCommands.Add(CommitStatements.Source(
                source, CatalogJson.Serialize(VersionsOf(source)), isNew));
        }

        foreach (var (image, derivation) in _derivations)
        {
            batch.BatchCommands.Add(CommitStatements.Index(image, derivation));
        }

        foreach (var deleted in _changes.Where(pair => pair.Value.Record is null && pair.Key.Kind == RecordKind.Image))
        {
            batch.BatchCommands.Add(CommitStatements.EndView(deleted.Key.Id));
        }

        var views = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                views[reader.GetString(0)] = reader.GetInt64(1);
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return views.ToImmutable();
    }

    /// <summary>The versions of a source's image and of its arrays, as this commit leaves them.</summary>
    private ImmutableSortedDictionary<string, long> VersionsOf(TakenSource source)
    {
        var image = new RecordReference(RecordKind.Image, source.Image);
        return ((ImageRecord)_result[image]).Levels
            .Select(level => new RecordReference(RecordKind.Array, level.Array)).Append(image).Distinct()
            .ToImmutableSortedDictionary(
                reference => reference.ToString(),
                reference => (_result.GetValueOrDefault(reference) ?? _standing[reference]).Version,
                StringComparer.Ordinal);
    }

    /// <summary>How far down the references lead: images refer to arrays, and both to datasets.</summary>
    private static int Depth(RecordKind kind) => kind switch
    {
        RecordKind.Dataset => 0,
        RecordKind.Array => 1,
        _ => 2,
    };

    private static string[] Ids(IEnumerable<RecordReference> references, RecordKind kind) =>
        [.. references.Where(reference => reference.Kind == kind).Select(reference => reference.Id)];
}
