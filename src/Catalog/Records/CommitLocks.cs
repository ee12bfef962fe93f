using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// The rows that a commit locks, in one pass in the order (kind, id): those it writes, and those that its records refer
/// to, which must stay as they are. So commits wait for each other and never deadlock.
/// </summary>
internal static class CommitLocks
{
    /// <summary>Adds the statements that lock and read the rows.</summary>
    /// <returns>How many statements.</returns>
    internal static int Ask(NpgsqlBatch batch, CommitMembers members, Dependants dependants)
    {
        var modes = new SortedDictionary<RecordReference, string>();
        foreach (var target in members.Changes.Values
            .SelectMany(change => HeldReference.Of(change.Change.Record)).Select(reference => reference.Target))
        {
            modes[target] = "share";
        }

        // Where an image lies is also where its label images lie.
        foreach (var image in members.Changes.Values.Select(change => change.Change.Record).OfType<ImageRecord>()
            .Select(image => image.LabelOf).OfType<string>())
        {
            modes[new RecordReference(RecordKind.Image, image)] = "share";
        }

        foreach (var expected in members.Requests.SelectMany(request => request.Expected))
        {
            modes[expected.Reference] = "share";
        }

        foreach (var array in dependants.Arrays)
        {
            modes[new RecordReference(RecordKind.Array, array)] = "no key update";
        }

        foreach (var image in dependants.Images)
        {
            modes[new RecordReference(RecordKind.Image, image)] = "no key update";
        }

        foreach (var (reference, (change, _)) in members.Changes)
        {
            modes[reference] = change.Record is null ? "update" : "no key update";
        }

        // One statement for each run of neighbours of one mode and kind keeps the order of the whole pass.
        var statements = 0;
        foreach (var run in Runs(modes))
        {
            // Row by row in the order of the ids: a plan for all at once may walk over every record of the kind.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"""
                select held.kind, held.id, held.body from unnest($2) as wanted (id) cross join lateral (
                    select kind, id, body from records
                    where records.kind = $1 and records.id = wanted.id collate "C" for {run.Mode}) held
                """)
            {
                Parameters = { new() { Value = run.Kind.Text() }, new() { Value = run.Ids.ToArray() } },
            });
            statements++;
        }

        return statements;
    }

    private static IEnumerable<(RecordKind Kind, string Mode, List<string> Ids)> Runs(
        SortedDictionary<RecordReference, string> modes)
    {
        (RecordKind Kind, string Mode, List<string> Ids)? run = null;
        foreach (var (reference, mode) in modes)
        {
            if (run is { } last && (last.Kind, last.Mode) == (reference.Kind, mode))
            {
                last.Ids.Add(reference.Id);
                continue;
            }

            if (run is { } ended)
            {
                yield return ended;
            }

            run = (reference.Kind, mode, [reference.Id]);
        }

        if (run is { } end)
        {
            yield return end;
        }
    }
}
