using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Client.Problems;

/// <summary>A request was refused; crosses grain calls and ends as <c>application/problem+json</c>.</summary>
[GenerateSerializer, Alias("omengff.problem-exception")]
public sealed class ProblemException : Exception
{
    /// <summary>The type of <see cref="NewerRelease"/>.</summary>
    public const string NewerReleaseType = "/problems/newer-release";

    /// <summary>Refuses with a problem.</summary>
    public ProblemException(Problem problem)
        : base(problem.Detail ?? problem.Title) => Problem = problem;

    /// <summary>The reason.</summary>
    [Id(0)]
    public Problem Problem { get; private set; }

    /// <summary>The refusal with the name of the record that it is about, where its faults name none.</summary>
    /// <param name="reference">The record: <c>image:{id}</c>.</param>
    public ProblemException About(string reference) => new(Problem with
    {
        Errors = Problem.Errors.Select(error => error with { Path = error.Path ?? reference }).ToEquatableArray(),
    });

    /// <summary>404: there is no such record.</summary>
    public static ProblemException NotFound(string kind, string id) =>
        new(new Problem("/problems/not-found", "Not found", 404, $"There is no {kind} '{id}'."));

    /// <summary>412: the record is at another version than the caller expected.</summary>
    public static ProblemException VersionConflict(string kind, string id, long expected, long actual) =>
        new(new Problem("/problems/version-conflict", "Version conflict", 412,
            actual == 0
                ? $"There is no {kind} '{id}' any more; version {expected} was expected."
                : $"The {kind} '{id}' is at version {actual}; version {expected} was expected."));

    /// <summary>503: what the answer depends on does not answer.</summary>
    public static ProblemException Unavailable() => new(new Problem(
        "/problems/unavailable", "Unavailable", 503, "The database or a part of the catalog does not answer."));

    /// <summary>503: a later release wrote what this node does not know, and would lose, or cannot read; another node knows it.
    /// </summary>
    public static ProblemException NewerRelease(string kind, string id) =>
        Of(new Problem(NewerReleaseType, "Written by a newer release", 503,
            $"The {kind} '{id}' was written by a newer release than this node is of; ask again, another node can do it."),
            kind, id);

    /// <summary>409: a record of this id stands already.</summary>
    public static ProblemException Exists(string kind, string id) =>
        Of(new Problem("/problems/exists", "Already exists", 409,
            $"There is {RecordKinds.WithArticle(kind)} '{id}' already."), kind, id);

    /// <summary>400: one field breaks a rule.</summary>
    public static ProblemException Invalid(string pointer, string rule, string message) =>
        Invalid([new ProblemError(pointer, rule, message)]);

    /// <summary>400: fields break rules.</summary>
    public static ProblemException Invalid(EquatableArray<ProblemError> errors) =>
        new(new Problem("/problems/invalid", "Invalid request", 400,
            string.Join(" ", errors.Select(error => error.Message)))
        { Errors = errors });

    /// <summary>400: what the model refuses, with each pointer below <paramref name="prefix"/>.</summary>
    public static ProblemException Invalid(NgffException refusal, string prefix = "") =>
        Invalid(refusal.Diagnostics
            .Select(diagnostic => new ProblemError(prefix + diagnostic.Pointer, diagnostic.Rule, diagnostic.Message)
            {
                Path = diagnostic.Path,
            })
            .ToEquatableArray());

    /// <summary>409: the record cannot be taken away or changed because others, which are named, refer to it.</summary>
    public static ProblemException Referenced(string kind, string id, IEnumerable<string> by) =>
        Of(new Problem("/problems/referenced", "Still referenced", 409,
            $"The {kind} '{id}' is referenced by {string.Join(", ", by)}."), kind, id);

    /// <summary>A refusal that is about one record, which among others in a commit must be told.</summary>
    private static ProblemException Of(Problem problem, string kind, string id) => new(problem with
    {
        Errors = [new ProblemError("", problem.Type.Split('/')[^1], problem.Detail!) { Path = $"{kind}:{id}" }],
    });
}
