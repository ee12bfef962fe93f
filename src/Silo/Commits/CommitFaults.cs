using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff;
using OmeNgff.Silo.Records;

namespace OmeNgff.Silo.Commits;

/// <summary>What is amiss with a commit, by the place in the request.</summary>
/// <param name="requested">The changes as they were read; none while they are.</param>
internal sealed class CommitFaults(IReadOnlyList<RequestedChange>? requested = null)
{
    private readonly List<ProblemError> _errors = [];
    private bool _isConflict;
    private Problem? _newerRelease;

    /// <summary>Where the changes that one change means stand in the request.</summary>
    internal static IEnumerable<(string Pointer, RecordChange Change)> Places(int index, RequestedChange requested) =>
        requested.Arrays.Select(array => ($"{Body(index)}{array.Pointer}", array.Change))
            .Append((Change(index), requested.Change));

    /// <summary>Adds a fault.</summary>
    internal void Add(string pointer, string rule, string message) =>
        _errors.Add(new ProblemError(pointer, rule, message));

    /// <summary>Adds why a change was refused: a precondition, or its body.</summary>
    internal void Add(int index, ProblemException refusal)
    {
        if (refusal.Problem.Status == 400)
        {
            _errors.AddRange(refusal.Problem.Errors.Select(error => error with { Pointer = Body(index) + error.Pointer }));
            return;
        }

        if (refusal.Problem.Type == ProblemException.NewerReleaseType)
        {
            _newerRelease = refusal.Problem;
        }

        _isConflict = true;
        Add(Change(index), RuleOf(refusal.Problem), refusal.Message);
    }

    /// <summary>Refuses the commit if anything is amiss.</summary>
    /// <exception cref="ProblemException">503 where another node can carry it out, 409 where a precondition failed, else 400.
    /// </exception>
    internal void Throw()
    {
        if (_errors.Count > 0)
        {
            throw _newerRelease is { } newer
                ? new ProblemException(newer with { Errors = _errors.ToEquatableArray() })
                : Refusal(_errors, _isConflict);
        }
    }

    /// <summary>What the store refused, with pointers into the request in place of the records' names.</summary>
    internal ProblemException Of(ProblemException refusal)
    {
        var places = requested!
            .SelectMany((change, index) => Places(index, change).Select(place => (Index: index, place.Pointer, place.Change)))
            .ToDictionary(place => new RecordReference(place.Change.Kind, place.Change.Id).ToString());
        var isConflict = refusal.Problem.Status is 412 || RuleOf(refusal.Problem) is "exists";
        var errors = refusal.Problem.Errors.Select(error =>
            error.Path is not null && places.TryGetValue(error.Path, out var place)
                ? error with { Pointer = PointerOf(place.Index, place.Pointer, error), Path = null }
                : error).ToList();
        return isConflict
            ? Refusal(errors, isConflict: true)
            : new ProblemException(refusal.Problem with { Errors = errors.ToEquatableArray() });
    }

    /// <summary>A fault in a record's fields is one in its body, another one is the change's.</summary>
    private static string PointerOf(int index, string place, ProblemError error) =>
        error.Pointer.Length > 0 && place == Change(index) ? Body(index) + error.Pointer : place + error.Pointer;

    private static ProblemException Refusal(List<ProblemError> errors, bool isConflict)
    {
        var detail = errors.Count == 1
            ? errors[0].Message
            : $"There are {errors.Count} faults, and nothing was stored.";
        return new ProblemException((isConflict
            ? new Problem("/problems/commit-conflict", "Commit conflict", 409, detail)
            : new Problem("/problems/invalid", "Invalid request", 400, detail)) with
        {
            Errors = errors.ToEquatableArray(),
        });
    }

    /// <summary>The rule that the type of a problem names.</summary>
    private static string RuleOf(Problem problem) => problem.Type.Split('/')[^1];

    private static string Change(int index) => $"/changes/{index.ToString(CultureInfo.InvariantCulture)}";

    private static string Body(int index) => $"{Change(index)}/body";
}
