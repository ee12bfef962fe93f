using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// The requests that share one transaction, and the changes of those that are still in it. No two of them change one
/// record.
/// </summary>
internal sealed class CommitMembers
{
    private readonly SortedDictionary<RecordReference, (RecordChange Change, int Member)> _changes = [];
    private readonly ProblemException?[] _refusals;

    internal CommitMembers(IReadOnlyList<CommitRequest> requests)
    {
        Requests = requests;
        _refusals = new ProblemException?[requests.Count];
        for (var member = 0; member < requests.Count; member++)
        {
            foreach (var change in requests[member].Changes)
            {
                _changes.Add(new RecordReference(change.Kind, change.Id), (change, member));
            }
        }
    }

    /// <summary>The requests, by the member's number.</summary>
    internal IReadOnlyList<CommitRequest> Requests { get; }

    /// <summary>The changes of the members that are in, in the order in which rows are locked.</summary>
    internal IReadOnlyDictionary<RecordReference, (RecordChange Change, int Member)> Changes => _changes;

    /// <summary>The members that are in.</summary>
    internal IEnumerable<int> Standing => Enumerable.Range(0, Requests.Count).Where(member => _refusals[member] is null);

    /// <summary>Why a member was taken out, or null.</summary>
    internal ProblemException? RefusalOf(int member) => _refusals[member];

    /// <summary>The change of a record, or null when none is in.</summary>
    internal RecordChange? ChangeOf(RecordReference reference) =>
        _changes.TryGetValue(reference, out var found) ? found.Change : null;

    /// <summary>Takes out every member that expected another version than the one that stands, or that would lose what a later
    /// release wrote.</summary>
    internal void TakeOutStale(IReadOnlyDictionary<RecordReference, StandingRecord> standing)
    {
        foreach (var (reference, (change, member)) in _changes)
        {
            var actual = standing.GetValueOrDefault(reference)?.Record.Version ?? 0;
            if (standing.GetValueOrDefault(reference)?.Record.IsOfNewerRelease is true && change.Record is not null)
            {
                _refusals[member] = Merged(
                    _refusals[member], reference, ProblemException.NewerRelease(reference.Kind.Text(), reference.Id));
            }
            else if (actual != change.ExpectedVersion)
            {
                _refusals[member] = Merged(_refusals[member], reference, change.ExpectedVersion == 0
                    ? ProblemException.Exists(reference.Kind.Text(), reference.Id)
                    : ProblemException.VersionConflict(
                        reference.Kind.Text(), reference.Id, change.ExpectedVersion, actual));
            }
        }

        for (var member = 0; member < Requests.Count; member++)
        {
            foreach (var (reference, version) in Requests[member].Expected)
            {
                var actual = standing.GetValueOrDefault(reference)?.Record.Version ?? 0;
                if (actual != version)
                {
                    _refusals[member] = Merged(_refusals[member], reference, ProblemException.VersionConflict(
                        reference.Kind.Text(), reference.Id, version, actual));
                }
            }
        }

        foreach (var reference in _changes.Where(pair => _refusals[pair.Value.Member] is not null)
            .Select(pair => pair.Key).ToList())
        {
            _changes.Remove(reference);
        }
    }

    /// <summary>The first refusal of a member, naming every record that is in its way.</summary>
    private static ProblemException Merged(ProblemException? first, RecordReference reference, ProblemException next)
    {
        var error = new ProblemError("", next.Problem.Type.Split('/')[^1], next.Message) { Path = reference.ToString() };
        return new ProblemException((first ?? next).Problem with
        {
            Errors = (first?.Problem.Errors ?? []).Append(error).ToEquatableArray(),
        });
    }
}

/// <summary>A record as it stands in the database, locked.</summary>
/// <param name="Record">The record.</param>
/// <param name="Json">Its JSON as it is stored.</param>
internal sealed record StandingRecord(CatalogRecord Record, string Json);
